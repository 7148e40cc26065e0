package dev.heddle.benchmarks.lightload;

import java.util.Arrays;

/**
 * A unit that sleeps until it is woken, and notes how late it was: what it shares with the thread
 * that wakes it, which waits for it before it wakes it again.
 */
public final class Sleeper {
    /** When it was woken; 0 once it has noted that. */
    private volatile long wokenAt;

    private volatile boolean stopped;

    // of the unit; others read them when it has ended
    private long[] delays = new long[1_024];
    private int noted;

    Sleeper() {}

    /**
     * Notes the delay if there is one to note; called by the unit.
     *
     * @return whether there was; if not, it is to sleep
     */
    public boolean note() {
        long at = wokenAt;
        if (at == 0) {
            return false;
        }
        long late = System.nanoTime() - at; // before there is more room for it
        if (noted == delays.length) {
            delays = Arrays.copyOf(delays, 2 * noted);
        }
        delays[noted++] = late;
        wokenAt = 0;
        return true;
    }

    /** Whether the unit is to end. */
    public boolean isStopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }

    /** Says that it is woken now. */
    void mark() {
        long now = System.nanoTime();
        wokenAt = now == 0 ? 1 : now;
    }

    boolean hasNoted() {
        return wokenAt == 0;
    }

    /** All delays in nanoseconds, once the unit has ended. */
    long[] delays() {
        return Arrays.copyOf(delays, noted);
    }
}
