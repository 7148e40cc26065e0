package dev.heddle.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tells when a process is warm, from its runs so far: when an operation of the latest of them was
 * not a tenth faster than one of those before, and the process took hardly any memory for them that
 * it had not touched yet. Each of these two windows has half of the least time of the warm-up.
 *
 * <p>The mean of a window counts, not its median, for what slows a few runs down is part of getting
 * warm, like code that is compiled anew. Memory counts because the first touch of a page may cost
 * more than all that a workload does with it, and a heap grows in leaps.
 */
final class SteadyState {
    private static final double NO_FASTER = 0.9;
    private static final double HARDLY_ANY = 0.01;

    private record Run(int operations, long nanos, long resident) {}

    private final long least;
    private final long most;
    private final List<Run> runs = new ArrayList<>();
    private long total;

    SteadyState(WarmUp limits) {
        least = TimeUnit.MILLISECONDS.toNanos(limits.leastMillis());
        most = TimeUnit.MILLISECONDS.toNanos(limits.mostMillis());
    }

    /** A run of so many operations took so long, and left so many bytes of memory in use. */
    void add(int operations, long nanos, long resident) {
        runs.add(new Run(operations, nanos, resident));
        total += nanos;
    }

    /** Whether the process is warm, or has had all the time there is for that. */
    boolean isReached() {
        if (total >= most || total < least) {
            return total >= most;
        }
        int latest = windowBefore(runs.size());
        int earlier = windowBefore(latest);
        return latest > 0
                && growth(latest) <= HARDLY_ANY
                && nanosPerOperation(latest, runs.size())
                        >= NO_FASTER * nanosPerOperation(earlier, latest);
    }

    /** By which part of what it had the process has grown since this run began. */
    private double growth(int first) {
        double before = runs.get(first - 1).resident();
        return before == 0 ? 0 : (runs.getLast().resident() - before) / before;
    }

    /** The first run of the window that ends in front of this one. */
    private int windowBefore(int end) {
        int first = end;
        for (long nanos = 0; first > 0 && nanos < least / 2; ) {
            nanos += runs.get(--first).nanos();
        }
        return first;
    }

    private double nanosPerOperation(int first, int end) {
        long operations = 0;
        long nanos = 0;
        for (Run run : runs.subList(first, end)) {
            operations += run.operations();
            nanos += run.nanos();
        }
        return (double) nanos / operations;
    }
}
