package dev.heddle.sync;

import dev.heddle.sync.waiting.WaitReason;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Runs something exactly once, whoever comes first; everybody else returns after it has run.
 *
 * <p>If what runs throws, it counts as having run: the exception goes to the caller that ran it,
 * later callers return as if nothing had happened. (For a failure that all should see, use {@link
 * OnceValue}.)
 *
 * <p><b>Blocking and interruption.</b> {@link #run} waits whatever interrupts come, for what it
 * waits for ends by itself, and keeps the interrupt status; {@link #runInterruptibly} does not.
 *
 * <p><b>Memory effects.</b> What the run did happens-before the return of every call.
 *
 * <p>After Go's sync.Once.
 */
public final class Once {

    /*
     *   NEW -> RUNNING -> DONE; the first step and the last under the lock of the list.
     *
     * The fast path is one volatile read. DONE is written after the run, so whoever reads it sees what
     * the run did. Waiters stand in the list only while RUNNING; whoever sets DONE takes them out.
     */

    private static final int NEW = 0;
    private static final int RUNNING = 1;
    private static final int DONE = 2;

    private static final int HAS_RUN = 1;

    /** Volatile; written under the list's lock. */
    private volatile int state;

    /** Who runs it, to find out about recursion; guarded by the list's lock. */
    private @Nullable Thread runner;

    private final WaitList waiters = new WaitList();

    /** Creates a once that has run nothing. */
    public Once() {}

    /**
     * Runs {@code action} if nothing has been run here; else waits until that has ended.
     *
     * @throws IllegalStateException if called by what runs here, which would wait for itself
     */
    public void run(Runnable action) {
        Objects.requireNonNull(action, "action");
        if (state != DONE) {
            Waiter waiter = begin(action);
            if (waiter != null) {
                waiter.awaitUninterruptibly(new WaitReason("sync.Once.Do", this));
            }
        }
    }

    /**
     * As {@link #run}, but the wait can be interrupted.
     *
     * @throws InterruptedException if interrupted while waiting for another thread's run
     * @throws IllegalStateException if called by what runs here
     */
    public void runInterruptibly(Runnable action) throws InterruptedException {
        Objects.requireNonNull(action, "action");
        if (state != DONE) {
            Waiter waiter = begin(action);
            if (waiter != null) {
                WaitReason reason = new WaitReason("sync.Once.Do", this);
                if (waiter.await(reason) == Waiter.INTERRUPTED) {
                    leave(waiter);
                    throw new InterruptedException("interrupted in " + reason);
                }
            }
        }
    }

    /** Whether it has been run to its end. */
    public boolean isDone() {
        return state == DONE;
    }

    /** Runs the action, or gives a waiter for its end; null if there is nothing to wait for. */
    private @Nullable Waiter begin(Runnable action) {
        Waiter waiter = new Waiter();
        waiters.lock();
        int s = state;
        boolean recursive = s == RUNNING && runner == Thread.currentThread();
        if (s == NEW) {
            state = RUNNING;
            runner = Thread.currentThread();
        } else if (s == RUNNING && !recursive) {
            waiters.queue().addLast(waiter);
        }
        waiters.unlock();
        if (recursive) {
            throw new IllegalStateException("called by what runs here: it would wait for itself");
        }
        if (s == NEW) {
            try {
                action.run();
            } finally {
                end();
            }
        }
        return s == RUNNING ? waiter : null;
    }

    private void end() {
        waiters.lock();
        state = DONE;
        runner = null;
        Waiter chain = waiters.claimAll(HAS_RUN);
        waiters.unlock();
        WaitList.unparkAll(chain);
    }

    private void leave(Waiter waiter) {
        waiters.lock();
        waiters.queue().remove(waiter);
        waiters.unlock();
    }

    @Override
    public String toString() {
        String[] names = {"not run", "running", "done"};
        return "Once@"
                + Integer.toHexString(System.identityHashCode(this))
                + "["
                + names[state]
                + ", "
                + waiters.size()
                + " waiting]";
    }
}
