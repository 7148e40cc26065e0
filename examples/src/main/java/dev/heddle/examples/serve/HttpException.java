package dev.heddle.examples.serve;

import java.io.Serial;

/** A request that cannot be answered as it wishes; says with which status it is refused. */
final class HttpException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final Status status;

    HttpException(Status status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    static HttpException badRequest(String detail) {
        return new HttpException(Status.BAD_REQUEST, detail);
    }

    Status status() {
        return status;
    }
}
