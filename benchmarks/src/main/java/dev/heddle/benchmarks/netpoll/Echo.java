package dev.heddle.benchmarks.netpoll;

import java.io.IOException;

/** A server that echoes and its clients, all in this process; connections are open already. */
interface Echo extends AutoCloseable {

    /** Makes so many round trips on each connection, on all of them at the same time. */
    void roundTrips(int each) throws Exception;

    @Override
    void close() throws IOException;
}
