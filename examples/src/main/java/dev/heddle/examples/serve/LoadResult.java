package dev.heddle.examples.serve;

import dev.heddle.scheduler.SchedulerStats;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a load has shown.
 *
 * @param time in which the requests were made
 * @param requests answered in that time
 * @param keyValueRequests those among them that were not for plain text
 * @param errors responses that were not a success, and connections that failed, from the start
 * @param failure the first of those connections' failures
 * @param latencies in nanoseconds
 * @param cpu what this process used, on both sides
 * @param stats of the scheduler that ran the connections
 */
record LoadResult(
        int connections,
        Duration time,
        long requests,
        long keyValueRequests,
        long errors,
        @Nullable Exception failure,
        Histogram latencies,
        Duration cpu,
        SchedulerStats stats) {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double NANOS_PER_MICRO = TimeUnit.MICROSECONDS.toNanos(1);
    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    double perSecond() {
        return requests / seconds(time);
    }

    /**
     * Prints it for people.
     *
     * @param server the statistics of the server's scheduler, if it is one of ours
     */
    void print(PrintWriter out, @Nullable SchedulerStats server) {
        print(
                out,
                "requests    %d in %.2f s over %d connections, %d of them to /kv, %d errors",
                requests,
                seconds(time),
                connections,
                keyValueRequests,
                errors);
        print(out, "throughput  %.0f requests/s", perSecond());
        print(
                out,
                "latency     p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, max %.2f ms",
                millis(50),
                millis(99),
                millis(99.9),
                latencies.getMaxValue() / NANOS_PER_MILLI);
        if (server != null) {
            print(out, "server", server);
        }
        print(out, "load", stats);
        print(
                out,
                "CPU         %.2f s, %.1f us per request, server and load together",
                seconds(cpu),
                cpu.toNanos() / NANOS_PER_MICRO / Math.max(1, requests));
        if (failure != null) {
            print(out, "first error %s", failure);
        }
        out.flush();
    }

    private static void print(PrintWriter out, String name, SchedulerStats stats) {
        print(
                out,
                "%-11s %d goroutines, %d workers, %d steals",
                name,
                stats.started(),
                stats.parallelism(),
                stats.stealsWon());
    }

    private static void print(PrintWriter out, String format, @Nullable Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }

    private double millis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }
}
