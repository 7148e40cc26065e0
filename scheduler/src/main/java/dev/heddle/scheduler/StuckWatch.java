package dev.heddle.scheduler;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * What the monitor remembers of one worker: since when it has been in the same goroutine, and how
 * much processor time it used in it. For the monitor's thread.
 */
final class StuckWatch {

    /** What the monitor learns from one look. */
    enum Finding {
        /** Between goroutines, or not for long enough in this one. */
        FINE,
        /** Too long in one goroutine, waiting for something other than the scheduler. */
        BLOCKED,
        /** Too long in one goroutine, computing. */
        BUSY
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** A worker that had less than this share of a processor waits rather than computes. */
    private static final int FLAT_SHARE = 20;

    private long beat;
    private long since;
    private long cpuTime;
    private long cpuTakenAt;
    private boolean cpuTaken;
    private boolean lingering;

    /** Looks at the worker at time {@code now}; both times in nanoseconds. */
    Finding look(Worker worker, long now, long threshold) {
        long b = worker.beat();
        if (b != beat || (b & 1) == 0) {
            beat = b;
            since = now;
            cpuTaken = false;
            lingering = false;
            return Finding.FINE;
        }
        lingering = true;
        if (now - since < threshold) {
            if (!cpuTaken) {
                cpuTaken = true;
                cpuTime = cpuTimeOf(worker);
                cpuTakenAt = now;
            }
            return Finding.FINE;
        }
        return isBlocked(worker, now) ? Finding.BLOCKED : Finding.BUSY;
    }

    /** Whether the last two looks found the worker in the same goroutine. */
    boolean isLingering() {
        return lingering;
    }

    /** For how long the worker has been in the goroutine it is in. */
    long heldFor(long now) {
        return now - since;
    }

    private boolean isBlocked(Worker worker, long now) {
        if (worker.getState() != Thread.State.RUNNABLE) {
            return true;
        }
        if (!cpuTaken) {
            return false;
        }
        // RUNNABLE may be a blocking call in native code: its processor time stands still
        return (cpuTimeOf(worker) - cpuTime) * FLAT_SHARE < now - cpuTakenAt;
    }

    private static long cpuTimeOf(Worker worker) {
        return THREADS.isThreadCpuTimeEnabled() ? THREADS.getThreadCpuTime(worker.threadId()) : 0;
    }
}
