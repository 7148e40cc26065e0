package dev.heddle.examples.serve;

import java.nio.charset.StandardCharsets;

/** The status codes that this server sends (RFC 9110, section 15; 431: RFC 6585; 507: RFC 4918). */
enum Status {
    OK(200, "OK"),
    CREATED(201, "Created"),
    NO_CONTENT(204, "No Content"),
    MOVED_PERMANENTLY(301, "Moved Permanently"),
    NOT_MODIFIED(304, "Not Modified"),
    BAD_REQUEST(400, "Bad Request"),
    NOT_FOUND(404, "Not Found"),
    METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
    REQUEST_TIMEOUT(408, "Request Timeout"),
    CONTENT_TOO_LARGE(413, "Content Too Large"),
    URI_TOO_LONG(414, "URI Too Long"),
    EXPECTATION_FAILED(417, "Expectation Failed"),
    HEADER_FIELDS_TOO_LARGE(431, "Request Header Fields Too Large"),
    INTERNAL_SERVER_ERROR(500, "Internal Server Error"),
    NOT_IMPLEMENTED(501, "Not Implemented"),
    VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported"),
    INSUFFICIENT_STORAGE(507, "Insufficient Storage");

    private final int code;
    private final String reason;
    private final byte[] line;

    Status(int code, String reason) {
        this.code = code;
        this.reason = reason;
        line = ("HTTP/1.1 " + code + " " + reason + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    int code() {
        return code;
    }

    /** The first line of a response. Shared: not to be changed. */
    byte[] line() {
        return line;
    }

    /** Whether a response may have a body. */
    boolean hasBody() {
        return this != NO_CONTENT && this != NOT_MODIFIED;
    }

    @Override
    public String toString() {
        return code + " " + reason;
    }
}
