package dev.heddle.benchmarks.http;

import java.io.IOException;

/** Drives a server as fast as it answers, one request at a time on each connection. */
interface Load {

    /** Which it is. */
    String name();

    /**
     * Drives a server for the usual time.
     *
     * @throws IOException if a response is not what it should be, or a connection ends
     */
    Sample run(ServerProcess server, int connections) throws IOException, InterruptedException;
}
