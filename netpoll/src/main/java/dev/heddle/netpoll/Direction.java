package dev.heddle.netpoll;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of a channel: who uses it, who waits for it, until when.
 *
 * <p>After {@code pollDesc.rg} and {@code wg} in Go's runtime/netpoll.go.
 */
final class Direction {

    /*
     * Implementation notes
     *
     *   state   from    to      who, when
     *           null    READY   the poller: an event, and nobody waits; it has cleared the interest
     *           null    thread  the user that holds the lock, before it waits
     *           READY   null    the user: tries the operation again instead of waiting
     *           thread  null    the poller, a closer, a closed poller: they unpark the thread;
     *                           or the thread itself: deadline, interrupt
     *
     * All by compare-and-set; whoever takes the thread out decides how the wait ends. One user waits
     * at a time: the lock sees to that, later ones queue at it and nobody overtakes them. A deadline,
     * a close, an interrupt of the one who waits lets the next one try, who finds the same deadline.
     *
     * No event is lost. The user tries the operation, which would block; it stores its thread; it
     * looks at the interest and sets it if it is not set. The poller, at an event, looks at the
     * state; if it finds no thread, it clears the interest first and only then stores READY, by
     * compare-and-set from null. If the user stored its thread in between, that fails and the poller
     * wakes the user, who tries again and sets the interest again. If not, the user finds READY and
     * does not wait. So a waiting user has its interest set, or is being woken; and since the
     * selector is level-triggered, interest set means that readiness is reported.
     *
     * Deadline, close: whoever changes them stores the new value (volatile), then looks at the state
     * and unparks the thread it finds; the user stores its thread (volatile), then looks at both. One
     * sees the other. A stray permit only makes the user look once more.
     */

    private static final Object READY = new Object();
    private static final VarHandle STATE =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "state",
                    VarHandle.class,
                    Direction.class,
                    Object.class);

    static final long NO_DEADLINE = Long.MIN_VALUE;

    private final Descriptor descriptor;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock(true);

    /** null, READY, or the thread that waits; see the notes. */
    private volatile @Nullable Object state;

    /** On the scale of System.nanoTime, or NO_DEADLINE; volatile, any thread. */
    private volatile long deadline = NO_DEADLINE;

    Direction(Descriptor descriptor, String name) {
        this.descriptor = descriptor;
        this.name = name;
    }

    // ---- users

    /** Makes the caller the only user, in turn; fails at once when closed. */
    void acquire() throws ClosedChannelException, InterruptedException {
        if (lock.hasQueuedThreads() || !lock.tryLock()) {
            lock.lockInterruptibly();
        }
        failIfClosed();
    }

    /** As {@link #acquire}, in time. */
    void acquireUntil(long until)
            throws ClosedChannelException, InterruptedException, SocketTimeoutException {
        if (until == NO_DEADLINE) {
            acquire();
        } else if (isPast(until)) {
            throw timeout();
        } else if (lock.tryLock(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            failIfClosed();
        } else {
            throw timeout();
        }
    }

    private void failIfClosed() throws ClosedChannelException {
        if (descriptor.isClosed()) {
            lock.unlock();
            throw new ClosedChannelException();
        }
    }

    void release() {
        lock.unlock();
    }

    /** Fails if the deadline has passed. For a user, before it tries its operation. */
    void checkDeadline() throws SocketTimeoutException {
        if (isPast(deadline)) {
            throw timeout();
        }
    }

    private static boolean isPast(long time) {
        return time != NO_DEADLINE && time - System.nanoTime() <= 0;
    }

    private SocketTimeoutException timeout() {
        return new SocketTimeoutException("i/o timeout: the deadline for " + name + " passed");
    }

    /**
     * Waits until the operation may succeed. The user holds the lock and has just tried it.
     *
     * @param until this user's own deadline besides that of the direction, or NO_DEADLINE
     * @throws CancelledKeyException if the poller was closed; nothing has changed then
     */
    void await(Poller poller, SelectionKey key, int operation, long until)
            throws SocketTimeoutException, AsynchronousCloseException, InterruptedException {
        Thread me = Thread.currentThread();
        if (!STATE.compareAndSet(this, null, me)) {
            state = null; // READY
            return;
        }
        poller.enter();
        try {
            poller.arm(key, operation);
            poller.failIfClosed();
            while (state == me) {
                failIfOver();
                if (isPast(until)) {
                    throw timeout();
                }
                park(until);
            }
            failIfShut();
        } finally {
            STATE.compareAndSet(this, me, null);
            poller.leave();
        }
    }

    /**
     * Waits until a time, for nothing in particular. The user holds the lock and has taken back the
     * interest.
     *
     * @throws SocketTimeoutException if the direction's deadline comes first
     */
    void pause(long until)
            throws SocketTimeoutException, AsynchronousCloseException, InterruptedException {
        Thread me = Thread.currentThread();
        try {
            while (!isPast(until)) {
                state = me; // forgets an event: it would be the one that this user does not want
                // now
                failIfOver();
                park(until);
            }
        } finally {
            STATE.compareAndSet(this, me, null);
        }
    }

    private void failIfOver()
            throws SocketTimeoutException, AsynchronousCloseException, InterruptedException {
        failIfShut();
        checkDeadline();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for " + name);
        }
    }

    private void failIfShut() throws AsynchronousCloseException {
        if (descriptor.isClosed()) {
            throw new AsynchronousCloseException();
        }
    }

    private void park(long until) {
        long d = deadline;
        long earlier = d == NO_DEADLINE || (until != NO_DEADLINE && until - d < 0) ? until : d;
        if (earlier == NO_DEADLINE) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, earlier - System.nanoTime());
        }
    }

    // ---- the poller and others

    /**
     * Something happened, and nobody waited: the next who wants to wait need not. The interest has
     * been cleared.
     *
     * @return how many were woken, because they came in the meantime
     */
    int remember() {
        return state == READY || STATE.compareAndSet(this, null, READY) ? 0 : wake();
    }

    /**
     * Wakes whoever waits.
     *
     * @return how many were woken
     */
    int wake() {
        if (state instanceof Thread thread && STATE.compareAndSet(this, thread, null)) {
            LockSupport.unpark(thread);
            return 1;
        }
        return 0;
    }

    void setDeadline(@Nullable Instant instant) throws ClosedChannelException {
        if (descriptor.isClosed()) {
            throw new ClosedChannelException();
        }
        deadline = instant == null ? NO_DEADLINE : Deadlines.nanoTimeOf(instant);
        if (state instanceof Thread thread) {
            LockSupport.unpark(thread);
        }
    }

    /** The reason that thread dumps show. */
    @Override
    public String toString() {
        return "IO wait (" + name + ") on " + descriptor;
    }
}
