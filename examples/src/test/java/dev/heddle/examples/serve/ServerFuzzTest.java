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
                if (!answer.isEmpty()) {
                    assertThat(answer)
                            .as("seed %d, round %d, to <<%s>>", seed, round, text)
                            .startsWith("HTTP/1.1 ");
                    refused += answer.contains("HTTP/1.1 400 Bad Request") ? 1 : 0;
                    assertThat(answer).doesNotContain("HTTP/1.1 500");
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
