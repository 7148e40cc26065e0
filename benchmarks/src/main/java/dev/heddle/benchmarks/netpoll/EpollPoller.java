package dev.heddle.benchmarks.netpoll;

import dev.heddle.scheduler.EventSource;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * What {@code Poller} is to java.nio, over {@link Epoll}: one for all workers, one worker inside.
 */
final class EpollPoller implements Epoll.Handler {
    private static final int MAX_DESCRIPTORS = 1 << 16;
    private static final int INPUT = Epoll.IN | Epoll.RDHUP | Epoll.HUP | Epoll.ERR;
    private static final int OUTPUT = Epoll.OUT | Epoll.HUP | Epoll.ERR;

    private final Epoll epoll = new Epoll();
    private final AtomicReference<@Nullable Door> inside = new AtomicReference<>();
    private final AtomicInteger waiters = new AtomicInteger();
    private final AtomicInteger doors = new AtomicInteger();
    private final AtomicInteger tags = new AtomicInteger();
    private final AtomicReferenceArray<@Nullable EpollConnection> connections =
            new AtomicReferenceArray<>(MAX_DESCRIPTORS);

    /** Whoever is inside. */
    private int readied;

    EpollPoller() throws IOException {}

    /** For {@code Scheduler.Builder.eventSources}. */
    Door newDoor() {
        doors.getAndIncrement();
        return new Door();
    }

    /**
     * The tag that a descriptor's events carry from now on, as in Go: older ones are not for it.
     */
    int nextTag() {
        return tags.incrementAndGet() & Integer.MAX_VALUE;
    }

    void register(EpollConnection connection) throws IOException {
        connections.set(connection.descriptor(), connection);
        epoll.add(connection.descriptor(), (long) connection.tag() << 32 | connection.descriptor());
    }

    void enter() {
        waiters.getAndIncrement();
    }

    void leave() {
        waiters.getAndDecrement();
    }

    @Override
    public void ready(long data, int events) {
        EpollConnection connection = connections.get((int) data);
        if (connection == null || connection.tag() != (int) (data >> 32)) {
            return;
        }
        if ((events & INPUT) != 0) {
            readied += connection.input.ready();
        }
        if ((events & OUTPUT) != 0) {
            readied += connection.output.ready();
        }
    }

    private int select(long timeoutNanos) {
        readied = 0;
        try {
            epoll.await(millis(timeoutNanos), this);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return readied;
    }

    private static int millis(long timeoutNanos) {
        if (timeoutNanos <= 0) {
            return timeoutNanos < 0 ? -1 : 0;
        }
        return Math.clamp(TimeUnit.NANOSECONDS.toMillis(timeoutNanos), 1, Integer.MAX_VALUE);
    }

    /** One worker's door; after {@code WorkerPoller}, where the notes are. */
    final class Door implements EventSource {
        private volatile @Nullable Thread worker;
        private volatile boolean woken;

        @Override
        public int poll(long timeoutNanos) {
            if (timeoutNanos == 0) {
                return tryGoIn() ? pollInside(0) : 0;
            }
            if (worker == null) {
                worker = Thread.currentThread();
            }
            int ready = 0;
            if (tryGoIn()) {
                ready = pollInside(woken ? 0 : timeoutNanos);
            } else if (!woken) {
                waitOutside(timeoutNanos);
            }
            woken = false;
            return ready;
        }

        private boolean tryGoIn() {
            return inside.get() == null && inside.compareAndSet(null, this);
        }

        private int pollInside(long timeoutNanos) {
            try {
                return select(timeoutNanos);
            } finally {
                inside.set(null);
            }
        }

        private void waitOutside(long timeoutNanos) {
            if (timeoutNanos < 0) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, timeoutNanos);
            }
        }

        @Override
        public void wakeup() {
            woken = true;
            if (inside.get() == this) {
                epoll.wakeUp();
            }
            LockSupport.unpark(worker);
        }

        @Override
        public boolean isRegistered() {
            return waiters.get() > 0;
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public void close() {
            if (doors.decrementAndGet() == 0) {
                epoll.close();
            }
        }
    }
}
