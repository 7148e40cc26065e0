package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What clients do that were not written by us, if nobody tells them not to. */
@Timeout(60)
class RealClientsTest {
    private static final Path CURL = Path.of("/usr/bin/curl");
    private static final String VALUE = "\"" + "x".repeat(100_000) + "\"";

    // ---- java.net.http

    /** By default it offers HTTP/2 (Upgrade: h2c) with each request on a new connection. */
    @Test
    void theJdksClientThatOffersHttp2GetsHttp1() throws Exception {
        try (TestServer server = TestServer.start();
                HttpClient client = HttpClient.newHttpClient()) {
            List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                HttpRequest request = HttpRequest.newBuilder(server.uri("/plaintext")).build();
                responses.add(client.sendAsync(request, BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> response : responses) {
                assertThat(response.get().version()).isEqualTo(HttpClient.Version.HTTP_1_1);
                assertThat(response.get().body()).isEqualTo("Hello, World!");
            }
        }
    }

    @Test
    void theJdksClientSendsBodiesInEveryWayItCan() throws Exception {
        byte[] bytes = VALUE.getBytes(StandardCharsets.US_ASCII);
        try (TestServer server = TestServer.start();
                HttpClient client = HttpClient.newHttpClient()) {
            BodyPublisher sized = BodyPublishers.ofByteArray(bytes);
            BodyPublisher chunked =
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
            assertThat(put(server, client, sized, false)).isEqualTo(201);
            assertThat(put(server, client, chunked, false)).isEqualTo(204);
            assertThat(put(server, client, sized, true)).isEqualTo(204);
            HttpRequest get = HttpRequest.newBuilder(server.uri("/kv/value")).build();
            assertThat(client.send(get, BodyHandlers.ofString()).body()).isEqualTo(VALUE);
        }
    }

    private static int put(
            TestServer server, HttpClient client, BodyPublisher body, boolean expectContinue)
            throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(server.uri("/kv/value"))
                        .timeout(Duration.ofSeconds(30))
                        .expectContinue(expectContinue)
                        .PUT(body)
                        .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    // ---- curl

    @Test
    void curlUsesOneConnectionForRequestsInARow() throws Exception {
        try (TestServer server = TestServer.start()) {
            String url = server.uri("/plaintext").toString();
            assertThat(curl("", "-w", " %{num_connects}\n", url, url, url))
                    .isEqualTo("Hello, World! 1\nHello, World! 0\nHello, World! 0\n");
            assertThat(server.service().metrics().connections()).isEqualTo(1);
        }
    }

    @Test
    void curlThatOffersHttp2GetsHttp1() throws Exception {
        try (TestServer server = TestServer.start()) {
            String url = server.uri("/plaintext").toString();
            assertThat(curl("", "--http2", "-w", " %{http_version}", url))
                    .isEqualTo("Hello, World! 1.1");
        }
    }

    @Test
    void curlUploadsWhatItsInputHolds() throws Exception {
        try (TestServer server = TestServer.start()) {
            String url = server.uri("/kv/value").toString();
            assertThat(curl(VALUE, "-T", "-", "-w", "%{http_code}", url)).isEqualTo("201");
            assertThat(curl("", url)).isEqualTo(VALUE);
        }
    }

    @Test
    void curlMakesManyRequestsAtOnce() throws Exception {
        try (TestServer server = TestServer.start()) {
            List<String> arguments = new ArrayList<>(List.of("-Z", "--parallel-immediate"));
            arguments.addAll(Collections.nCopies(40, server.uri("/plaintext").toString()));
            assertThat(curl("", arguments.toArray(String[]::new)))
                    .isEqualTo("Hello, World!".repeat(40));
        }
    }

    private static String curl(String input, String... arguments) throws Exception {
        assumeTrue(Files.isExecutable(CURL), "there is no curl here");
        ProcessBuilder builder = new ProcessBuilder(CURL.toString(), "-sS", "--max-time", "20");
        builder.command().addAll(List.of(arguments));
        Process process = builder.redirectError(Redirect.DISCARD).start(); // a progress meter
        try {
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.US_ASCII));
            }
            byte[] output = process.getInputStream().readAllBytes();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            String text = new String(output, StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as("curl's status: " + text).isZero();
            return text;
        } finally {
            process.destroyForcibly();
        }
    }
}
