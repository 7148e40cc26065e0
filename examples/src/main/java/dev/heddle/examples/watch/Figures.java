package dev.heddle.examples.watch;

import dev.heddle.scheduler.SchedulerCounters;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * One scheduler's counters at one moment, summed over its workers. A counter is called {@code
 * "search worker 0: steals won"}, or {@code "search: spares activated"} if it is the scheduler's.
 */
final class Figures {
    private static final String SEPARATOR = ": ";

    private final long nanoTime = System.nanoTime();
    private final Map<String, Long> sums = new HashMap<>();

    private Figures() {}

    static Figures of(SchedulerCounters counters) {
        Figures figures = new Figures();
        counters.forEach(figures::add);
        return figures;
    }

    private void add(String counter, long value) {
        int separator = counter.lastIndexOf(SEPARATOR);
        if (separator >= 0) {
            sums.merge(counter.substring(separator + SEPARATOR.length()), value, Long::sum);
        }
    }

    /** The sum of the counters of this name, 0 if there is none. */
    long sum(String name) {
        return sums.getOrDefault(name, 0L);
    }

    /** All goroutines that were ever started. */
    long started() {
        return sum("goroutines started") + sum("goroutines started from outside");
    }

    /** Living goroutines; the counters are read one after the other, so it may be a few off. */
    long goroutines() {
        return Math.max(0, started() - sum("goroutines finished"));
    }

    /** How much a figure has grown per second since {@code before}. */
    long perSecond(ToLongFunction<Figures> figure, Figures before) {
        double seconds = (nanoTime - before.nanoTime) / 1e9;
        return Math.round((figure.applyAsLong(this) - figure.applyAsLong(before)) / seconds);
    }
}
