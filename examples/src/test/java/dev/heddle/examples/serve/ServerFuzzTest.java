package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

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
}
