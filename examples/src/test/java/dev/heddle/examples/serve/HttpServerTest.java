package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.examples.serve.RawClient.Response;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The protocol, over real connections. */
class HttpServerTest {
    private static final String GET = "GET /plaintext HTTP/1.1\r\nHost: a\r\n";
    private static final String PUT = "PUT /kv/a HTTP/1.1\r\nHost: a\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 64})
    void theJdksClientGetsItsResponses(int parallelism) throws Exception {
        try (TestServer server = TestServer.start(parallelism);
                HttpClient client =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/plaintext")).build();
            List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                responses.add(client.sendAsync(request, BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> response : responses) {
                assertThat(response.get().statusCode()).isEqualTo(200);
                assertThat(response.get().body()).isEqualTo("Hello, World!");
            }
        }
    }

    @Test
    void aConnectionServesOneRequestAfterAnother() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            for (int i = 0; i < 10; i++) {
                Response response = client.request("GET /plaintext").response();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEqualTo("Hello, World!");
                assertThat(response.field("content-type")).isEqualTo("text/plain; charset=utf-8");
                assertThat(HttpDate.parse(response.field("date"))).isNotNull();
                assertThat(response.field("connection")).isEmpty();
            }
            assertThat(server.service().metrics().connections()).isEqualTo(1);
            assertThat(server.service().metrics().requests()).isEqualTo(10);
        }
    }

    @Test
    void requestsMayComeManyAtOnceAndInPieces() throws Exception {
        int pairs = 1000;
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            String put = PUT + "Content-Length: 3\r\n\r\n[1]";
            String all = (GET + "\r\n" + put).repeat(pairs);
            Thread sender =
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    for (int at = 0, n = 1; at < all.length(); at += n) {
                                        n = 1 + (n * 31 % 1009);
                                        int to = Math.min(all.length(), at + n);
                                        client.send(all.substring(at, to));
                                    }
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            for (int i = 0; i < pairs; i++) {
                assertThat(client.response().body()).isEqualTo("Hello, World!");
                assertThat(client.response().status()).isEqualTo(i == 0 ? 201 : 204);
            }
            sender.join();
        }
    }

    @Test
    void pipelinedResponsesOfWhomNobodyReadsAreBounded() throws Exception {
        Limits limits =
                TestServer.limits(
                        10, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMillis(50));
        try (TestServer server = TestServer.start(limits);
                RawClient client = server.connect()) {
            byte[] requests = Ascii.bytes((GET + "\r\n").repeat(1000));
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    client.send(requests);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, '', true, ''",
        "HTTP/1.1, close, false, close",
        "HTTP/1.0, '', false, close",
        "HTTP/1.0, keep-alive, true, keep-alive",
    })
    void keepsTheConnectionIfTheClientWantsIt(
            String version, String connection, boolean kept, String answer) throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            String field = connection.isEmpty() ? "" : "Connection: " + connection + "\r\n";
            String request = "GET /plaintext " + version + "\r\nHost: a\r\n" + field + "\r\n";
            Response response = client.send(request).response();
            assertThat(response.body()).isEqualTo("Hello, World!");
            assertThat(response.field("connection")).isEqualTo(answer);
            if (kept) {
                assertThat(client.send(request).response().status()).isEqualTo(200);
            } else {
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            client.send(PUT + "Content-Length: 1\r\n\r\n1").response();
            for (String path : List.of("/plaintext", "/kv/a", "/kv/", "/none")) {
                Response get = client.request("GET " + path).response();
                Response head = client.request("HEAD " + path).response(true);
                assertThat(head.status()).isEqualTo(get.status());
                assertThat(head.fields().keySet()).isEqualTo(get.fields().keySet());
                assertThat(head.field("content-length")).isEqualTo(get.field("content-length"));
            }
        }
    }

    @Test
    void bodiesComeInChunks() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            String chunks = "Transfer-Encoding: chunked\r\n\r\n4;x=y\r\n{\"a\"\r\n2\r\n:1\r\n";
            client.send(PUT + chunks).send("1\r\n}\r\n0\r\nT: 1\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(201);
            assertThat(client.request("GET /kv/a").response().body()).isEqualTo("{\"a\":1}");
            Response list = client.request("GET /kv/").response();
            assertThat(list.field("transfer-encoding")).isEqualTo("chunked");
            assertThat(list.body()).isEqualTo("[\"a\"]");
        }
    }

    @Test
    void http10GetsNoChunks() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            client.send("GET /kv/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            Response list = client.response();
            assertThat(list.fields()).doesNotContainKey("transfer-encoding");
            assertThat(list.field("connection")).isEqualTo("close");
            assertThat(list.body()).isEqualTo("[]");
        }
    }

    @Test
    void whoExpectsItIsToldToGoOn() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            String expecting = PUT + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n";
            assertThat(client.send(expecting).response().status()).isEqualTo(100);
            assertThat(client.send("1").response().status()).isEqualTo(201);
            assertThat(client.send(expecting + "2").response().status()).isEqualTo(204);
        }
    }

    @Test
    void whoExpectsItIsToldWhenTheBodyIsNotWanted() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            String expecting = "Host: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n";
            Response response = client.send("POST /kv/a HTTP/1.1\r\n" + expecting).response();
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.field("allow")).isEqualTo("GET, HEAD, PUT, DELETE");
            assertThat(response.field("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aBodyThatNobodyWantsIsSkipped() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            client.send(GET + "Content-Length: 4\r\n\r\nbody" + GET + "\r\n");
            assertThat(client.response().body()).isEqualTo("Hello, World!");
            assertThat(client.response().body()).isEqualTo("Hello, World!");
            client.send(GET + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("Hello, World!");
            client.send(GET + "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n");
            assertThat(client.response().body()).isEqualTo("Hello, World!");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1 | 400",
                "GET /plaintext HTTP/1.1;Host : a | 400",
                "GET /plaintext HTTP/1.1;Host: a;Host: a | 400",
                "PUT /kv/a HTTP/1.1;Host: a;Content-Length: 1;Transfer-Encoding: chunked | 400",
                "PUT /kv/a HTTP/1.1;Host: a;Content-Length: 1048577 | 413",
                "BREW / HTTP/1.1;Host: a | 501",
                "GET / HTTP/3.0;Host: a | 505",
                "GET / HTTP/1.1;Host: a;Expect: miracles | 417",
            })
    void aBadRequestIsRefusedAndTheConnectionClosed(String head, int status) throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            client.send(head.replace(";", "\r\n") + "\r\n\r\n" + GET + "\r\n");
            Response response = client.response();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.field("connection")).isEqualTo("close");
            assertThat(response.body()).startsWith(status + " ").endsWith("\n");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void headsAndBodiesAreLimited() throws Exception {
        try (TestServer server = TestServer.start()) {
            try (RawClient client = server.connect()) {
                client.send(GET + ("X: " + "x".repeat(1000) + "\r\n").repeat(20));
                assertThat(client.response().status()).isEqualTo(431);
                assertThat(client.isClosed()).isTrue();
            }
            try (RawClient client = server.connect()) {
                client.send("GET /" + "x".repeat(20_000));
                assertThat(client.response().status()).isEqualTo(414);
            }
            try (RawClient client = server.connect()) {
                client.send(PUT + "Transfer-Encoding: chunked\r\n\r\n");
                client.send(("10000\r\n" + "x".repeat(1 << 16) + "\r\n").repeat(16));
                client.send("1\r\n");
                assertThat(client.response().status()).isEqualTo(413);
                assertThat(client.isClosed()).isTrue();
            }
            try (RawClient client = server.connect()) {
                String most = "\"" + "x".repeat((1 << 20) - 2) + "\"";
                client.send(PUT + "Content-Length: " + most.length() + "\r\n\r\n" + most);
                assertThat(client.response().status()).isEqualTo(201);
                assertThat(client.request("GET /kv/a").response().body()).isEqualTo(most);
            }
        }
    }

    @Test
    void aRequestThatEndsEarlyIsRefused() throws Exception {
        try (TestServer server = TestServer.start()) {
            for (String part : List.of("GET", GET, PUT + "Content-Length: 2\r\n\r\n1")) {
                try (RawClient client = server.connect()) {
                    client.send(part).endOutput();
                    assertThat(client.response().status()).isEqualTo(400);
                    assertThat(client.isClosed()).isTrue();
                }
            }
            try (RawClient client = server.connect()) {
                client.send(GET + "\r\n").endOutput();
                assertThat(client.response().status()).isEqualTo(200);
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    // ---- slow clients

    @Test
    void aSlowRequestIsGivenUp() throws Exception {
        Limits limits =
                TestServer.limits(
                        10, Duration.ofSeconds(60), Duration.ofMillis(50), Duration.ofSeconds(60));
        try (TestServer server = TestServer.start(limits)) {
            for (String part : List.of("G", GET, PUT + "Content-Length: 2\r\n\r\n1")) {
                try (RawClient client = server.connect()) {
                    Response response = client.send(part).response();
                    assertThat(response.status()).isEqualTo(408);
                    assertThat(client.isClosed()).isTrue();
                }
            }
        }
    }

    @Test
    void sendingAByteNowAndThenDoesNotHelp() throws Exception {
        Limits limits =
                TestServer.limits(
                        10, Duration.ofSeconds(60), Duration.ofMillis(200), Duration.ofSeconds(60));
        try (TestServer server = TestServer.start(limits);
                RawClient client = server.connect()) {
            client.send("GET /");
            client.socket().setSoTimeout(5);
            long start = System.nanoTime();
            Response response = null;
            while (response == null) {
                client.send("x");
                try {
                    response = client.response();
                } catch (SocketTimeoutException e) {
                    // not yet
                }
            }
            assertThat(response.status()).isEqualTo(408);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(190), Duration.ofSeconds(10));
        }
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWord() throws Exception {
        Limits limits =
                TestServer.limits(
                        10, Duration.ofMillis(50), Duration.ofSeconds(60), Duration.ofSeconds(60));
        try (TestServer server = TestServer.start(limits)) {
            try (RawClient client = server.connect()) {
                assertThat(client.isClosed()).isTrue();
            }
            try (RawClient client = server.connect()) {
                assertThat(client.request("GET /plaintext").response().status()).isEqualTo(200);
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @Test
    void onlySoManyConnectionsAreServedAtOnce() throws Exception {
        Limits limits =
                TestServer.limits(
                        2, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60));
        try (TestServer server = TestServer.start(limits);
                RawClient first = server.connect();
                RawClient second = server.connect();
                RawClient third = server.connect()) {
            assertThat(first.request("GET /plaintext").response().status()).isEqualTo(200);
            assertThat(second.request("GET /plaintext").response().status()).isEqualTo(200);
            third.request("GET /plaintext");
            assertThat(second.request("GET /plaintext").response().status()).isEqualTo(200);
            assertThat(server.service().metrics().connections()).isEqualTo(2);
            first.leave();
            assertThat(third.response().status()).isEqualTo(200);
        }
    }

    // ---- shutdown

    @Test
    void aShutdownClosesIdleConnectionsAndFinishesTheOthers() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient idle = server.connect();
                RawClient busy = server.connect()) {
            assertThat(idle.request("GET /plaintext").response().status()).isEqualTo(200);
            busy.send(PUT + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(busy.response().status()).isEqualTo(100);
            CompletableFuture<Boolean> stop =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return server.stop(Duration.ofSeconds(30));
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                            });
            assertThat(idle.isClosed()).isTrue();
            assertThatThrownBy(server::connect).isInstanceOf(IOException.class);
            Response response = busy.send("12").response();
            assertThat(response.status()).isEqualTo(201);
            assertThat(response.field("connection")).isEqualTo("close");
            assertThat(busy.isClosed()).isTrue();
            busy.leave();
            assertThat(stop.get()).isTrue();
        }
    }

    @Test
    void aShutdownCutsOffWhoDoesNotFinish() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            client.send(PUT + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(100);
            assertThat(server.stop(Duration.ofMillis(20))).isFalse();
            assertThat(client.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aShutdownUnderLoadLosesNoRequestThatWasBegun(int parallelism) throws Exception {
        try (TestServer server = TestServer.start(parallelism)) {
            List<CompletableFuture<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                RawClient client = server.connect();
                clients.add(CompletableFuture.supplyAsync(() -> untilClosed(client)));
            }
            while (server.service().metrics().requests() < 2000) {
                Thread.onSpinWait();
            }
            assertThat(server.stop(Duration.ofSeconds(30))).isTrue();
            long answered = 0;
            for (CompletableFuture<Integer> client : clients) {
                answered += client.get();
            }
            assertThat(answered).isEqualTo(server.service().metrics().requests());
        }
    }

    @Test
    void aShutdownLosesNoResponse() throws Exception {
        for (int i = 0; i < 30; i++) {
            try (TestServer server = TestServer.start();
                    RawClient client = server.connect()) {
                client.request("GET /plaintext");
                while (server.service().metrics().requests() == 0) {
                    Thread.onSpinWait(); // it is being written now
                }
                assertThat(server.stop(Duration.ofSeconds(30))).isTrue();
                assertThat(client.response().body()).isEqualTo("Hello, World!");
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    /** Counts the complete responses. */
    private static int untilClosed(RawClient client) {
        int responses = 0;
        try (client) {
            while (true) {
                client.request("GET /plaintext");
                client.response();
                responses++;
            }
        } catch (IOException e) {
            return responses;
        }
    }
}
