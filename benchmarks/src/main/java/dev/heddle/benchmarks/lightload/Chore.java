package dev.heddle.benchmarks.lightload;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What a unit does beside others, a step at a time. */
public interface Chore {
    /** The answer of the last step. */
    long END = -1;

    /** The answer of a step after which others may go first. */
    long YIELD = 0;

    /**
     * Takes a step, on the unit.
     *
     * @return for how many nanoseconds to sleep before the next; or {@link #YIELD}, or {@link #END}
     */
    long step();

    /** Computes without end. */
    static Chore hog(BooleanSupplier stop) {
        return () -> {
            while (!stop.getAsBoolean()) {
                Thread.onSpinWait();
            }
            return END;
        };
    }

    /** Computes for a millisecond, sleeps for a millisecond. */
    static Chore halfOfTheTime(BooleanSupplier stop) {
        long moment = TimeUnit.MILLISECONDS.toNanos(1);
        return () -> {
            computeFor(moment);
            return stop.getAsBoolean() ? END : moment;
        };
    }

    /** Makes garbage, and keeps some of it for a while. */
    static Chore garbage(BooleanSupplier stop) {
        byte[][] retained = new byte[1 << 16][];
        int[] next = {0};
        return () -> {
            for (int i = 0; i < 256; i++) {
                retained[next[0]] = new byte[512];
                next[0] = next[0] + 1 & retained.length - 1;
            }
            return stop.getAsBoolean() ? END : YIELD;
        };
    }

    /**
     * Computes for a part of each millisecond. One that comes late makes up for it.
     *
     * @param percent which part
     * @param spanNanos for how long, from now
     */
    static Chore ticks(int percent, long spanNanos) {
        long period = TimeUnit.MILLISECONDS.toNanos(1);
        long start = System.nanoTime();
        long[] due = {0};
        return () -> {
            long left = due[0] - (System.nanoTime() - start);
            if (left > 0) {
                return left;
            }
            computeFor(period / 100 * percent);
            due[0] += period;
            return due[0] > spanNanos ? END : Math.max(YIELD, due[0] - (System.nanoTime() - start));
        };
    }

    private static void computeFor(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }
}
