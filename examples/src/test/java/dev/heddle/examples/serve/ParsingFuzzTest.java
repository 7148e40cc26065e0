package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random requests, most of them damaged: whatever comes, the outcome is requests or a refusal, and
 * it does not depend on how the bytes were cut on their way.
 */
class ParsingFuzzTest {
    private static final int ROUNDS = 20_000;

    /** What became of some bytes: the requests that were found, and how it ended. */
    private static List<String> outcome(byte[] bytes, List<Integer> cuts) throws Exception {
        List<String> outcome = new ArrayList<>();
        int[] at = {0, 0}; // how much was given, and how many cuts were used
        Input input =
                new Input(
                        target -> {
                            if (at[0] == bytes.length) {
                                return -1;
                            }
                            int to = cuts.get(at[1]++);
                            int n = Math.min(to - at[0], target.remaining());
                            assertThat(n).isPositive();
                            target.put(bytes, at[0], n);
                            at[0] += n;
                            if (at[0] < to) {
                                at[1]--;
                            }
                            return n;
                        });
        Request request = new Request();
        RequestParser parser = new RequestParser(request, Limits.DEFAULT);
        BodyReader bodies = new BodyReader(input, Limits.DEFAULT.maxBody());
        try {
            while (!input.isEmpty() || input.fill()) {
                parser.reset();
                int length;
                while ((length = parser.parse(input.bytes(), input.start(), input.end()))
                        == RequestParser.INCOMPLETE) {
                    if (!input.fill()) {
                        throw HttpException.badRequest("ends early");
                    }
                }
                input.skip(length);
                request.detach(length);
                String body = new String(bodies.read(request), StandardCharsets.ISO_8859_1);
                outcome.add(
                        request.method()
                                + " "
                                + request.path()
                                + " "
                                + request.header("x")
                                + " "
                                + request.keepAlive
                                + " "
                                + body);
            }
            outcome.add("end");
        } catch (HttpException e) {
            outcome.add(e.status().toString());
        }
        return outcome;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void bytesAreRequestsOrRefusedHoweverTheyCome(long seed) throws Exception {
        Random random = new Random(seed);
        RandomRequests requests = new RandomRequests(random);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = requests.next();
            List<String> whole = null;
            try {
                whole = outcome(bytes, List.of(bytes.length));
                assertThat(outcome(bytes, requests.cuts(bytes))).isEqualTo(whole);
            } catch (RuntimeException | AssertionError e) {
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                fail("seed %d, round %d, bytes <<%s>>".formatted(seed, round, text), e);
            }
            refused += whole.getLast().equals("end") ? 0 : 1;
        }
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS - ROUNDS / 20);
    }

    @Test
    void noiseIsRefused() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[1 + random.nextInt(64)];
            random.nextBytes(bytes);
            assertThat(outcome(bytes, List.of(bytes.length)).getLast())
                    .as("round %d: %s", round, Arrays.toString(bytes))
                    .isNotEqualTo("end");
        }
    }

    @Test
    void whatIsReadInOneGoIsWhatWasSent() throws Exception {
        byte[] body = new byte[100_000];
        new Random(6).nextBytes(body);
        StringBuilder chunks = new StringBuilder("POST /x HTTP/1.1\r\nHost: a\r\n");
        chunks.append("Transfer-Encoding: chunked\r\n\r\n");
        String text = new String(body, StandardCharsets.ISO_8859_1);
        for (int at = 0, n = 1; at < body.length; at += n, n = n * 3 % 10_007) {
            String chunk = text.substring(at, Math.min(body.length, at + n));
            chunks.append(Integer.toHexString(chunk.length())).append(";a=\"b\"\r\n");
            chunks.append(chunk).append("\r\n");
        }
        chunks.append("0\r\nTrailer: x\r\n\r\n");
        byte[] bytes = chunks.toString().getBytes(StandardCharsets.ISO_8859_1);
        for (int size : new int[] {1, 7, 4096, bytes.length}) {
            ByteBuffer source = ByteBuffer.wrap(bytes);
            Input input =
                    new Input(
                            target -> {
                                int n = Math.min(size, source.remaining());
                                n = Math.min(n, target.remaining());
                                target.put(source.slice().limit(n));
                                source.position(source.position() + n);
                                return n == 0 ? -1 : n;
                            });
            Request request = new Request();
            RequestParser parser = new RequestParser(request, Limits.DEFAULT);
            int length;
            do {
                assertThat(input.fill()).isTrue();
                length = parser.parse(input.bytes(), input.start(), input.end());
            } while (length == RequestParser.INCOMPLETE);
            input.skip(length);
            assertThat(new BodyReader(input, 1 << 20).read(request)).isEqualTo(body);
            assertThat(input.isEmpty()).isTrue();
        }
    }
}
