package dev.heddle.examples.serve;

import dev.heddle.netpoll.TcpConnection;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One connection of the load: sends a request, waits for the response, sends the next. Most are
 * {@code GET /plaintext}; one in {@value #KEY_VALUE_EVERY} stores a value under the connection's
 * own key or fetches it, in turn.
 */
final class LoadClient {

    /** Told of each response. */
    interface Record {
        void done(boolean keyValue, long startNanos, boolean success);
    }

    static final int KEY_VALUE_EVERY = 16;

    private static final int BUFFER_SIZE = 1 << 13;
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("content-length:");

    private final InetSocketAddress server;
    private final Record record;
    private final String key;
    private final byte[] bytes = new byte[BUFFER_SIZE];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

    LoadClient(InetSocketAddress server, int number, Record record) {
        this.server = server;
        this.record = record;
        key = KeyValueHandler.PREFIX + "load-" + number;
    }

    /** Sends requests until a time, as of System.nanoTime. */
    void run(long until) throws IOException, InterruptedException {
        String host = " HTTP/1.1\r\nHost: localhost:" + server.getPort() + "\r\n";
        String value = "{\"count\":12345,\"name\":\"load\"}";
        ByteBuffer plaintext = request("GET /plaintext" + host + "\r\n");
        ByteBuffer get = request("GET " + key + host + "\r\n");
        ByteBuffer put =
                request(
                        ("PUT " + key + host)
                                + ("Content-Length: " + value.length() + "\r\n\r\n" + value));
        try (TcpConnection connection = TcpConnection.connect(server)) {
            for (long n = 1; ; n++) {
                boolean keyValue = n % KEY_VALUE_EVERY == 0;
                boolean stores = n % (2 * KEY_VALUE_EVERY) == KEY_VALUE_EVERY;
                ByteBuffer next = !keyValue ? plaintext : stores ? put : get;
                long start = System.nanoTime();
                if (start - until >= 0) {
                    return;
                }
                connection.write(next.rewind());
                int status = readResponse(connection);
                record.done(keyValue, start, status / 100 == 2);
            }
        }
    }

    private static ByteBuffer request(String text) {
        byte[] ascii = Ascii.bytes(text);
        return ByteBuffer.allocateDirect(ascii.length).put(ascii).flip();
    }

    /** Returns its status. */
    private int readResponse(TcpConnection connection) throws IOException, InterruptedException {
        buffer.clear();
        int scanned = 0;
        while (true) {
            if (connection.read(buffer) < 0) {
                throw new EOFException("the server closed the connection");
            }
            int end = endOfHead(scanned, buffer.position());
            if (end >= 0) {
                int total = end + contentLength(end);
                while (buffer.position() < total) {
                    if (connection.read(buffer) < 0) {
                        throw new EOFException("the server closed the connection");
                    }
                }
                return digit(STATUS_AT) * 100 + digit(STATUS_AT + 1) * 10 + digit(STATUS_AT + 2);
            }
            scanned = Math.max(0, buffer.position() - 3);
        }
    }

    private int digit(int at) {
        return bytes[at] - '0';
    }

    private int endOfHead(int from, int to) {
        for (int i = from; i + 3 < to; i++) {
            if (bytes[i] == '\r' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private int contentLength(int end) {
        for (int i = 0; i + CONTENT_LENGTH.length < end; i++) {
            int valueAt = i + CONTENT_LENGTH.length;
            if (bytes[i] == '\n'
                    && Ascii.equalsIgnoringCase(bytes, i + 1, valueAt + 1, CONTENT_LENGTH)) {
                int length = 0;
                for (int at = valueAt + 1; bytes[at] != '\r'; at++) {
                    if (bytes[at] != ' ') {
                        length = length * 10 + digit(at);
                    }
                }
                return length;
            }
        }
        return 0;
    }
}
