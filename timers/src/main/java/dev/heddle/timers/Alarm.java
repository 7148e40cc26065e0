package dev.heddle.timers;

import dev.heddle.timers.heap.TimerHeap;

/**
 * Until when the driver of a heap sleeps, so that whoever adds an earlier timer knows to wake it.
 */
final class Alarm {

    /*
     * No missed deadline (Dekker).   The driver:  A1 says until when it will sleep
     *                                             A2 looks at the heap's earliest deadline once more
     *                                             A3 sleeps, if that is not before
     *                Whoever adds a timer:        B1 puts it into the heap, which publishes the earliest
     *                                             B2 looks until when the driver sleeps, maybe wakes it
     * All volatile. If A2 misses B1, then A1 comes before B2: the adder sees that the driver sleeps too
     * long. A wake-up before A3 must be kept for it, as LockSupport's permit is.
     *
     * A2 asks whether the deadline is earlier, not whether it is another: it changes all the time while
     * somebody arms and stops timers, to later ones, and the driver would look and look.
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
     * @return whether it may; otherwise an earlier timer has been added since
     */
    boolean set(TimerHeap heap, long earliest) {
        until = earliest == AWAKE ? AWAKE + 1 : earliest;
        return !isBefore(heap.earliest(), earliest);
    }

    /** The driver does not sleep, and will look at the heap before it does. */
    void clear() {
        until = AWAKE;
    }

    /** Whether the driver must be woken for a timer that was added. */
    boolean isTooLateFor(long deadlineNanos) {
        long u = until;
        return u != AWAKE && isBefore(deadlineNanos, u);
    }

    private static boolean isBefore(long deadlineNanos, long other) {
        return deadlineNanos != TimerHeap.NEVER
                && (other == TimerHeap.NEVER || deadlineNanos - other < 0);
    }
}
