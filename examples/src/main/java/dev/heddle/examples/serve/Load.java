package dev.heddle.examples.serve;

import dev.heddle.scheduler.Scheduler;
import dev.heddle.scheduler.SchedulerStats;
import dev.heddle.sync.WaitGroup;

import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Drives a server over many connections at once, each in a goroutine, on a scheduler of their own.
 * A connection sends its next request when it has the response to the last one ("closed loop"): the
 * latencies are those of a server that has as much to do as it can.
 */
final class Load {

    /** Told how far it is; about ten times a second. */
    interface Progress extends AutoCloseable {
        void show(Duration passed, long requests);

        @Override
        void close();
    }

    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final long MAX_LATENCY = TimeUnit.MINUTES.toNanos(1);
    private static final int DIGITS = 3;

    /** Histograms, so that not all connections write into one. */
    private static final int STRIPES = 4;

    private final InetSocketAddress server;
    private final int connections;
    private final Duration warmUp;
    private final Duration time;
    private final LongAdder requests = new LongAdder();
    private final LongAdder keyValueRequests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final AtomicHistogram[] latencies = new AtomicHistogram[STRIPES];

    /**
     * @param warmUp how long to drive it before anything is counted
     * @param time how long to drive it then
     */
    Load(InetSocketAddress server, int connections, Duration warmUp, Duration time) {
        this.server = server;
        this.connections = connections;
        this.warmUp = warmUp;
        this.time = time;
        for (int i = 0; i < STRIPES; i++) {
            latencies[i] = new AtomicHistogram(MAX_LATENCY, DIGITS);
        }
    }

    /**
     * Runs the load.
     *
     * @param scheduler runs the connections
     */
    LoadResult run(Scheduler scheduler, Progress progress) throws InterruptedException {
        long from = System.nanoTime() + warmUp.toNanos();
        long until = from + time.toNanos();
        WaitGroup clients = new WaitGroup();
        for (int i = 0; i < connections; i++) {
            start(scheduler, clients, i, from, until);
        }
        clients.await(warmUp);
        long cpu = cpuNanos();
        while (!clients.await(GLANCE)) {
            Duration passed = Duration.ofNanos(System.nanoTime() - from);
            progress.show(passed, requests.sum());
        }
        cpu = cpuNanos() - cpu;
        SchedulerStats stats = scheduler.stats();
        return new LoadResult(
                connections,
                Duration.ofNanos(System.nanoTime() - from),
                requests.sum(),
                keyValueRequests.sum(),
                errors.sum(),
                failure.get(),
                latencies(),
                Duration.ofNanos(cpu),
                stats);
    }

    private void start(Scheduler scheduler, WaitGroup clients, int number, long from, long until) {
        AtomicHistogram latency = latencies[number % STRIPES];
        LoadClient client =
                new LoadClient(
                        server,
                        number,
                        (keyValue, start, success) -> {
                            if (!success) {
                                errors.increment();
                            }
                            if (start - from >= 0) {
                                long nanos = System.nanoTime() - start;
                                latency.recordValue(Math.min(nanos, MAX_LATENCY));
                                requests.increment();
                                if (keyValue) {
                                    keyValueRequests.increment();
                                }
                            }
                        });
        clients.add(1);
        scheduler.go(
                () -> {
                    try {
                        client.run(until);
                    } catch (IOException e) {
                        errors.increment();
                        failure.compareAndSet(null, e);
                    } finally {
                        clients.done();
                    }
                });
    }

    private Histogram latencies() {
        Histogram all = new Histogram(MAX_LATENCY, DIGITS);
        for (AtomicHistogram stripe : latencies) {
            all.add(stripe);
        }
        return all;
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
