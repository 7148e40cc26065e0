package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.examples.serve.RawClient.Response;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Files, metrics, and what is found where. */
class SiteTest {

    @TempDir private Path dir;
    private Path root;

    @BeforeEach
    void makeFiles() throws IOException {
        root = Files.createDirectories(dir.resolve("root"));
        Files.writeString(root.resolve("index.html"), "<p>index");
        Files.writeString(root.resolve("a b.txt"), "text");
        Files.writeString(root.resolve("\u00fc.json"), "{}");
        Files.createDirectories(root.resolve("sub"));
        Files.writeString(root.resolve("sub/index.html"), "<p>sub");
        Files.createDirectories(root.resolve("empty"));
        Files.createFile(root.resolve("nothing"));
        Files.writeString(dir.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("out"), dir.resolve("secret"));
        Files.createSymbolicLink(root.resolve("up"), dir);
        Files.createSymbolicLink(root.resolve("in"), root.resolve("sub"));
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200, <p>index, text/html; charset=utf-8",
        "/?x=y, 200, <p>index, text/html; charset=utf-8",
        "/index.html, 200, <p>index, text/html; charset=utf-8",
        "/a%20b.txt, 200, text, text/plain; charset=utf-8",
        "/%C3%BC.json, 200, {}, application/json",
        "/sub/, 200, <p>sub, text/html; charset=utf-8",
        "//sub/, 200, <p>sub, text/html; charset=utf-8",
        "/in/index.html, 200, <p>sub, text/html; charset=utf-8",
        "/nothing, 200, '', application/octet-stream",
        "http://a, 301, '', ''",
        "/sub, 301, '', ''",
    })
    void filesAreServed(String path, int status, String body, String type) throws Exception {
        try (TestServer server = TestServer.start(root);
                RawClient client = server.connect()) {
            Response response = client.request("GET " + path).response();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.body()).isEqualTo(body);
            assertThat(response.field("content-type")).isEqualTo(type);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/none",
                "/empty/",
                "/nothing/",
                "/index.html/",
                "/index.html/x",
                "/out",
                "/up/secret",
                "/up/",
                "/../secret",
                "/..",
                "/sub/../../secret",
                "/sub/../index.html",
                "/%2e%2e/secret",
                "/%2E%2E%2Fsecret",
                "/..%2fsecret",
                "/sub/%2e%2e/%2e%2e/secret",
                "/..%5csecret",
                "/sub%00/",
                "/%00",
                "/%ff",
                "/%C3",
                "/%c0%ae%c0%ae/secret",
                "/./index.html",
                "/%2fetc/passwd",
                "//etc/passwd",
            })
    void nothingElseIs(String path) throws Exception {
        try (TestServer server = TestServer.start(root);
                RawClient client = server.connect()) {
            Response response = client.request("GET " + path).response();
            assertThat(response.status()).isIn(400, 404);
            assertThat(response.body()).doesNotContain("secret", "root:", "<p>");
            assertThat(client.request("GET /").response().status()).isEqualTo(200);
        }
    }

    @Test
    void aDirectoryWithoutItsSlashIsElsewhere() throws Exception {
        try (TestServer server = TestServer.start(root);
                RawClient client = server.connect()) {
            Response response = client.request("GET //sub").response();
            assertThat(response.field("location")).isEqualTo("/sub/");
        }
    }

    @Test
    void whatTheClientHasIsNotSentAgain() throws Exception {
        try (TestServer server = TestServer.start(root);
                RawClient client = server.connect()) {
            String modified = client.request("GET /").response().field("last-modified");
            String get = "GET / HTTP/1.1\r\nHost: a\r\nIf-Modified-Since: ";
            Response response = client.send(get + modified + "\r\n\r\n").response();
            assertThat(response.status()).isEqualTo(304);
            String before = "Tue, 15 Nov 1994 08:12:31 GMT";
            assertThat(client.send(get + before + "\r\n\r\n").response().status()).isEqualTo(200);
            assertThat(client.send(get + "x\r\n\r\n").response().status()).isEqualTo(200);
        }
    }

    @Test
    void largeFilesComeWhole() throws Exception {
        byte[] content = new byte[5_000_001];
        new Random(1).nextBytes(content);
        Files.write(root.resolve("large"), content);
        try (TestServer server = TestServer.start(root);
                RawClient client = server.connect()) {
            for (int i = 0; i < 3; i++) {
                Response response = client.request("GET /large").response();
                assertThat(response.body().getBytes(StandardCharsets.ISO_8859_1))
                        .isEqualTo(content);
            }
            Response head = client.request("HEAD /large").response(true);
            assertThat(head.field("content-length")).isEqualTo("5000001");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST /plaintext, 405, 'GET, HEAD'",
        "DELETE /events, 405, 'GET, HEAD'",
        "PUT /metrics, 405, 'GET, HEAD'",
        "PATCH /kv/a, 405, 'GET, HEAD, PUT, DELETE'",
        "PUT /kv/, 405, 'GET, HEAD'",
        "POST /, 405, 'GET, HEAD'",
        "OPTIONS *, 405, 'GET, HEAD'",
    })
    void methodsThatCannotBeUsedAreRefused(String start, int status, String allow)
            throws Exception {
        try (TestServer server = TestServer.start(root);
                RawClient client = server.connect()) {
            Response response = client.request(start).response();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.field("allow")).isEqualTo(allow);
            assertThat(client.request("GET /plaintext").response().status()).isEqualTo(200);
        }
    }

    @Test
    void metricsCountRequestsAndShowTheScheduler() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            client.request("GET /plaintext").response();
            client.request("GET /none").response();
            Response response = client.request("GET /metrics").response();
            assertThat(response.field("content-type")).startsWith("text/plain; version=0.0.4");
            assertThat(response.body())
                    .contains("# TYPE heddle_http_requests_total counter\n")
                    .contains("heddle_http_requests_total{code=\"2xx\"} 1\n")
                    .contains("heddle_http_requests_total{code=\"4xx\"} 1\n")
                    .contains("heddle_http_connections 1\n")
                    .contains("heddle_parallelism 2\n")
                    .containsPattern("heddle_slices_total [1-9]");
            assertThat(response.body().lines())
                    .allMatch(line -> line.matches("# (HELP|TYPE) .+|[a-z_]+(\\{.+})? \\d+"));
        }
    }

    @Test
    void curlUnderstandsAllOfIt() throws Exception {
        Path curl = Path.of("/usr/bin/curl");
        assumeTrue(Files.isExecutable(curl), "there is no curl here");
        Files.writeString(dir.resolve("upload"), "\"" + "x".repeat(100_000) + "\"");
        try (TestServer server = TestServer.start(root)) {
            String url = "http://localhost:" + server.address().getPort();
            assertThat(curl(url + "/plaintext")).isEqualTo("Hello, World!");
            assertThat(curl("-T", dir + "/upload", "-w", "%{http_code}", url + "/kv/up"))
                    .isEqualTo("201");
            assertThat(
                            curl(
                                    "-T",
                                    dir + "/upload",
                                    "-H",
                                    "Transfer-Encoding: chunked",
                                    "-w",
                                    "%{http_code}",
                                    url + "/kv/up"))
                    .isEqualTo("204");
            assertThat(curl(url + "/kv/up")).hasSize(100_002);
            assertThat(curl(url + "/kv/")).isEqualTo("[\"up\"]");
            assertThat(curl("-I", url + "/")).contains("HTTP/1.1 200 OK", "Content-Length: 8");
            assertThat(curl("-0", url + "/kv/")).isEqualTo("[\"up\"]");
            assertThat(curl("-L", url + "/sub")).isEqualTo("<p>sub");
            assertThat(curl("--path-as-is", "-w", "%{http_code}", url + "/../secret"))
                    .endsWith("400");
        }
    }

    private static String curl(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("/usr/bin/curl", "-sS", "--max-time", "20");
        builder.command().addAll(List.of(arguments));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
