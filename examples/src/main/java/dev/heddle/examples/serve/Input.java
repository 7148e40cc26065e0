package dev.heddle.examples.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What has been read from a connection and not been consumed: the bytes from start to end. */
final class Input {

    /** Where more comes from. */
    interface Source {
        /** Reads at least a byte, waiting for it; -1 at the end. */
        int read(ByteBuffer target) throws IOException, InterruptedException, HttpException;
    }

    private static final int FIRST_SIZE = 1 << 12;

    private final Source source;
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_SIZE);
    private int start;
    private int end;

    Input(Source source) {
        this.source = source;
    }

    /** The array that holds them; another one after {@link #fill}. */
    byte[] bytes() {
        return buffer.array();
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    boolean isEmpty() {
        return start == end;
    }

    /** Consumes bytes. */
    void skip(int n) {
        start += n;
    }

    /**
     * Reads more, waiting for it. What has been consumed makes room.
     *
     * @return false at the end of the stream
     */
    boolean fill() throws IOException, InterruptedException, HttpException {
        if (start == end) {
            start = 0;
            end = 0;
        } else if (end == buffer.capacity()) {
            makeRoom();
        }
        int n = source.read(buffer.limit(buffer.capacity()).position(end));
        if (n < 0) {
            return false;
        }
        end += n;
        return true;
    }

    private void makeRoom() {
        byte[] from = buffer.array();
        if (start == 0) {
            buffer = ByteBuffer.wrap(Arrays.copyOf(from, 2 * from.length));
        } else {
            System.arraycopy(from, start, from, 0, end - start);
            end -= start;
            start = 0;
        }
    }

    /** Copies and consumes up to {@code n} bytes that are there. */
    int take(byte[] target, int at, int n) {
        int taken = Math.min(n, end - start);
        System.arraycopy(buffer.array(), start, target, at, taken);
        start += taken;
        return taken;
    }
}
