package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Random requests, most of them damaged, over real connections. Whatever comes is answered with
 * well-formed responses and then the connection is closed; nothing is logged and nothing hangs.
 */
class ServerFuzzTest {
    private static final int ROUNDS = 1500;

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void anythingIsAnsweredAndTheConnectionClosed(long seed) throws Exception {
        Random random = new Random(seed);
        RandomRequests requests = new RandomRequests(random);
        int refused = 0;
        try (TestServer server = TestServer.start()) {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = requests.next();
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                String answer = null;
                try {
                    answer = answerTo(server, bytes, requests.cuts(bytes));
                } catch (IOException e) {
                    fail("seed %d, round %d, bytes <<%s>>".formatted(seed, round, text), e);
                }
                assertThat(answer).doesNotContain("HTTP/1.1 500");
                refused += answer.contains("HTTP/1.1 400 Bad Request") ? 1 : 0;
                if (!text.contains("HEAD")) { // whose responses look as if they had a body
                    try (RawClient reader = new RawClient(answer)) {
                        while (!reader.isAtEnd()) {
                            reader.response();
                        }
                    } catch (IOException | RuntimeException e) {
                        String why = "seed %d, round %d, bytes <<%s>>, answer <<%s>>";
                        fail(why.formatted(seed, round, text, answer), e);
                    }
                }
            }
            try (RawClient client = server.connect()) {
                assertThat(client.request("GET /plaintext").response().status()).isEqualTo(200);
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS / 4);
    }

    private static String answerTo(TestServer server, byte[] bytes, List<Integer> cuts)
            throws IOException {
        try (RawClient client = server.connect()) {
            int from = 0;
            try {
                for (int to : cuts) {
                    client.send(Arrays.copyOfRange(bytes, from, to));
                    from = to;
                }
                client.endOutput();
            } catch (SocketException e) {
                // it has closed already; what it said can still be read
            }
            return client.rest();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void rudeClientsLeaveNothingBehind(int parallelism) throws Exception {
        int clients = 16;
        Duration minute = Duration.ofMinutes(1);
        Limits limits = TestServer.limits(100, minute, Duration.ofSeconds(5), minute);
        try (TestServer server = TestServer.start(parallelism, limits);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Random random = new Random(i);
                all.add(threads.submit(() -> beRude(server, random)));
            }
            for (Future<?> each : all) {
                each.get();
            }
            try (RawClient client = server.connect()) {
                String alone = "heddle_http_connections 1\n";
                while (!client.request("GET /metrics").response().body().contains(alone)) {
                    Thread.onSpinWait(); // some are still being left
                }
            }
        }
    }

    /** Connects, sends something, and goes: at once, with a reset, or after a look. */
    private static void beRude(TestServer server, Random random) {
        RandomRequests requests = new RandomRequests(random);
        for (int round = 0; round < 60; round++) {
            try (RawClient client = server.connect()) {
                if (random.nextInt(8) == 0) {
                    client.request("GET /events");
                }
                for (int n = random.nextInt(4); n > 0; n--) {
                    client.send(requests.next());
                }
                switch (random.nextInt(4)) {
                    case 0 -> client.socket().setSoLinger(true, 0);
                    case 1 -> client.endOutput();
                    case 2 -> {
                        client.endOutput();
                        client.line();
                    }
                    default -> {}
                }
            } catch (IOException e) {
                // the server has left first
            }
        }
    }
}
