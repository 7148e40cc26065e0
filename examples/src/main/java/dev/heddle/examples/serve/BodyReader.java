package dev.heddle.examples.serve;

import static dev.heddle.examples.serve.HttpException.badRequest;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads the body of a request, by its length or in chunks (RFC 9112, sections 6 and 7). Trailers
 * are checked and forgotten.
 *
 * <p>Written as if the whole body were there: who waits for the rest is a goroutine.
 */
final class BodyReader {
    /** A chunk's size with its extensions; a trailer. */
    private static final int MAX_LINE = 1 << 10;

    private static final int MAX_TRAILERS = 32;

    /** Hexadecimal; an int holds them. */
    private static final int MAX_SIZE_DIGITS = 7;

    private static final int FIRST_SIZE = 1 << 13;
    private static final byte[] NONE = {};

    private final Input input;
    private final int maxBody;

    private byte[] body = NONE;
    private int length;

    BodyReader(Input input, int maxBody) {
        this.input = input;
        this.maxBody = maxBody;
    }

    /**
     * Reads a body.
     *
     * @param request whose head has just been consumed
     * @throws HttpException if it is malformed, too long, or ends early
     */
    byte[] read(Request request) throws IOException, InterruptedException, HttpException {
        body = NONE;
        length = 0;
        if (request.chunked) {
            readChunks();
        } else {
            append((int) Math.max(0, request.contentLength));
        }
        byte[] whole = length == body.length ? body : Arrays.copyOf(body, length);
        body = NONE;
        return whole;
    }

    /** Memory is taken as bytes arrive, not as they are announced. */
    private void append(int n) throws IOException, InterruptedException, HttpException {
        int target = length + n;
        while (length < target) {
            if (input.isEmpty()) {
                fill();
            }
            if (length == body.length) {
                int size = Math.max(FIRST_SIZE, 2 * body.length);
                body = Arrays.copyOf(body, Math.clamp(size, length, Math.max(target, length)));
            }
            length += input.take(body, length, Math.min(target, body.length) - length);
        }
    }

    private void fill() throws IOException, InterruptedException, HttpException {
        if (!input.fill()) {
            throw badRequest("the body ends early");
        }
    }

    private void readChunks() throws IOException, InterruptedException, HttpException {
        for (int size = readSize(); size > 0; size = readSize()) {
            if (size > maxBody - length) {
                throw new HttpException(Status.CONTENT_TOO_LARGE, "the body is too long");
            }
            append(size);
            int end = awaitLine();
            if (end != input.start()) {
                throw badRequest("a chunk is longer than it said");
            }
            input.skip(2);
        }
        readTrailers();
    }

    private int readSize() throws IOException, InterruptedException, HttpException {
        int end = awaitLine();
        byte[] bytes = input.bytes();
        int at = input.start();
        int size = 0;
        for (int digit; at < end && (digit = Ascii.hexDigit(bytes[at])) >= 0; at++) {
            if (at - input.start() == MAX_SIZE_DIGITS) {
                throw new HttpException(Status.CONTENT_TOO_LARGE, "a chunk is too long");
            }
            size = size << 4 | digit;
        }
        if (at == input.start() || (at < end && bytes[at] != ';')) {
            throw badRequest("a chunk's size is no hexadecimal number");
        }
        for (int i = at; i < end; i++) {
            if (!Ascii.isFieldValue(bytes[i])) {
                throw badRequest("a control character in a chunk's extension");
            }
        }
        input.skip(end + 2 - input.start());
        return size;
    }

    private void readTrailers() throws IOException, InterruptedException, HttpException {
        for (int n = 0; ; n++) {
            int end = awaitLine();
            boolean last = end == input.start();
            if (!last) {
                RequestParser.checkField(input.bytes(), input.start(), end);
            }
            input.skip(end + 2 - input.start());
            if (last) {
                return;
            }
            if (n == MAX_TRAILERS) {
                throw new HttpException(Status.HEADER_FIELDS_TOO_LARGE, "too many trailers");
            }
        }
    }

    /** Waits until a whole line is there; returns where it ends, before its CR LF. */
    private int awaitLine() throws IOException, InterruptedException, HttpException {
        for (int scanned = 0; ; ) {
            byte[] bytes = input.bytes();
            for (int i = input.start() + scanned; i < input.end(); i++) {
                if (bytes[i] == '\n') {
                    if (i == input.start() || bytes[i - 1] != '\r') {
                        throw badRequest("a line does not end with CR LF");
                    }
                    return i - 1;
                }
            }
            scanned = input.end() - input.start();
            if (scanned > MAX_LINE) {
                throw badRequest("a line in the body is too long");
            }
            fill();
        }
    }
}
