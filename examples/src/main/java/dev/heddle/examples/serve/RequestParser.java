package dev.heddle.examples.serve;

import static dev.heddle.examples.serve.HttpException.badRequest;

/**
 * Parses the head of a request, line by line as they come, as strictly as RFC 9112 allows. It
 * refuses whatever two servers in a row might understand differently: bare CR and bare LF, blanks
 * before a colon, folded lines, a missing or second Host, a length beside a transfer coding, two
 * different lengths.
 *
 * <p>For one connection. {@link #parse} is called with the bytes that are there until they suffice.
 */
final class RequestParser {
    static final int INCOMPLETE = -1;

    /** More digits than any length that fits; a long holds them. */
    private static final int MAX_DIGITS = 18;

    private static final byte[] HTTP_1 = Ascii.bytes("HTTP/1.");
    private static final byte[] HOST = Ascii.bytes("host");
    private static final byte[] EXPECT = Ascii.bytes("expect");
    private static final byte[] CONTINUE = Ascii.bytes("100-continue");
    private static final byte[] CONNECTION = Ascii.bytes("connection");
    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("content-length");
    private static final byte[] TRANSFER_ENCODING = Ascii.bytes("transfer-encoding");
    private static final byte[] CHUNKED = Ascii.bytes("chunked");

    private final Request request;
    private final Limits limits;

    /**
     * Where the next line starts, and up to where no end of it was found; from the head's start.
     */
    private int line;

    private int scanned;
    private boolean requestLineRead;
    private boolean skippedEmptyLine;

    private int hosts;
    private boolean close;
    private boolean stayAlive;
    private boolean transferCoded;

    /**
     * @param request where to put what is found
     */
    RequestParser(Request request, Limits limits) {
        this.request = request;
        this.limits = limits;
        reset();
    }

    /** Prepares for the next request. */
    void reset() {
        request.reset();
        line = 0;
        scanned = 0;
        requestLineRead = false;
        skippedEmptyLine = false;
        hosts = 0;
        close = false;
        stayAlive = false;
        transferCoded = false;
    }

    /**
     * Goes on with the head that starts at {@code from}.
     *
     * @return its length once it is complete; else {@link #INCOMPLETE}, and the next call gets the
     *     same bytes, wherever they are by then, with more behind them
     * @throws HttpException if this cannot become a request that the server understands
     */
    int parse(byte[] bytes, int from, int to) throws HttpException {
        int end = Math.min(to, from + limits.maxHead());
        for (int i = from + scanned; i < end; i++) {
            if (bytes[i] == '\n') {
                int start = from + line;
                if (i == start || bytes[i - 1] != '\r') {
                    throw badRequest("a line does not end with CR LF");
                }
                if (parseLine(bytes, from, start, i - 1)) {
                    checkFraming();
                    request.bind(bytes, from);
                    return i + 1 - from;
                }
                line = i + 1 - from;
            }
        }
        scanned = end - from;
        if (scanned == limits.maxHead()) {
            throw requestLineRead
                    ? new HttpException(Status.HEADER_FIELDS_TOO_LARGE, "the head is too long")
                    : new HttpException(Status.URI_TOO_LONG, "the request line is too long");
        }
        if (!requestLineRead && scanned > line) {
            byte first = bytes[from + line];
            if (!Ascii.isToken(first) && first != '\r') {
                throw badRequest("a request starts with a method"); // TLS, perhaps
            }
        }
        return INCOMPLETE;
    }

    /** Returns whether that was the last line. */
    private boolean parseLine(byte[] bytes, int from, int start, int end) throws HttpException {
        if (requestLineRead) {
            if (start == end) {
                return true;
            }
            parseField(bytes, from, start, end);
        } else if (start == end && !skippedEmptyLine) {
            skippedEmptyLine = true; // RFC 9112, 2.2: an old client's end of the body before
        } else {
            parseRequestLine(bytes, from, start, end);
            requestLineRead = true;
        }
        return false;
    }

    private void parseRequestLine(byte[] bytes, int from, int start, int end) throws HttpException {
        int methodEnd = start;
        while (methodEnd < end && Ascii.isToken(bytes[methodEnd])) {
            methodEnd++;
        }
        if (methodEnd == start || methodEnd == end || bytes[methodEnd] != ' ') {
            throw badRequest("a request starts with a method and one space");
        }
        int targetStart = methodEnd + 1;
        int targetEnd = targetStart;
        while (targetEnd < end && bytes[targetEnd] != ' ') {
            targetEnd++;
        }
        parseVersion(bytes, targetEnd + 1, end);
        request.method = Method.of(bytes, start, methodEnd);
        if (request.method == Method.UNKNOWN || request.method == Method.CONNECT) {
            throw new HttpException(Status.NOT_IMPLEMENTED, "no such method here");
        }
        RequestTarget.parse(request, bytes, from, targetStart, targetEnd);
    }

    private void parseVersion(byte[] bytes, int start, int end) throws HttpException {
        int major = HTTP_1.length - 2;
        if (end - start != HTTP_1.length + 1 || !isDigit(bytes[start + major])) {
            throw badRequest("a request line ends with one space and HTTP/1.1");
        }
        for (int i = 0; i < HTTP_1.length; i++) {
            if (i != major && bytes[start + i] != HTTP_1[i]) {
                throw badRequest("a request line ends with one space and HTTP/1.1");
            }
        }
        if (!isDigit(bytes[end - 1])) {
            throw badRequest("a request line ends with one space and HTTP/1.1");
        }
        if (bytes[start + major] != '1') {
            throw new HttpException(Status.VERSION_NOT_SUPPORTED, "HTTP/1.1 is spoken here");
        }
        request.minorVersion = bytes[end - 1] == '0' ? 0 : 1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    // ---- header fields

    private void parseField(byte[] bytes, int from, int start, int end) throws HttpException {
        int colon = checkField(bytes, start, end);
        int valueStart = colon + 1;
        int valueEnd = end;
        while (valueStart < valueEnd && Ascii.isBlank(bytes[valueStart])) {
            valueStart++;
        }
        while (valueStart < valueEnd && Ascii.isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        if (request.fieldCount() == limits.maxFields()) {
            throw new HttpException(Status.HEADER_FIELDS_TOO_LARGE, "too many header fields");
        }
        request.addField(start - from, colon - from, valueStart - from, valueEnd - from);
        note(bytes, start, colon, valueStart, valueEnd);
    }

    /**
     * Checks a header or trailer field.
     *
     * @return where its colon is
     */
    static int checkField(byte[] bytes, int start, int end) throws HttpException {
        if (start < end && Ascii.isBlank(bytes[start])) {
            throw badRequest("a folded line");
        }
        int colon = start;
        while (colon < end && Ascii.isToken(bytes[colon])) {
            colon++;
        }
        if (colon == start || colon == end || bytes[colon] != ':') {
            throw badRequest("a field is a name, a colon and a value");
        }
        for (int i = colon + 1; i < end; i++) {
            if (!Ascii.isFieldValue(bytes[i])) {
                throw badRequest("a control character in a field");
            }
        }
        return colon;
    }

    /** Looks for the fields that matter to the connection. Their names differ in length. */
    private void note(byte[] bytes, int start, int colon, int valueStart, int valueEnd)
            throws HttpException {
        switch (colon - start) {
            case 4 -> {
                if (Ascii.equalsIgnoringCase(bytes, start, colon, HOST)) {
                    noteHost(bytes, valueStart, valueEnd);
                }
            }
            case 6 -> {
                if (Ascii.equalsIgnoringCase(bytes, start, colon, EXPECT)) {
                    noteExpectation(bytes, valueStart, valueEnd);
                }
            }
            case 10 -> {
                if (Ascii.equalsIgnoringCase(bytes, start, colon, CONNECTION)) {
                    noteConnection(bytes, valueStart, valueEnd);
                }
            }
            case 14 -> {
                if (Ascii.equalsIgnoringCase(bytes, start, colon, CONTENT_LENGTH)) {
                    noteContentLength(bytes, valueStart, valueEnd);
                }
            }
            case 17 -> {
                if (Ascii.equalsIgnoringCase(bytes, start, colon, TRANSFER_ENCODING)) {
                    noteTransferEncoding(bytes, valueStart, valueEnd);
                }
            }
            default -> {}
        }
    }

    private void noteHost(byte[] bytes, int start, int end) throws HttpException {
        if (++hosts > 1) {
            throw badRequest("more than one Host");
        }
        if (!Ascii.isAuthority(bytes, start, end)) {
            throw badRequest("Host is no host");
        }
    }

    private void noteExpectation(byte[] bytes, int start, int end) throws HttpException {
        if (!Ascii.equalsIgnoringCase(bytes, start, end, CONTINUE)) {
            throw new HttpException(Status.EXPECTATION_FAILED, "only 100-continue can be expected");
        }
        request.expectsContinue = true;
    }

    private void noteConnection(byte[] bytes, int start, int end) {
        int word = start;
        for (int i = start; i <= end; i++) {
            if (i == end || bytes[i] == ',') {
                int wordEnd = i;
                while (word < wordEnd && Ascii.isBlank(bytes[word])) {
                    word++;
                }
                while (word < wordEnd && Ascii.isBlank(bytes[wordEnd - 1])) {
                    wordEnd--;
                }
                close |= Ascii.equalsIgnoringCase(bytes, word, wordEnd, CLOSE);
                stayAlive |= Ascii.equalsIgnoringCase(bytes, word, wordEnd, KEEP_ALIVE);
                word = i + 1;
            }
        }
    }

    private void noteContentLength(byte[] bytes, int start, int end) throws HttpException {
        if (start == end) {
            throw badRequest("Content-Length is no number");
        }
        long length = 0;
        for (int i = start; i < end; i++) {
            if (!isDigit(bytes[i])) {
                throw badRequest("Content-Length is no number");
            }
            if (i - start == MAX_DIGITS) {
                throw new HttpException(Status.CONTENT_TOO_LARGE, "the body is too long");
            }
            length = length * 10 + bytes[i] - '0';
        }
        if (request.contentLength != Request.NO_LENGTH && request.contentLength != length) {
            throw badRequest("more than one Content-Length");
        }
        request.contentLength = length;
    }

    /** Only "chunked" is known. Behind another coding it would be the last, as it must be. */
    private void noteTransferEncoding(byte[] bytes, int start, int end) throws HttpException {
        if (transferCoded) {
            throw badRequest("more than one Transfer-Encoding");
        }
        transferCoded = true;
        if (!Ascii.equalsIgnoringCase(bytes, start, end, CHUNKED)) {
            int last = end - CHUNKED.length;
            boolean chunkedLast =
                    last > start && Ascii.equalsIgnoringCase(bytes, last, end, CHUNKED);
            throw chunkedLast
                    ? new HttpException(Status.NOT_IMPLEMENTED, "only chunked is understood")
                    : badRequest("the last transfer coding is not chunked");
        }
        request.chunked = true;
    }

    /** What can only be told when all fields are known. */
    private void checkFraming() throws HttpException {
        if (hosts == 0 && !request.isHttp10()) {
            throw badRequest("no Host");
        }
        if (request.chunked && request.contentLength != Request.NO_LENGTH) {
            throw badRequest("both Content-Length and Transfer-Encoding");
        }
        if (request.chunked && request.isHttp10()) {
            throw badRequest("Transfer-Encoding in HTTP/1.0");
        }
        if (request.contentLength > limits.maxBody()) {
            throw new HttpException(Status.CONTENT_TOO_LARGE, "the body is too long");
        }
        request.keepAlive = !close && (stayAlive || !request.isHttp10());
        request.expectsContinue &= !request.isHttp10();
    }
}
