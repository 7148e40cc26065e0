package dev.heddle.channels;

import dev.heddle.sync.waiting.SpinLock;
import dev.heddle.sync.waiting.WaitReason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A channel made of a deadline. No timer stands behind it: whoever wants to receive parks until the
 * deadline, and finds the value there by looking at the clock. It serves whoever comes first then:
 * receivers that wait have no order.
 */
final class TimerChannel extends SpinLock implements Receiver<Instant> {
    /*
     * Invariant: dueNanos is when the next value is (or was) due; a value that is due stays until
     * somebody takes it, and no second one is added.
     *
     *   from  to           who                    when
     *   due   spent        the receiver that took a channel of one value
     *   due   due later    the same               a ticker: the first multiple of the period,
     *                                             counted from the old time, that is to come
     *
     * Receivers that wait stand in no queue: at the deadline all of them wake, one takes the value
     * under the lock, the others wait for the next. A channel that nobody waits on is known to
     * nobody, and collected when unreachable (Go since 1.23).
     */
    private final long periodNanos;

    private final WaitReason receiving = new WaitReason("chan receive", this);

    /** On the scale of System.nanoTime(); guarded by the lock. */
    private long dueNanos;

    /** Guarded by the lock. */
    private boolean spent;

    /**
     * A channel of one value or of many.
     *
     * @param nanos until the first value
     * @param periodNanos from value to value; 0: there is only one
     */
    TimerChannel(long nanos, long periodNanos) {
        this.dueNanos = System.nanoTime() + nanos;
        this.periodNanos = periodNanos;
    }

    @Override
    public Instant receive() throws InterruptedException {
        Instant value = await(false, 0);
        if (value == null) {
            throw new AssertionError("timed out without a timeout: " + this);
        }
        return value;
    }

    @Override
    public Instant receiveOrNull() throws InterruptedException {
        return receive();
    }

    @Override
    public @Nullable Instant receive(Duration timeout) throws InterruptedException {
        long nanos = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(timeout, "timeout"));
        return await(true, System.nanoTime() + Math.max(0, nanos));
    }

    @Override
    public @Nullable Instant tryReceive() {
        return take(System.nanoTime());
    }

    @Override
    public int drainTo(Collection<? super Instant> target, int max) {
        Objects.requireNonNull(target, "target");
        Instant value = max > 0 ? tryReceive() : null;
        if (value == null) {
            return 0;
        }
        target.add(value);
        return 1;
    }

    @Override
    public boolean isDrained() {
        return false;
    }

    @Override
    public String toString() {
        long left = nanosLeft(System.nanoTime());
        String due = left == Long.MAX_VALUE ? "spent" : "due in " + Duration.ofNanos(left);
        String name = periodNanos == 0 ? "After@" : "Tick@";
        return name + Integer.toHexString(System.identityHashCode(this)) + "[" + due + "]";
    }

    /** Time until a value is there, 0 if one is there; Long.MAX_VALUE if none will be. */
    long nanosLeft(long nowNanos) {
        lock();
        long left = spent ? Long.MAX_VALUE : Math.max(0, dueNanos - nowNanos);
        unlock();
        return left;
    }

    /** Whether a value is there; for who holds locks: also true if that takes long to find out. */
    boolean seemsDue(long nowNanos) {
        if (!tryLockBriefly()) {
            return true;
        }
        boolean due = !spent && dueNanos - nowNanos <= 0;
        unlock();
        return due;
    }

    /** The value, if it is due: the time when it became so. */
    @Nullable Instant take(long nowNanos) {
        lock();
        long late = nowNanos - dueNanos;
        if (spent || late < 0) {
            unlock();
            return null;
        }
        if (periodNanos == 0) {
            spent = true;
        } else {
            dueNanos += periodNanos * (1 + late / periodNanos);
        }
        unlock();
        return Instant.now().minusNanos(late);
    }

    private @Nullable Instant await(boolean timed, long deadlineNanos) throws InterruptedException {
        while (true) {
            long now = System.nanoTime();
            Instant value = take(now);
            if (value != null) {
                return value;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted in " + receiving);
            }
            long left = nanosLeft(now);
            if (timed) {
                left = Math.min(left, deadlineNanos - now);
                if (left <= 0) {
                    return null;
                }
            }
            if (left == Long.MAX_VALUE) {
                LockSupport.park(receiving);
            } else {
                LockSupport.parkNanos(receiving, left);
            }
        }
    }
}
