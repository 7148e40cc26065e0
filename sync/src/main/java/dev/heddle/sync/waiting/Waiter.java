package dev.heddle.sync.waiting;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that waits for exactly one outcome: the piece under every blocking operation of Heddle.
 *
 * <p>The waiting thread makes a waiter, puts it where others will find it, and awaits. Somebody
 * else {@linkplain #claim claims} it, at most once, and {@linkplain #unpark unparks} it. Timeout
 * and interruption are outcomes like any other, claimed by the waiting thread itself; so an outcome
 * that came first always wins: <em>value beats interrupt beats timeout</em>.
 *
 * <p><b>Memory effects:</b> what the claimer did before the claim happens-before the return of
 * {@code await} that reports it.
 */
public class Waiter extends WaitNode {
    /*
     * Invariants
     * - The outcome changes once per life, from WAITING to something else, by compareAndSet.
     * - Whoever wins that race owns the wake-up: the claimer unparks, a waiter that timed out or
     *   was interrupted goes on by itself.
     * - A waiter has one thread at a time: its maker, until that disowns it, then whoever adopts it.
     *   That only one thread does is up to whoever keeps it.
     *
     *   from     to           who                          when
     *   WAITING  > 0          a thread that has something  holding the lock of the queue it found
     *                         for the waiter               the place in
     *   WAITING  TIMED_OUT    the waiting thread           its deadline has passed
     *   WAITING  INTERRUPTED  the waiting thread           it has consumed its interrupt status
     *   any      WAITING      the waiting thread           rearm() and disown(), when none of its
     *                                                      places stands in a queue
     *
     * Orderings. The item of a place is written before the claim and read after the outcome:
     * compareAndSet releases, getAcquire acquires, which is all that hand-over needs. No wake-up is
     * lost between the look at the outcome and the park: unpark leaves a permit.
     *
     * Stray permits. A claimer may unpark long after the waiter has seen its outcome and gone on,
     * hence every park here stands in a loop on the outcome, and so must every park elsewhere. If
     * the waiter was disowned meanwhile, the claimer finds no thread, or the one that has adopted
     * it. A claimer whose wake-up is needed finds the right one: it was written before the waiter
     * entered the queue, under whose lock it was claimed, and is not overwritten before its thread
     * has seen the outcome, after which no wake-up is needed. So the field is opaque: no reader
     * relies on what else its writer did.
     *
     * Rejected: a state PARKED that lets the claimer skip the unpark of a thread that still runs.
     * It costs each wait one more atomic operation to save a cheap one in a rare case.
     */

    /** No outcome yet. */
    public static final int WAITING = 0;

    /** The deadline passed first. */
    public static final int TIMED_OUT = -1;

    /** The interrupt came first; the waiting thread's interrupt status is cleared. */
    public static final int INTERRUPTED = -2;

    private static final VarHandle RESULT =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "result", VarHandle.class, Waiter.class, int.class);
    private static final VarHandle THREAD =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "thread", VarHandle.class, Waiter.class, Thread.class);

    /**
     * Who waits; null while nobody does. Written by who waits, read by all, through THREAD but for
     * the constructor.
     */
    @SuppressWarnings("unused")
    private @Nullable Thread thread;

    /** The outcome; see the notes. Accessed through RESULT only. */
    @SuppressWarnings("unused")
    private int result;

    /** A waiter for the current thread. */
    public Waiter() {
        thread = Thread.currentThread();
    }

    /** The thread that waits; null while the waiter is {@linkplain #disown disowned}. */
    public final @Nullable Thread thread() {
        return (Thread) THREAD.getOpaque(this);
    }

    /** The outcome so far; {@link #WAITING} if there is none. Any thread may ask. */
    public final int outcome() {
        return (int) RESULT.getAcquire(this);
    }

    /**
     * Ends the wait, if nothing ended it before.
     *
     * @param outcome positive
     * @return false if the wait had ended already
     */
    public final boolean claim(int outcome) {
        return RESULT.compareAndSet(this, WAITING, outcome);
    }

    /**
     * Wakes the waiting thread; for whoever claimed it, after releasing every lock. Does nothing if
     * that is a virtual thread whose scheduler has ended without it.
     */
    public final void unpark() {
        try {
            LockSupport.unpark(thread());
        } catch (RejectedExecutionException e) {
            return; // it never runs again; the claimer has others to wake, and work of its own
        }
    }

    /**
     * Interrupts a thread. A virtual thread whose scheduler has ended without it has its status set
     * and never sees it.
     */
    public static void interrupt(Thread thread) {
        try {
            thread.interrupt();
        } catch (RejectedExecutionException e) {
            return; // as in unpark
        }
    }

    /** Makes the waiter usable for another round; for its thread, when no queue holds it. */
    public final void rearm() {
        RESULT.set(this, WAITING);
    }

    /**
     * Makes the waiter nobody's, so that another thread can {@linkplain #adopt adopt} it; for its
     * thread, when no queue holds it and its outcome has been seen. The item stays what it is. Who
     * claimed the waiter may still {@linkplain #unpark unpark} it: that wakes nobody, or gives a
     * stray permit to the thread that has adopted it.
     */
    public final void disown() {
        THREAD.setOpaque(this, null);
        rearm();
    }

    /**
     * Makes a disowned waiter the current thread's. The caller sees to it that {@link #disown}
     * happens-before this, and that no other thread adopts it. Whoever claimed the waiter for its
     * former thread may still be reading and clearing its {@linkplain #item item}: that is to be
     * written only when this is known to be over, as under the lock under which it was claimed.
     */
    public final void adopt() {
        THREAD.setOpaque(this, Thread.currentThread());
    }

    /**
     * Waits until claimed or interrupted.
     *
     * @param blocker what thread dumps show as the reason
     * @return the claimer's outcome, or {@link #INTERRUPTED}. If a claim won against an interrupt,
     *     the interrupt status is still set.
     */
    public final int await(Object blocker) {
        int outcome;
        while ((outcome = outcome()) == WAITING) {
            if (Thread.interrupted()) {
                return giveUp(INTERRUPTED);
            }
            LockSupport.park(blocker);
        }
        return outcome;
    }

    /**
     * Waits until claimed, interrupted, or past a deadline.
     *
     * @param blocker what thread dumps show as the reason
     * @param deadlineNanos on the scale of {@link System#nanoTime()}
     * @return the claimer's outcome, {@link #INTERRUPTED} or {@link #TIMED_OUT}. If a claim won
     *     against an interrupt, the interrupt status is still set.
     */
    public final int awaitUntil(Object blocker, long deadlineNanos) {
        int outcome;
        while ((outcome = outcome()) == WAITING) {
            if (Thread.interrupted()) {
                return giveUp(INTERRUPTED);
            }
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                return giveUp(TIMED_OUT);
            }
            LockSupport.parkNanos(blocker, left);
        }
        return outcome;
    }

    /**
     * Waits until claimed, whatever interrupts come; they are kept in the thread's interrupt
     * status.
     *
     * @param blocker what thread dumps show as the reason
     * @return the claimer's outcome
     */
    public final int awaitUninterruptibly(Object blocker) {
        boolean interrupted = false;
        int outcome;
        while ((outcome = outcome()) == WAITING) {
            interrupted |= Thread.interrupted();
            LockSupport.park(blocker);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return outcome;
    }

    private int giveUp(int reason) {
        if (RESULT.compareAndSet(this, WAITING, reason)) {
            return reason;
        }
        if (reason == INTERRUPTED) {
            Thread.currentThread().interrupt();
        }
        return outcome();
    }
}
