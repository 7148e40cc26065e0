package dev.heddle.examples.serve;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Collects what is to be written to a connection. For one goroutine. */
final class Output {

    /** Where it goes. */
    interface Sink {
        /** Writes all of {@code source}, waiting for room. */
        void write(ByteBuffer source) throws IOException, InterruptedException;
    }

    private static final int SIZE = 1 << 12;
    private static final int MAX_DECIMAL = 20;

    private final Sink sink;
    private final byte[] bytes = new byte[SIZE];
    private final ByteBuffer view = ByteBuffer.wrap(bytes);
    private int length;

    Output(Sink sink) {
        this.sink = sink;
    }

    void put(byte[] source) throws IOException, InterruptedException {
        put(source, 0, source.length);
    }

    void put(byte[] source, int from, int n) throws IOException, InterruptedException {
        if (n > SIZE - length) {
            flush();
            if (n > SIZE) {
                sink.write(ByteBuffer.wrap(source, from, n));
                return;
            }
        }
        System.arraycopy(source, from, bytes, length, n);
        length += n;
    }

    /** Puts what is ASCII. */
    void put(String text) throws IOException, InterruptedException {
        put(Ascii.bytes(text));
    }

    /** Puts a number that is not negative. */
    void putDecimal(long value) throws IOException, InterruptedException {
        putNumber(value, 10);
    }

    void putHexadecimal(long value) throws IOException, InterruptedException {
        putNumber(value, 16);
    }

    private void putNumber(long value, int radix) throws IOException, InterruptedException {
        if (SIZE - length < MAX_DECIMAL) {
            flush();
        }
        int digits = 1;
        for (long rest = value / radix; rest > 0; rest /= radix) {
            digits++;
        }
        int at = length + digits;
        long rest = value;
        do {
            bytes[--at] = (byte) Character.forDigit((int) (rest % radix), radix);
            rest /= radix;
        } while (rest > 0);
        length += digits;
    }

    /** Writes a large piece behind what was collected, without copying it. */
    void write(ByteBuffer source) throws IOException, InterruptedException {
        flush();
        sink.write(source);
    }

    /** Writes what was collected. */
    void flush() throws IOException, InterruptedException {
        if (length > 0) {
            view.limit(length).position(0);
            length = 0;
            sink.write(view);
        }
    }
}
