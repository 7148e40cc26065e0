package dev.heddle.examples.serve;

import java.io.IOException;

/** Answers requests; any number of them at the same time. */
interface Handler {

    /**
     * Answers a request. It may wait as long as it likes: it has a goroutine of its own.
     *
     * @throws HttpException to refuse it, before anything of the response was sent
     * @throws IOException if the client cannot be reached; the connection is closed
     */
    void handle(Exchange exchange) throws IOException, InterruptedException, HttpException;
}
