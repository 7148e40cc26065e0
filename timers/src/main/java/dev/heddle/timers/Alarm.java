package dev.heddle.timers;

import dev.heddle.timers.heap.TimerHeap;

/**
 * Until when the driver of a heap sleeps, so that whoever adds an earlier timer knows to wake it.
 */
final class Alarm {

    /*
     * No missed deadline (Dekker).   The driver:  A1 says until when it will sleep
     *                                             A2 looks at the heap's earliest deadline once more
     *                                             A3 sleeps, if that has not changed
     *                Whoever adds a timer:        B1 puts it into the heap, which publishes the earliest
     *                                             B2 looks until when the driver sleeps, maybe wakes it
     * All volatile. If A2 misses B1, then A1 comes before B2: the adder sees that the driver sleeps too
     * long. A wake-up before A3 must be kept for it, as LockSupport's permit is.
     *
     *   until: AWAKE               the driver, while it fires timers: it will look again
     *          NEVER or a deadline the driver, before it sleeps
     *
     * A deadline that looks like AWAKE is set a nanosecond later: too many wake-ups do no harm.
     */

    private static final long AWAKE = Long.MIN_VALUE;

    /** Volatile; written by the driver, read by those who add. */
    private volatile long until = AWAKE;

    /**
     * The driver is about to sleep.
     *
     * @param earliest until when, or {@link TimerHeap#NEVER}; what the heap said a moment ago
     * @return whether it may; otherwise the heap has changed since
     */
    boolean set(TimerHeap heap, long earliest) {
        until = earliest == AWAKE ? AWAKE + 1 : earliest;
        return heap.earliest() == earliest;
    }

    /** The driver does not sleep, and will look at the heap before it does. */
    void clear() {
        until = AWAKE;
    }

    /** Whether the driver must be woken for a timer that was added. */
    boolean isTooLateFor(long deadlineNanos) {
        long u = until;
        return u != AWAKE && (u == TimerHeap.NEVER || deadlineNanos - u < 0);
    }
}
