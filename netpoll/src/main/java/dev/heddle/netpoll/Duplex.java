package dev.heddle.netpoll;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Two streams of bytes, to and from a peer: what the stream views need of a connection. */
interface Duplex extends Closeable {

    /** Reads at least a byte; -1 at the end, 0 only if {@code target} is full. */
    int read(ByteBuffer target) throws IOException, InterruptedException;

    /** Writes all of {@code source}. */
    void write(ByteBuffer source) throws IOException, InterruptedException;
}
