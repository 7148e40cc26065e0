package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.examples.serve.RawClient.Response;
import dev.heddle.scheduler.Scheduler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the server does with handlers, good ones and bad ones. */
class HandlerContractTest {
    private static final byte[] TEN = Ascii.bytes("0123456789");

    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();

    /** What a test does with a server whose only handler it brings. */
    private interface Body {
        void run(RawClient client) throws Exception;
    }

    private void with(Handler handler, Body test) throws Exception {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Scheduler scheduler =
                Scheduler.builder()
                        .name("handler-test")
                        .parallelism(2)
                        .uncaughtExceptionHandler((thread, e) -> uncaught.add(e))
                        .build()) {
            HttpServer server =
                    HttpServer.start(
                            scheduler, anywhere, handler, Limits.DEFAULT, new ServerMetrics());
            try (RawClient client = new RawClient(server.address())) {
                test.run(client);
            } finally {
                server.drain();
                server.awaitEnd(Duration.ofSeconds(2));
            }
        }
    }

    @Test
    void anExceptionIsA500AndIsReported() throws Exception {
        RuntimeException mistake = new IllegalArgumentException("mistake");
        with(
                exchange -> {
                    throw mistake;
                },
                client -> {
                    Response response = client.request("GET /").response();
                    assertThat(response.status()).isEqualTo(500);
                    assertThat(response.body()).doesNotContain("mistake");
                    assertThat(client.isClosed()).isTrue();
                });
        assertThat(uncaught).containsExactly(mistake);
    }

    @Test
    void anExceptionInTheMiddleLeavesTheResponseIncomplete() throws Exception {
        with(
                exchange -> {
                    exchange.beginStream(Status.OK, Exchange.TEXT);
                    exchange.write(TEN);
                    throw new IllegalStateException("mistake");
                },
                client ->
                        assertThatThrownBy(() -> client.request("GET /").response())
                                .isInstanceOf(IOException.class));
        assertThat(uncaught).hasSize(1);
    }

    @Test
    void aResponseHasTheLengthThatWasAnnounced() throws Exception {
        with(
                exchange -> {
                    exchange.beginSized(Status.OK, Exchange.TEXT, 11);
                    exchange.write(TEN);
                    exchange.end();
                },
                client ->
                        assertThatThrownBy(() -> client.request("GET /").response())
                                .isInstanceOf(IOException.class));
        assertThat(uncaught).hasSize(1).first().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void everyRequestIsAnswered() throws Exception {
        with(
                exchange -> {},
                client -> {
                    assertThat(client.request("GET /").response().status()).isEqualTo(500);
                    assertThat(client.isClosed()).isTrue();
                });
        assertThat(uncaught).hasSize(1);
    }

    @Test
    void aRefusalHasItsStatusAndTheConnectionGoesOn() throws Exception {
        with(
                exchange -> {
                    exchange.header("X", "y");
                    throw new HttpException(Status.INSUFFICIENT_STORAGE, "full");
                },
                client -> {
                    for (int i = 0; i < 3; i++) {
                        Response response = client.request("GET /").response();
                        assertThat(response.status()).isEqualTo(507);
                        assertThat(response.field("x")).isEqualTo("y");
                        assertThat(response.body()).isEqualTo("507 Insufficient Storage: full\n");
                    }
                });
        assertThat(uncaught).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1"})
    void aStreamIsWrittenPieceByPiece(String version) throws Exception {
        int rounds = 3000;
        with(
                exchange -> {
                    exchange.beginStream(Status.OK, Exchange.TEXT);
                    for (int i = 0; i < rounds; i++) {
                        exchange.write(TEN);
                        exchange.write(TEN, 2, 0);
                        exchange.write(ByteBuffer.wrap(TEN, 1, 4));
                    }
                    exchange.write(new byte[10_000]);
                    exchange.end();
                },
                client -> {
                    client.send("GET / HTTP/" + version + "\r\nHost: a\r\n\r\n");
                    String body = client.response().body();
                    assertThat(body)
                            .isEqualTo("01234567891234".repeat(rounds) + "\0".repeat(10_000));
                });
        assertThat(uncaught).isEmpty();
    }

    @Test
    void theBodyIsReadOnce() throws Exception {
        with(
                exchange -> {
                    int first = exchange.body().length;
                    int second = exchange.body().length;
                    String header = exchange.request().header("x");
                    String text = first + " " + second + " " + header;
                    exchange.send(Status.OK, Exchange.TEXT, Ascii.bytes(text));
                },
                client -> {
                    String post = "POST / HTTP/1.1\r\nHost: a\r\nX: y\r\nContent-Length: 9000\r\n";
                    client.send(post + "\r\n" + "b".repeat(9000));
                    assertThat(client.response().body()).isEqualTo("9000 0 y");
                    assertThat(client.request("GET /").response().body()).isEqualTo("0 0 null");
                });
        assertThat(uncaught).isEmpty();
    }
}
