package dev.heddle.netpoll;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * One end of a connection of {@link ChaosTest}. Writes a stream that the connection's seed
 * determines, byte by byte, and checks every byte that it reads. Suffers interrupts and deadlines,
 * its own and those that others set, and goes on where it stopped.
 */
final class ChaoticEnd {

    /** How a connection ends. */
    enum Ending {
        /** Both write all they have to and read all that the other wrote. */
        ORDERLY,
        /** One closes when it has read so much. */
        CLOSE,
        /** The same, by a reset. */
        RESET
    }

    /** What both ends know: drawn from the seed that the client sends. */
    record Plan(long seed, long fromClient, long fromServer, Ending ending, boolean byClient) {
        static Plan of(long seed) {
            Random random = new Random(seed);
            int kind = random.nextInt(10);
            return new Plan(
                    seed,
                    length(random),
                    length(random),
                    kind < 7 ? Ending.ORDERLY : kind < 9 ? Ending.CLOSE : Ending.RESET,
                    random.nextBoolean());
        }

        private static long length(Random random) {
            return random.nextInt(4) == 0 ? random.nextInt(1 << 20) : random.nextInt(2_000);
        }
    }

    private static final int MAX_CHUNK = 1 << 16;

    private final Plan plan;
    private final boolean client;
    private final TcpConnection connection;
    private final ChaosTest chaos;
    private final CountDownLatch written = new CountDownLatch(1);

    /** The writer's, until it counts down. */
    private volatile @Nullable Throwable failure;

    /** How far each direction got; written by the writer and by the reader. */
    private volatile long out;

    private volatile long in;

    ChaoticEnd(Plan plan, boolean client, TcpConnection connection, ChaosTest chaos) {
        this.plan = plan;
        this.client = client;
        this.connection = connection;
        this.chaos = chaos;
    }

    /** Talks until the connection has ended; the caller reads. */
    void talk() throws Exception {
        chaos.go(() -> write(new Random(plan.seed + (client ? 1 : 2))));
        boolean sawEnd = false;
        try {
            sawEnd = read(new Random(plan.seed + (client ? 3 : 4)));
        } finally {
            if (!sawEnd) {
                connection.close();
            }
            ChaosTest.awaitDespiteInterrupts(written);
            connection.close();
        }
        chaos.bytesMoved(out, in);
        if (failure != null) {
            throw new AssertionError("writing failed", failure);
        }
        if (plan.ending == Ending.ORDERLY) {
            require(sawEnd, "no end");
            require(in == theirLength(), "read " + in + " of " + theirLength());
            require(out == ownLength(), "wrote " + out + " of " + ownLength());
        }
    }

    /** How many bytes were read and found right. */
    long in() {
        return in;
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message + ", " + plan + (client ? ", client" : ", server"));
        }
    }

    private long ownLength() {
        return client ? plan.fromClient : plan.fromServer;
    }

    private long theirLength() {
        return client ? plan.fromServer : plan.fromClient;
    }

    private boolean endsIt() {
        return plan.ending != Ending.ORDERLY && plan.byClient == client;
    }

    /** The byte of a stream at a position. */
    private byte byteAt(boolean fromClient, long position) {
        return (byte) ((plan.seed + position + (fromClient ? 7 : 0)) * 0x9E3779B97F4A7C15L >>> 56);
    }

    private static ByteBuffer buffer(Random random) {
        int size = 1 + random.nextInt(random.nextBoolean() ? 100 : MAX_CHUNK);
        return random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
    }

    // ---- writing

    private void write(Random random) {
        try {
            while (out < ownLength()) {
                ByteBuffer chunk = buffer(random);
                chunk.limit((int) Math.min(chunk.limit(), ownLength() - out));
                for (int i = 0; i < chunk.limit(); i++) {
                    chunk.put(i, byteAt(client, out + i));
                }
                writeAll(chunk, random);
                chaos.lose(random);
            }
            connection.closeOutput();
        } catch (IOException e) {
            if (plan.ending == Ending.ORDERLY) {
                failure = e;
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            written.countDown();
        }
    }

    private void writeAll(ByteBuffer chunk, Random random) throws IOException {
        while (chunk.hasRemaining()) {
            int before = chunk.position();
            try {
                if (random.nextInt(20) == 0) {
                    connection.setWriteDeadline(soon(random));
                }
                connection.write(chunk);
            } catch (SocketTimeoutException e) {
                require(e.bytesTransferred == chunk.position() - before, "wrong bytesTransferred");
                connection.setWriteDeadline(null);
            } catch (InterruptedException e) {
                chaos.interrupted();
            } finally {
                out += chunk.position() - before;
            }
        }
    }

    // ---- reading

    /** Whether the stream ended as it should. */
    private boolean read(Random random) throws IOException {
        long closeAt = endsIt() ? random.nextLong(theirLength() + 1) : Long.MAX_VALUE;
        while (in < closeAt) {
            ByteBuffer chunk = buffer(random);
            try {
                if (random.nextInt(20) == 0) {
                    connection.setReadDeadline(soon(random));
                }
                int n = connection.read(chunk);
                if (n < 0) {
                    return true;
                }
                check(chunk.flip(), n);
            } catch (SocketTimeoutException e) {
                connection.setReadDeadline(null);
            } catch (InterruptedException e) {
                chaos.interrupted();
            } catch (IOException e) {
                if (plan.ending == Ending.ORDERLY) {
                    throw e;
                }
                return false;
            }
            chaos.lose(random);
        }
        if (plan.ending == Ending.RESET) {
            reset();
        }
        return false;
    }

    private void check(ByteBuffer chunk, int n) {
        require(n == chunk.remaining() && n > 0, "read said " + n + " for " + chunk);
        require(in + n <= theirLength(), "more than was written");
        for (int i = 0; i < n; i++) {
            if (chunk.get(i) != byteAt(!client, in + i)) {
                require(false, "wrong byte at " + (in + i));
            }
        }
        in += n;
    }

    private void reset() throws IOException {
        try {
            connection.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (ClosedChannelException e) {
            // all the same
        }
    }

    private static Instant soon(Random random) {
        return Instant.now().plusNanos(random.nextInt(3_000_000) - 500_000);
    }

    /** From outside: troubles whoever reads or writes here. */
    void trouble(Random random) {
        try {
            if (random.nextBoolean()) {
                connection.setReadDeadline(soon(random));
            } else {
                connection.setWriteDeadline(soon(random));
            }
        } catch (IOException e) {
            // closed by now
        }
    }

    @Override
    public String toString() {
        return plan + (client ? " client" : " server") + ", in " + in + ", out " + out;
    }
}
