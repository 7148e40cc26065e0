package dev.heddle.benchmarks.sync;

import dev.heddle.benchmarks.Goroutines;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long goroutines wait for a lock that one hundred of them want all the time and each holds for
 * a microsecond: the median, the 99th percentile and the longest wait. Arguments: {@code
 * HEDDLE|JDK}.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar --add-opens java.base/java.lang=ALL-UNNAMED
 * dev.heddle.benchmarks.sync.WorstWait HEDDLE}
 */
public final class WorstWait {
    private static final int GOROUTINES = 100;
    private static final long HELD_NANOS = 1_000;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration SPAN = Duration.ofSeconds(5);

    private WorstWait() {}

    /** Prints one line per lock. */
    public static void main(String[] args) throws InterruptedException {
        Goroutines runtime = Goroutines.valueOf(args.length == 0 ? "HEDDLE" : args[0]);
        for (Exclusion lock : Exclusion.values()) {
            waits(runtime, lock, WARM_UP);
            Histogram waits = waits(runtime, lock, SPAN);
            System.out.printf(
                    Locale.ROOT,
                    "%s, %s: p50 %.3f ms, p99 %.3f ms, max %.3f ms of %,d waits%n",
                    runtime,
                    lock,
                    waits.getValueAtPercentile(50) / 1e6,
                    waits.getValueAtPercentile(99) / 1e6,
                    waits.getMaxValue() / 1e6,
                    waits.getTotalCount());
        }
    }

    private static Histogram waits(Goroutines runtime, Exclusion lock, Duration span)
            throws InterruptedException {
        ConcurrentHistogram histogram = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(10), 3);
        Exclusion.Section section = lock.section();
        long end = System.nanoTime() + span.toNanos();
        Crowd.run(
                runtime,
                GOROUTINES,
                number -> {
                    long start;
                    while ((start = System.nanoTime()) - end < 0) {
                        section.enter();
                        long entered = System.nanoTime();
                        while (System.nanoTime() - entered < HELD_NANOS) {
                            Thread.onSpinWait();
                        }
                        section.leave();
                        histogram.recordValue(entered - start);
                    }
                });
        return histogram;
    }
}
