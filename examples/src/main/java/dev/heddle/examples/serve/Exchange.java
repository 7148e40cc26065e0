package dev.heddle.examples.serve;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A request and the response to it. One object serves all requests of a connection.
 *
 * <p>A response is sent in one of three ways: {@link #send} for what is in memory, {@link
 * #beginSized} and {@link #write} for what has a known length, {@link #beginStream}, {@link #write}
 * and {@link #end} for what has not. A request for the head alone is answered in the same way: what
 * is written then goes nowhere.
 */
final class Exchange {

    /** Whether the connection serves another request after this one. */
    interface Persistence {
        boolean isKept();
    }

    private enum State {
        NOT_BEGUN,
        SIZED,
        CHUNKED,
        UNTIL_CLOSE,
        ENDED
    }

    static final String TEXT = "text/plain; charset=utf-8";

    private static final byte[] NO_BYTES = {};
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = Ascii.bytes("0\r\n\r\n");
    private static final byte[] CONTINUE = Ascii.bytes("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] CONTENT_TYPE = Ascii.bytes("Content-Type: ");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");

    private final Request request;
    private final Input input;
    private final BodyReader bodyReader;
    private final Output output;
    private final ServerMetrics metrics;
    private final Persistence server;
    private final StringBuilder extraFields = new StringBuilder();

    private State state = State.ENDED;
    private boolean bodyPending;
    private boolean framingLost;
    private boolean kept;

    /** Of a sized response: what is still to be written. */
    private long missing;

    Exchange(
            Request request,
            Input input,
            BodyReader bodyReader,
            Output output,
            ServerMetrics metrics,
            Persistence server) {
        this.request = request;
        this.input = input;
        this.bodyReader = bodyReader;
        this.output = output;
        this.metrics = metrics;
        this.server = server;
    }

    /** Prepares for a request. */
    void reset() {
        state = State.NOT_BEGUN;
        extraFields.setLength(0);
        bodyPending = false;
        framingLost = false;
        kept = false;
    }

    /** The head of the request has been read. */
    void begin() {
        bodyPending = request.hasBody();
        kept = request.keepAlive;
    }

    Request request() {
        return request;
    }

    /**
     * Reads the request's body; a second call gets an empty one.
     *
     * @throws HttpException if it is malformed, too long, or does not come
     */
    byte[] body() throws IOException, InterruptedException, HttpException {
        if (!bodyPending) {
            return NO_BYTES;
        }
        if (state == State.NOT_BEGUN && mustNotRead() && input.isEmpty()) {
            output.put(CONTINUE);
        }
        framingLost = true;
        byte[] body = bodyReader.read(request);
        framingLost = false;
        bodyPending = false;
        return body;
    }

    /** Adds a header field to the response; for fields that few responses have. */
    void header(String name, String value) {
        extraFields.append(name).append(": ").append(value).append("\r\n");
    }

    // ---- responses

    /** Sends a response without a body. */
    void send(Status status) throws IOException, InterruptedException {
        send(status, "", NO_BYTES);
    }

    /**
     * Sends a whole response.
     *
     * @param contentType ASCII; empty: none
     */
    void send(Status status, String contentType, byte[] body)
            throws IOException, InterruptedException {
        beginSized(status, contentType, body.length);
        write(body, 0, body.length);
        end();
    }

    /** Sends a response whose content type comes as a line, as {@link #contentType} makes it. */
    void send(Status status, byte[] contentType, byte[] body)
            throws IOException, InterruptedException {
        putHead(status);
        output.put(contentType);
        putLength(body.length);
        state = State.SIZED;
        missing = body.length;
        write(body, 0, body.length);
        end();
    }

    static byte[] contentType(String contentType) {
        return Ascii.bytes("Content-Type: " + contentType + "\r\n");
    }

    /** Begins a response of known length; what follows is {@link #write} and {@link #end}. */
    void beginSized(Status status, String contentType, long length)
            throws IOException, InterruptedException {
        putHead(status);
        putContentType(contentType);
        if (status.hasBody()) {
            putLength(length);
        } else {
            output.put(LINE_END);
        }
        state = State.SIZED;
        missing = length;
    }

    private void putLength(long length) throws IOException, InterruptedException {
        output.put(CONTENT_LENGTH);
        output.putDecimal(length);
        output.put(LINE_END);
        output.put(LINE_END);
    }

    /** Begins a response of unknown length; what follows is {@link #write} and {@link #end}. */
    void beginStream(Status status, String contentType) throws IOException, InterruptedException {
        if (request.isHttp10()) {
            kept = false;
        }
        putHead(status);
        putContentType(contentType);
        if (!request.isHttp10()) {
            output.put(CHUNKED);
        }
        output.put(LINE_END);
        state = request.isHttp10() ? State.UNTIL_CLOSE : State.CHUNKED;
    }

    private void putContentType(String contentType) throws IOException, InterruptedException {
        if (!contentType.isEmpty()) {
            output.put(CONTENT_TYPE);
            output.put(contentType);
            output.put(LINE_END);
        }
    }

    private void putHead(Status status) throws IOException, InterruptedException {
        if (state != State.NOT_BEGUN) {
            throw new IllegalStateException("the response was begun already");
        }
        kept &= !mustNotRead() && server.isKept();
        metrics.count(status);
        output.put(status.line());
        output.put(HttpDate.line());
        if (!kept) {
            output.put(CLOSE);
        } else if (request.isHttp10()) {
            output.put(KEEP_ALIVE);
        }
        if (!extraFields.isEmpty()) {
            output.put(extraFields.toString());
        }
    }

    /** A client that was not told to go on may send the body, or not: what comes is anything. */
    private boolean mustNotRead() {
        return bodyPending && request.expectsContinue;
    }

    void write(byte[] bytes) throws IOException, InterruptedException {
        write(bytes, 0, bytes.length);
    }

    /** Writes a part of the body. */
    void write(byte[] bytes, int from, int n) throws IOException, InterruptedException {
        if (beginPart(n)) {
            output.put(bytes, from, n);
            endPart();
        }
    }

    /** Writes a large part of the body, without copying it. */
    void write(ByteBuffer part) throws IOException, InterruptedException {
        if (beginPart(part.remaining())) {
            output.write(part);
            endPart();
        }
    }

    private boolean beginPart(int n) throws IOException, InterruptedException {
        if (state == State.NOT_BEGUN || state == State.ENDED) {
            throw new IllegalStateException("the response is not begun, or has ended");
        }
        if (state == State.SIZED) {
            missing -= n;
        }
        if (n == 0 || request.isHead()) {
            return false;
        }
        if (state == State.CHUNKED) {
            output.putHexadecimal(n);
            output.put(LINE_END);
        }
        return true;
    }

    private void endPart() throws IOException, InterruptedException {
        if (state == State.CHUNKED) {
            output.put(LINE_END);
        }
    }

    /** Lets the client have what was written up to now. */
    void flush() throws IOException, InterruptedException {
        output.flush();
    }

    /** Ends the response. */
    void end() throws IOException, InterruptedException {
        if (state == State.CHUNKED && !request.isHead()) {
            output.put(LAST_CHUNK);
        }
        if (state == State.SIZED && missing != 0 && !request.isHead()) {
            throw new IllegalStateException("the response has not the length that was announced");
        }
        state = State.ENDED;
    }

    // ---- for the connection

    /** Whether nothing of the response was sent. */
    boolean isUnanswered() {
        return state == State.NOT_BEGUN;
    }

    /** Whether nobody knows where the next request begins. */
    boolean isFramingLost() {
        return framingLost;
    }

    /** Refuses a request of which nothing was answered; the connection has to be closed. */
    void refuse(HttpException e) throws IOException, InterruptedException {
        kept = false;
        extraFields.setLength(0);
        decline(e);
    }

    /** Refuses a request of which nothing was answered; the connection goes on. */
    void decline(HttpException e) throws IOException, InterruptedException {
        send(e.status(), TEXT, Ascii.bytes(e.status() + ": " + e.getMessage() + "\n"));
    }

    /** Fails if the handler has returned too early. */
    void requireEnd() {
        if (state != State.ENDED) {
            throw new IllegalStateException("the response was not ended");
        }
    }

    /**
     * Looks at the end of the exchange.
     *
     * @return whether the connection can serve another request
     */
    boolean finish() throws IOException, InterruptedException, HttpException {
        if (!kept) {
            return false;
        }
        body(); // which the handler may not have wanted
        return true;
    }
}
