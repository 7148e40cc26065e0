package dev.heddle.examples.serve;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The head of a request, as places in the bytes that were read. One object serves all requests of a
 * connection: a request is valid until its handler returns.
 */
final class Request {
    /** The length of a body that is not announced by its length. */
    static final long NO_LENGTH = -1;

    private static final int FIELD_PLACES = 4;

    private byte[] bytes = {};
    private int base;
    private int[] fields = new int[16 * FIELD_PLACES];
    private int fieldCount;

    // What the parser finds out; places count from the start of the head.
    Method method = Method.UNKNOWN;
    int pathStart;
    int pathEnd;
    int minorVersion;
    long contentLength;
    boolean chunked;
    boolean keepAlive;
    boolean expectsContinue;

    /** Forgets everything. */
    void reset() {
        fieldCount = 0;
        method = Method.UNKNOWN;
        pathStart = 0;
        pathEnd = 0;
        minorVersion = 1;
        contentLength = NO_LENGTH;
        chunked = false;
        keepAlive = false;
        expectsContinue = false;
    }

    int fieldCount() {
        return fieldCount;
    }

    void addField(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int at = fieldCount * FIELD_PLACES;
        if (at == fields.length) {
            fields = Arrays.copyOf(fields, 2 * at);
        }
        fields[at] = nameStart;
        fields[at + 1] = nameEnd;
        fields[at + 2] = valueStart;
        fields[at + 3] = valueEnd;
        fieldCount++;
    }

    /** Says where the head lies. */
    void bind(byte[] bytes, int base) {
        this.bytes = bytes;
        this.base = base;
    }

    /** Takes a copy of the head, so that the bytes can be used for something else. */
    void detach(int length) {
        bytes = Arrays.copyOfRange(bytes, base, base + length);
        base = 0;
    }

    Method method() {
        return method;
    }

    /** Whether a response is to have no body because it was not asked for. */
    boolean isHead() {
        return method == Method.HEAD;
    }

    boolean isHttp10() {
        return minorVersion == 0;
    }

    boolean hasBody() {
        return chunked || contentLength > 0;
    }

    /** Compares the path, as it was sent. */
    boolean isPath(byte[] path) {
        return Arrays.equals(bytes, base + pathStart, base + pathEnd, path, 0, path.length);
    }

    /** The path as it was sent, percent-encoded. */
    String path() {
        return text(pathStart, pathEnd);
    }

    /**
     * The value of the first header field with a name.
     *
     * @param name in lower case
     * @return null if there is none
     */
    @Nullable String header(String name) {
        byte[] lower = Ascii.bytes(name);
        for (int i = 0; i < fieldCount * FIELD_PLACES; i += FIELD_PLACES) {
            if (Ascii.equalsIgnoringCase(bytes, base + fields[i], base + fields[i + 1], lower)) {
                return text(fields[i + 2], fields[i + 3]);
            }
        }
        return null;
    }

    private String text(int start, int end) {
        return new String(bytes, base + start, end - start, StandardCharsets.ISO_8859_1);
    }
}
