package dev.heddle.sync;

import dev.heddle.sync.waiting.WaitNode;
import dev.heddle.sync.waiting.WaitQueue;
import dev.heddle.sync.waiting.WaitReason;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * A number of permits that can be taken several at a time.
 *
 * <p>First come, first served: while a request waits, later ones wait behind it, even if there are
 * permits enough for them. So large requests are not starved by small ones. A request for more
 * permits than there are waits aside, in nobody's way, for {@link #resize} to bring more.
 *
 * <p><b>Blocking and interruption.</b> {@link #acquire} and the timed form throw
 * InterruptedException if interrupted before or while waiting, even if permits are there, and take
 * nothing then.
 *
 * <p><b>Memory effects.</b> What a thread did before {@code release} happens-before what a thread
 * does after it got one of those permits.
 *
 * <p>After golang.org/x/sync/semaphore.
 */
public final class Semaphore {

    /*
     * Implementation notes
     *
     * State: available << SHIFT | RESIZED | WAITING. available is what is not held; it is negative while
     * more is held than a smaller size allows. WAITING is set if and only if somebody stands in the list,
     * and changes under its lock. RESIZED is set by the first resize, for good.
     *
     *   from           to                 who, when
     *   a >= n         a - n              acquire, nobody waits: compare-and-set (fast path)
     *   a              a + n              release, nobody waits, not RESIZED: compare-and-set (fast path)
     *   a < n          a, WAITING         who waits (list lock)
     *   a, WAITING     a + n - granted    release, resize, a waiter that gives up (list lock)
     *
     * The fast paths expect WAITING to be clear in the same compare-and-set: nobody overtakes. Requests
     * are granted by whoever changes available, under the list's lock, first come first served; a
     * claim that fails (timeout or interrupt came first) takes nothing. A waiter that gives up may have
     * been what held up those behind it: it grants them.
     *
     * WAITING is set for a moment, too, while release or resize works under the lock and nobody waits. So
     * who must not wait, and finds WAITING and permits enough, asks again under the lock, where WAITING
     * says the truth. (Lincheck found a tryAcquire that failed beside a resize.)
     *
     * RESIZED sends releases to the lock, where size is what it says. By state and size, read one after
     * the other, a release could not tell whether so much is held: the same state comes back after a
     * resize and another release. (Lincheck found the release of more than was held.)
     *
     * A request larger than size waits in a second list, which only resize looks at.
     */

    private static final long WAITING = 1;
    private static final long RESIZED = 2;
    private static final int SHIFT = 2;

    private static final int GRANTED = 1;

    private static final VarHandle STATE =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "state", VarHandle.class, Semaphore.class, long.class);

    private static final class Request extends Waiter {
        final long permits;

        Request(long permits) {
            this.permits = permits;
        }
    }

    /** See the notes; compare-and-set, anybody. */
    private volatile long state;

    /** Volatile; written under the list's lock. */
    private volatile long size;

    private final WaitList waiters = new WaitList();

    /** Requests for more than there is; guarded by the lock of {@link #waiters}. */
    private final WaitQueue tooLarge = new WaitQueue();

    /**
     * A semaphore with all permits available.
     *
     * @param permits not negative, less than 2^61
     * @throws IllegalArgumentException if it is
     */
    public Semaphore(long permits) {
        checkSize(permits);
        size = permits;
        state = permits << SHIFT;
    }

    private static void checkSize(long permits) {
        if (permits < 0 || permits >= 1L << 61) {
            throw new IllegalArgumentException("permits must be from 0 to 2^61 - 1: " + permits);
        }
    }

    private static void checkRequest(long permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits must not be negative: " + permits);
        }
    }

    /**
     * Takes permits, waiting for them if necessary.
     *
     * @param permits not negative
     * @throws IllegalArgumentException if it is negative
     * @throws InterruptedException if interrupted before or while waiting; nothing was taken
     */
    public void acquire(long permits) throws InterruptedException {
        acquire(permits, false, 0);
    }

    /**
     * Takes permits if that needs no waiting: they are there, and nobody waits. Does not fail
     * otherwise.
     *
     * @param permits not negative
     * @throws IllegalArgumentException if it is negative
     */
    public boolean tryAcquire(long permits) {
        checkRequest(permits);
        for (; ; ) {
            long s = state;
            if (s >> SHIFT < permits) {
                return false;
            }
            if ((s & WAITING) != 0) {
                return takeLocked(permits);
            }
            if (STATE.compareAndSet(this, s, s - (permits << SHIFT))) {
                return true;
            }
        }
    }

    /**
     * Takes permits if that is possible in time.
     *
     * @param permits not negative
     * @param timeout zero or negative: just tries
     * @return false if the time ran out; nothing was taken
     * @throws IllegalArgumentException if {@code permits} is negative
     * @throws InterruptedException if interrupted before or while waiting; nothing was taken
     */
    public boolean tryAcquire(long permits, Duration timeout) throws InterruptedException {
        long nanos = Deadlines.nanos(timeout);
        if (nanos > 0) {
            return acquire(permits, true, Deadlines.after(nanos));
        }
        checkInterrupt();
        return tryAcquire(permits);
    }

    private void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before acquiring from " + this);
        }
    }

    private boolean takeNow(long permits) {
        for (; ; ) {
            long s = state;
            if ((s & WAITING) != 0 || s >> SHIFT < permits) {
                return false;
            }
            if (STATE.compareAndSet(this, s, s - (permits << SHIFT))) {
                return true;
            }
        }
    }

    private boolean takeLocked(long permits) {
        waiters.lock();
        boolean got = takeNow(permits);
        waiters.unlock();
        return got;
    }

    private boolean acquire(long permits, boolean timed, long deadlineNanos)
            throws InterruptedException {
        checkRequest(permits);
        checkInterrupt();
        if (takeNow(permits)) {
            return true;
        }
        Request request = new Request(permits);
        WaitReason reason = new WaitReason("semacquire " + permits, this);
        if (!enqueue(request)) {
            return true;
        }
        int outcome = timed ? request.awaitUntil(reason, deadlineNanos) : request.await(reason);
        if (outcome == GRANTED) {
            return true;
        }
        leave(request);
        if (outcome == Waiter.INTERRUPTED) {
            throw new InterruptedException("interrupted in " + reason);
        }
        return false;
    }

    /** Stands in a list; false if the permits were got instead. */
    private boolean enqueue(Request request) {
        waiters.lock();
        try {
            if (request.permits > size) {
                tooLarge.addLast(request);
                return true;
            }
            while (!takeNow(request.permits)) {
                long s = state;
                boolean mustWait = (s & WAITING) != 0 || s >> SHIFT < request.permits;
                if (mustWait && STATE.compareAndSet(this, s, s | WAITING)) {
                    waiters.queue().addLast(request);
                    return true;
                }
            }
            return false;
        } finally {
            waiters.unlock();
        }
    }

    private void leave(Request request) {
        waiters.lock();
        Waiter chain = null;
        if (request.permits > size) {
            tooLarge.remove(request);
        } else if (waiters.queue().remove(request)) {
            chain = grant(0);
        }
        waiters.unlock();
        WaitList.unparkAll(chain);
    }

    /**
     * Gives permits back.
     *
     * @param permits not negative
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if fewer are held; nothing was given back
     */
    public void release(long permits) {
        checkRequest(permits);
        for (; ; ) {
            long s = state;
            if ((s & (WAITING | RESIZED)) != 0 || permits > size - (s >> SHIFT)) {
                releaseSlowly(permits);
                return;
            }
            if (STATE.compareAndSet(this, s, s + (permits << SHIFT))) {
                return;
            }
        }
    }

    /** Somebody waits, or the size has changed before, or too few are held. */
    private void releaseSlowly(long permits) {
        waiters.lock();
        closeFastPaths(WAITING);
        boolean held = permits <= size - (state >> SHIFT);
        Waiter chain = grant(held ? permits : 0);
        waiters.unlock();
        WaitList.unparkAll(chain);
        if (!held) {
            throw new IllegalStateException(
                    "released " + permits + ", more than are held: " + this);
        }
    }

    /** Under the lock: makes everybody else come to the lock, until {@link #grant}. */
    private void closeFastPaths(long bits) {
        STATE.getAndBitwiseOr(this, bits);
    }

    /**
     * Changes how many permits there are. If more are held than that, what is released goes to
     * nobody until the rest fits.
     *
     * @param permits not negative, less than 2^61
     * @throws IllegalArgumentException if it is
     */
    public void resize(long permits) {
        checkSize(permits);
        waiters.lock();
        closeFastPaths(WAITING | RESIZED);
        long more = permits - size;
        size = permits;
        sortOut(permits);
        Waiter chain = grant(more);
        waiters.unlock();
        WaitList.unparkAll(chain);
    }

    /** Under the lock: puts requests into the list they belong to now, each behind the others. */
    private void sortOut(long permits) {
        moveAll(tooLarge, waiters.queue(), permits, false);
        moveAll(waiters.queue(), tooLarge, permits, true);
    }

    private static void moveAll(WaitQueue from, WaitQueue to, long size, boolean larger) {
        WaitNode next;
        for (WaitNode n = from.first(); n != null; n = next) {
            next = from.after(n);
            if (((Request) n).permits > size == larger) {
                from.remove(n);
                to.addLast(n);
            }
        }
    }

    /**
     * Under the lock, with WAITING set, so that nobody else changes the state: adds permits, then
     * grants what waits as far as they go.
     */
    private @Nullable Waiter grant(long more) {
        Waiter chain = null;
        long granted = 0;
        long available = (state >> SHIFT) + more;
        for (WaitNode first; (first = waiters.queue().first()) != null; ) {
            Request request = (Request) first;
            if (available - granted < request.permits) {
                break;
            }
            waiters.queue().remove(first);
            if (request.claim(GRANTED)) {
                granted += request.permits;
                request.item = chain;
                chain = request;
            }
        }
        long waiting = waiters.queue().isEmpty() ? 0 : WAITING;
        state = (available - granted) << SHIFT | (state & RESIZED) | waiting;
        return chain;
    }

    /** How many permits can be taken now; negative after a {@link #resize} below what is held. */
    public long available() {
        return state >> SHIFT;
    }

    /** How many permits there are, held or not. */
    public long size() {
        return size;
    }

    /** Permits and number of waiters: a snapshot for people. */
    @Override
    public String toString() {
        return "Semaphore@"
                + Integer.toHexString(System.identityHashCode(this))
                + "["
                + (state >> SHIFT)
                + " of "
                + size
                + " available, "
                + (waiters.size() + tooLarge.size())
                + " waiting]";
    }
}
