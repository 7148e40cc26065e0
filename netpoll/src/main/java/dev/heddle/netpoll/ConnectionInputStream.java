package dev.heddle.netpoll;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** The reading side of a connection as a stream. */
final class ConnectionInputStream extends InputStream {
    private final Duplex connection;

    ConnectionInputStream(Duplex connection) {
        this.connection = connection;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        try {
            return connection.read(ByteBuffer.wrap(bytes, offset, length));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException(e.getMessage()).initCause(e);
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
