package dev.heddle.benchmarks.netpoll;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** What {@code TcpConnection} does to read and write, with an {@link EpollPoller} below. */
final class EpollConnection implements AutoCloseable {

    /** As in Go: remembers an event for which nobody waits, since it is reported only once. */
    private static final Object READY = new Object();

    private final SocketChannel channel;
    private final int descriptor;
    private final EpollPoller poller;
    private final boolean isNative;
    private final int tag;

    final Direction input = new Direction();
    final Direction output = new Direction();

    /**
     * @param isNative whether to read and write through {@link Epoll} instead of the channel
     */
    EpollConnection(SocketChannel channel, int descriptor, EpollPoller poller, boolean isNative)
            throws IOException {
        this.channel = channel;
        this.descriptor = descriptor;
        this.poller = poller;
        this.isNative = isNative;
        tag = poller.nextTag();
        poller.register(this);
    }

    int descriptor() {
        return descriptor;
    }

    int tag() {
        return tag;
    }

    /** A direct buffer and where it is. */
    record Buffer(ByteBuffer bytes, long address) {
        static Buffer allocate(int size) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(size);
            return new Buffer(bytes, MemorySegment.ofBuffer(bytes).address());
        }
    }

    /** One direction; after {@code dev.heddle.netpoll.Direction} and Go's {@code pollDesc}. */
    final class Direction {
        private final ReentrantLock lock = new ReentrantLock(true);
        private final AtomicReference<@Nullable Object> state = new AtomicReference<>();
        private final MemorySegment errno = Epoll.newErrno(Arena.ofAuto());

        private void acquire() throws InterruptedException {
            if (lock.hasQueuedThreads() || !lock.tryLock()) {
                lock.lockInterruptibly();
            }
        }

        /** Before an operation: what was ready before is found by it. */
        private void prepare() {
            if (state.get() == READY) {
                state.set(null);
            }
        }

        private void await() {
            Thread me = Thread.currentThread();
            if (!state.compareAndSet(null, me)) {
                return;
            }
            poller.enter();
            while (state.get() == me) {
                LockSupport.park(this);
            }
            poller.leave();
        }

        int ready() {
            for (; ; ) {
                Object s = state.get();
                if (s == READY) {
                    return 0;
                }
                if (s instanceof Thread thread) {
                    if (state.compareAndSet(s, null)) {
                        LockSupport.unpark(thread);
                        return 1;
                    }
                } else if (state.compareAndSet(null, READY)) {
                    return 0;
                }
            }
        }
    }

    int read(Buffer target) throws IOException, InterruptedException {
        input.acquire();
        try {
            for (; ; ) {
                input.prepare();
                int n = readOnce(target);
                if (n != 0) {
                    return n;
                }
                input.await();
            }
        } finally {
            input.lock.unlock();
        }
    }

    private int readOnce(Buffer target) throws IOException {
        ByteBuffer bytes = target.bytes();
        if (!isNative) {
            return channel.read(bytes);
        }
        long address = target.address() + bytes.position();
        int n = Epoll.read(descriptor, address, bytes.remaining(), input.errno);
        if (n > 0) {
            bytes.position(bytes.position() + n);
        }
        return n;
    }

    void write(Buffer source) throws IOException, InterruptedException {
        ByteBuffer bytes = source.bytes();
        output.acquire();
        try {
            while (bytes.hasRemaining()) {
                output.prepare();
                if (writeOnce(source) == 0) {
                    output.await();
                }
            }
        } finally {
            output.lock.unlock();
        }
    }

    private int writeOnce(Buffer source) throws IOException {
        ByteBuffer bytes = source.bytes();
        if (!isNative) {
            return channel.write(bytes);
        }
        long address = source.address() + bytes.position();
        int n = Epoll.write(descriptor, address, bytes.remaining(), output.errno);
        bytes.position(bytes.position() + n);
        return n;
    }

    /** Nobody may use it any more. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
