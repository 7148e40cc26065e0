package dev.heddle.examples.serve;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A socket that knows just enough of HTTP to tell responses apart. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    /** A response; names of fields in lower case. */
    record Response(int status, Map<String, String> fields, String body) {
        String field(String name) {
            return fields.getOrDefault(name, "");
        }
    }

    private final Socket socket = new Socket();
    private final InputStream in;

    RawClient(InetSocketAddress address) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(address, TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Reads what another one has received. */
    RawClient(String received) {
        byte[] bytes = received.getBytes(StandardCharsets.ISO_8859_1);
        in = new BufferedInputStream(new ByteArrayInputStream(bytes));
    }

    /** Sends text as it is, one byte for each character. */
    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends a request without a body. */
    RawClient request(String start) throws IOException {
        return send(start + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    Response response() throws IOException {
        return response(false);
    }

    Response response(boolean toHead) throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> fields = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String body = toHead || status < 200 || status == 204 || status == 304 ? "" : body(fields);
        return new Response(status, fields, body);
    }

    private String body(Map<String, String> fields) throws IOException {
        if (fields.containsKey("content-length")) {
            return read(Integer.parseInt(fields.get("content-length")));
        }
        if (!fields.containsKey("transfer-encoding")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        StringBuilder body = new StringBuilder();
        for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
            body.append(chunk);
        }
        return body.toString();
    }

    /** The next chunk; empty: the last one. */
    String chunk() throws IOException {
        String chunk = read(Integer.parseInt(line(), 16));
        if (!line().isEmpty()) {
            throw new IOException("no empty line behind a chunk");
        }
        return chunk;
    }

    private String read(int n) throws IOException {
        byte[] bytes = in.readNBytes(n);
        if (bytes.length < n) {
            throw new EOFException("the body ends early");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection was closed");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new IOException("a line without CR: " + text);
        }
        return text.substring(0, text.length() - 1);
    }

    /** Waits for the server to close the connection. */
    boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true; // reset
        }
    }

    /** Whether nothing more comes. */
    boolean isAtEnd() throws IOException {
        in.mark(1);
        boolean atEnd = in.read() < 0;
        in.reset();
        return atEnd;
    }

    /** Everything up to the end. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    Socket socket() {
        return socket;
    }

    /** Closes the connection before the end of its block. */
    void leave() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
