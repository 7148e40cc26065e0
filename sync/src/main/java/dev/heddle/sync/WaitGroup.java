package dev.heddle.sync;

import dev.heddle.sync.waiting.WaitReason;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;

/**
 * Waits for a number of things to be done. {@link #add} says how many more there are, {@link #done}
 * that one less; {@link #await} waits until none are left. It may be used again when all who waited
 * have returned.
 *
 * {@snippet :
 * WaitGroup group = new WaitGroup();
 * for (Path file : files) {
 *     group.go(() -> index(file)); // one more; one less when the task ends
 * }
 * group.await();
 * }
 *
 * <p>What is added while the count is zero must be added before somebody awaits it, or the wait may
 * not see it.
 *
 * <p><b>Blocking and interruption.</b> The waits throw InterruptedException if interrupted before
 * or meanwhile; the count is not touched by waiting.
 *
 * <p><b>Memory effects.</b> What a thread did before {@code done} happens-before the return of a
 * wait that it ended.
 *
 * <p>After Go's sync.WaitGroup.
 */
public final class WaitGroup {

    /*
     * Implementation notes
     *
     * State: count << 1 | WAITING. WAITING is set if and only if somebody stands in the list, and
     * changes under its lock. The step of the count to zero while WAITING is set is made under that
     * lock, too, together with taking everybody out. So nobody can join the list between the last done
     * and the wake-up: whoever comes to it later waits for the next count. This is why Go's "Add called
     * concurrently with Wait" cannot be seen here; an add from zero comes before that step or after it.
     *
     *   from         to               who, when
     *   n            n + delta        add, if not to zero with WAITING; compare-and-set
     *   n, WAITING   0                the add that reaches zero (list lock); all waiters claimed
     *   n > 0        n, WAITING       who waits (list lock)
     *   n, WAITING   n                the last waiter gives up (list lock)
     *
     * Orderings: compare-and-set releases what was done before, the claim carries it to the waiter; a
     * wait that finds zero acquires it by its volatile read.
     */

    private static final long WAITING = 1;
    private static final int ZERO_REACHED = 1;

    private static final VarHandle STATE =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "state", VarHandle.class, WaitGroup.class, long.class);

    /** See the notes; compare-and-set, anybody. */
    private volatile long state;

    private final WaitList waiters = new WaitList();

    /** Creates a group with nothing to wait for. */
    public WaitGroup() {}

    /**
     * Changes the count.
     *
     * @param delta negative: as many are done
     * @throws IllegalStateException if that would make it negative; it is not changed then
     */
    public void add(int delta) {
        for (; ; ) {
            long s = state;
            long count = (s >> 1) + delta;
            if (count < 0) {
                throw new IllegalStateException(
                        "negative count: " + delta + " added to " + (s >> 1) + " in " + this);
            }
            if (count == 0 && (s & WAITING) != 0) {
                if (reachZero(s)) {
                    return;
                }
            } else if (STATE.compareAndSet(this, s, count << 1 | (s & WAITING))) {
                return;
            }
        }
    }

    private boolean reachZero(long expected) {
        Waiter chain = null;
        waiters.lock();
        boolean reached = STATE.compareAndSet(this, expected, 0L);
        if (reached) {
            chain = waiters.claimAll(ZERO_REACHED);
        }
        waiters.unlock();
        WaitList.unparkAll(chain);
        return reached;
    }

    /**
     * Says that one is done.
     *
     * @throws IllegalStateException if none is left; the count stays zero
     */
    public void done() {
        add(-1);
    }

    /**
     * Counts one more and runs it in a new virtual thread, on the caller's scheduler if the caller
     * is a goroutine. It is done when the task ends, also by an exception: that goes to the
     * thread's uncaught exception handler, unless it is an InterruptedException, or a
     * CancellationException because of one. (In Go the process would end.) If the calling thread
     * has a handler of its own, as goroutines of a scheduler with a handler have, the new thread
     * has it, too; otherwise it is the JVM's.
     *
     * @return the thread
     */
    public Thread go(Task task) {
        Objects.requireNonNull(task, "task");
        add(1);
        Thread thread = null;
        try {
            thread = Tasks.start(task, this::done);
            return thread;
        } finally {
            if (thread == null) {
                done();
            }
        }
    }

    /**
     * Waits until the count is zero.
     *
     * @throws InterruptedException if interrupted before or while waiting
     * @throws IllegalStateException if the group was used again before this wait returned
     */
    public void await() throws InterruptedException {
        await(false, 0);
    }

    /**
     * Waits until the count is zero, for some time.
     *
     * @param timeout zero or negative: just looks
     * @return false if the time ran out
     * @throws InterruptedException if interrupted before or while waiting
     * @throws IllegalStateException if the group was used again before this wait returned
     */
    public boolean await(Duration timeout) throws InterruptedException {
        long nanos = Deadlines.nanos(timeout);
        if (nanos > 0) {
            return await(true, Deadlines.after(nanos));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for " + this);
        }
        return state >> 1 == 0;
    }

    private boolean await(boolean timed, long deadlineNanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for " + this);
        }
        Waiter waiter = enqueued();
        if (waiter == null) {
            return true;
        }
        WaitReason reason = new WaitReason("sync.WaitGroup.Wait", this);
        int outcome = timed ? waiter.awaitUntil(reason, deadlineNanos) : waiter.await(reason);
        if (outcome == ZERO_REACHED) {
            if (state >> 1 != 0) {
                throw new IllegalStateException(
                        "used again before a previous wait has returned: " + this);
            }
            return true;
        }
        leave(waiter);
        if (outcome == Waiter.INTERRUPTED) {
            throw new InterruptedException("interrupted in " + reason);
        }
        return false;
    }

    /** A waiter in the list; null if there is nothing to wait for. */
    private @Nullable Waiter enqueued() {
        if (state >> 1 == 0) {
            return null;
        }
        Waiter waiter = new Waiter();
        waiters.lock();
        try {
            for (long s; (s = state) >> 1 != 0; ) {
                if (STATE.compareAndSet(this, s, s | WAITING)) {
                    waiters.queue().addLast(waiter);
                    return waiter;
                }
            }
            return null;
        } finally {
            waiters.unlock();
        }
    }

    private void leave(Waiter waiter) {
        waiters.lock();
        if (waiters.queue().remove(waiter) && waiters.queue().isEmpty()) {
            STATE.getAndBitwiseAnd(this, ~WAITING);
        }
        waiters.unlock();
    }

    /** Count and number of waiters: a snapshot for people. */
    @Override
    public String toString() {
        return "WaitGroup@"
                + Integer.toHexString(System.identityHashCode(this))
                + "["
                + (state >> 1)
                + " to go, "
                + waiters.size()
                + " waiting]";
    }
}
