package dev.heddle.examples.serve;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Requests as clients, bad clients and attackers write them; the same for the same seed. */
final class RandomRequests {
    private static final List<String> STARTS =
            List.of(
                    "GET / HTTP/1.1",
                    "GET /plaintext HTTP/1.1",
                    "GET /kv/a%20b?x=y HTTP/1.1",
                    "PUT /kv/key HTTP/1.1",
                    "POST /x HTTP/1.1",
                    "HEAD http://a/plaintext HTTP/1.0",
                    "OPTIONS * HTTP/1.1",
                    "GET /../../etc/passwd HTTP/1.1",
                    "BREW /pot HTTP/1.1",
                    "PRI * HTTP/2.0");

    private static final List<String> FIELDS =
            List.of(
                    "Host: a",
                    "Host: a",
                    "Host: [::1]:80",
                    "Content-Length: 5",
                    "Content-Length: 4",
                    "Content-Length: 99999999999",
                    "Transfer-Encoding: chunked",
                    "Transfer-Encoding: gzip, chunked",
                    "Connection: close",
                    "Connection: keep-alive",
                    "Expect: 100-continue",
                    "If-Modified-Since: Tue, 15 Nov 1994 08:12:31 GMT",
                    "X: 1",
                    " folded",
                    "Content-Length : 5",
                    "no colon");

    private static final List<String> BODIES =
            List.of(
                    "",
                    "",
                    "hello",
                    "12345",
                    "5\r\nhello\r\n0\r\n\r\n",
                    "3;x=y\r\n123\r\n0\r\nT: 1\r\n\r\n",
                    "5\r\nhello!\r\n0\r\n\r\n",
                    "x\r\n",
                    "ffffffff\r\n",
                    "-1\r\n\r\n");

    private static final List<String> RIGHT =
            List.of(
                    "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET /plaintext HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n".repeat(3),
                    "PUT /kv/a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345",
                    "PUT /kv/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "3;x=y\r\n123\r\n2\r\n45\r\n0\r\nT: 1\r\n\r\n"
                            + "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
                    "DELETE /kv/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    private static final byte[] ODD = {0, '\r', '\n', ' ', '\t', ':', ',', '%', 0x7f, -1, '/', '0'};

    private final RandomGenerator random;

    RandomRequests(RandomGenerator random) {
        this.random = random;
    }

    /** A request that may be right, and often is wrong in one or two places. */
    byte[] next() {
        byte[] bytes = random.nextInt(3) == 0 ? bytesOf(pick(RIGHT)) : any();
        for (int n = random.nextInt(3); n > 0; n--) {
            bytes = mutate(bytes);
        }
        return bytes;
    }

    private static byte[] bytesOf(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] any() {
        StringBuilder text = new StringBuilder(pick(STARTS)).append("\r\n");
        if (random.nextInt(4) > 0) {
            text.append("Host: localhost\r\n");
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            text.append(pick(FIELDS)).append("\r\n");
        }
        text.append("\r\n").append(pick(BODIES));
        return bytesOf(text.toString());
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private byte[] mutate(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        byte odd =
                random.nextBoolean()
                        ? ODD[random.nextInt(ODD.length)]
                        : (byte) random.nextInt(Byte.MIN_VALUE, Byte.MAX_VALUE + 1);
        return switch (random.nextInt(6)) {
            case 0 -> replace(bytes, at, at + 1, odd);
            case 1 -> replace(bytes, at, at, odd);
            case 2 -> replace(bytes, at, at + 1);
            case 3 -> Arrays.copyOf(bytes, at);
            case 4 -> replace(bytes, at, Math.min(bytes.length, at + random.nextInt(20)));
            default -> {
                int end = Math.min(bytes.length, at + random.nextInt(40));
                yield replace(bytes, end, end, Arrays.copyOfRange(bytes, at, end));
            }
        };
    }

    private static byte[] replace(byte[] bytes, int from, int to, byte... by) {
        byte[] result = new byte[bytes.length - (to - from) + by.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
        return result;
    }

    /** Places at which these bytes may be cut, in rising order; the last is their end. */
    List<Integer> cuts(byte[] bytes) {
        List<Integer> cuts = new ArrayList<>();
        int most = 1 + random.nextInt(8);
        for (int at = 0; at < bytes.length; ) {
            at = Math.min(bytes.length, at + 1 + random.nextInt(most * 4));
            cuts.add(at);
        }
        return cuts;
    }
}
