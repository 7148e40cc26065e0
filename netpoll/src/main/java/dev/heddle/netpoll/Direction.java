package dev.heddle.netpoll;

import dev.heddle.scheduler.EventSource;

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
final class Direction implements EventSource.Wait {

    /*
     * Implementation notes
     *
     *   state   from    to      who, when
     *           null    thread  the user that holds the lock, before it waits
     *           thread  null    the poller, a closer, a closed poller: they unpark the thread;
     *                           or the thread itself: deadline, interrupt
     *
     * A thread is put in by a volatile store: only the one user that the lock admits does so, over
     * null. It is taken out by compare-and-set; whoever does so decides how the wait ends. Later users
     * queue at the lock and nobody overtakes them. A deadline, a close, an interrupt of the one who
     * waits lets the next one try, who finds the same deadline.
     *
     * No event is lost. The user tries the operation, which would block; it stores its thread; it
     * looks at the interest and sets it if it is not set. The poller, at an event, looks at the
     * state; if it finds no thread, it leaves the interest alone, or clears it and then looks at the
     * state once more. If the user stored its thread before that second look, it is woken, tries again
     * and sets the interest again; if after it, the user sees the interest cleared. So a waiting user
     * has its interest set, or is being woken; and since the selector is level-triggered, interest set
     * means that readiness is reported.
     *
     * When the interest is cleared. An event for which nobody waits is most often one whose goroutine
     * has been woken and has not run yet: its next wait would set the interest again, for two calls
     * to the kernel. So a look, which costs little more for one more event, passes such an event over,
     * MAX_PASSES times in a row: then the reports have cost about as much as clearing would have, and
     * whoever does not come may well stay away. A select that waits clears at once: it would return
     * again and again, and whoever was woken and stands in this worker's queue has run by then.
     *
     * Rejected: to remember an event for which nobody waits, for the next who wants to wait, as Go
     * must, whose poller reports an event once. That next one has tried its operation after most such
     * events, and would try in vain once more: it did so 0.6 to 0.9 times a message with 100 and with
     * 1000 busy connections.
     *
     * Deadline, close: whoever changes them stores the new value (volatile), then looks at the state
     * and unparks the thread it finds; the user stores its thread (volatile), then looks at both. One
     * sees the other. A stray permit only makes the user look once more.
     */

    private static final VarHandle STATE =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "state",
                    VarHandle.class,
                    Direction.class,
                    Object.class);

    static final long NO_DEADLINE = Long.MIN_VALUE;

    /** How many events in a row are passed over, because nobody waits for them. */
    static final int MAX_PASSES = 8;

    private final Descriptor descriptor;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock(true);

    /** null, or the thread that waits; see the notes. */
    private volatile @Nullable Object state;

    /**
     * How many events in a row were passed over. Whoever is inside the poller; plain, as a channel
     * that has moved has two of them, and a wrong count only clears too early or too late.
     */
    private int passes;

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
    void checkDeadline() throws SocketTimeoutException, InterruptedException {
        if (isPast(deadline)) {
            throw timeout();
        }
    }

    private static boolean isPast(long time) {
        return time != NO_DEADLINE && time - System.nanoTime() <= 0;
    }

    /** To be thrown, unless the user was interrupted as well: that comes first. */
    private SocketTimeoutException timeout() throws InterruptedException {
        failIfInterrupted();
        return new SocketTimeoutException("i/o timeout: the deadline for " + name + " passed");
    }

    private void failIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for " + name);
        }
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
        state = me;
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
                state = me; // an event that was under way may have taken it out
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
        failIfInterrupted();
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
     * Takes note of an event.
     *
     * @return whether the interest in it is to be cleared
     */
    boolean isToBeCleared(boolean wasAwaited, boolean isLook) {
        if (!wasAwaited && isLook && passes < MAX_PASSES) {
            passes++;
            return false;
        }
        passes = 0;
        return !wasAwaited;
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
