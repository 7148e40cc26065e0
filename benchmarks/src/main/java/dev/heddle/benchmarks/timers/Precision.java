package dev.heddle.benchmarks.timers;

import dev.heddle.scheduler.Scheduler;
import dev.heddle.timers.Ticker;
import dev.heddle.timers.Timer;
import dev.heddle.timers.TimerService;
import dev.heddle.timers.Timers;

import org.HdrHistogram.Histogram;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * How late timers are: the time from the instant at which something was due until it ran, as
 * percentiles in microseconds. Each kind beside nothing, beside a goroutine that computes on every
 * worker, and with a million timers armed; a ticker beside nothing and beside those goroutines; and
 * {@code LockSupport.parkNanos} of a platform thread, the best that the operating system gives.
 */
@Command(
        name = "precision",
        mixinStandardHelpOptions = true,
        description = "Prints how late timers are, in percentiles.")
public final class Precision implements Callable<Integer> {

    private static final int WARM_UP = 200;

    @Option(
            names = "--samples",
            defaultValue = "2000",
            description = "measurements of each row (${DEFAULT-VALUE})")
    private int samples;

    @Option(
            names = "--delay",
            defaultValue = "PT0.001S",
            description = "how long each timer waits (${DEFAULT-VALUE})")
    private Duration delay;

    @Option(
            names = "--armed",
            defaultValue = "1000000",
            description = "timers armed beside, in the row that says so (${DEFAULT-VALUE})")
    private int armed;

    private final Scheduler scheduler = Scheduler.builder().name("precision").build();

    /** Something that waits once and says how late it was, in nanoseconds. */
    private interface Waiter {
        long lateness(Duration delay) throws InterruptedException;
    }

    /** Measures; exits. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Precision()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "%-44s %8s %8s %8s %8s %8s%n",
                "late by, in us",
                "p50",
                "p90",
                "p99",
                "p99.9",
                "max");
        rows("idle");
        tickerRow("idle");
        AtomicInteger stop = hogs();
        rows("a hog on every worker");
        tickerRow("a hog on every worker");
        stop.set(1);
        rowsBesideManyTimers();
        scheduler.close();
        return 0;
    }

    private void rows(String load) throws InterruptedException {
        row("parkNanos, platform thread", load, Precision::park);
        row("Thread.sleep in a goroutine", load, this::sleepInGoroutine);
        row("timer of the scheduler", load, d -> timer(scheduler.timers(), d));
        row("timer of the system", load, d -> timer(Timers.system(), d));
    }

    private void rowsBesideManyTimers() throws InterruptedException {
        List<Timer> timers = new ArrayList<>();
        for (TimerService service : List.of(scheduler.timers(), Timers.system())) {
            for (int i = 0; i < armed; i++) {
                timers.add(service.schedule(Duration.ofHours(1).plusNanos(i * 7_919L), () -> {}));
            }
        }
        rows(armed + " timers armed");
        timers.forEach(Timer::stop);
    }

    private void row(String what, String load, Waiter waiter) throws InterruptedException {
        Histogram histogram = new Histogram(3);
        for (int i = -WARM_UP; i < samples; i++) {
            long late = waiter.lateness(delay);
            if (late < 0) {
                throw new IllegalStateException(what + " was early by " + -late + " ns");
            }
            if (i >= 0) {
                histogram.recordValue(late);
            }
        }
        print(what + ", " + load, histogram);
    }

    private static void print(String what, Histogram histogram) {
        System.out.printf(
                Locale.ROOT,
                "%-44s %8.0f %8.0f %8.0f %8.0f %8.0f%n",
                what,
                histogram.getValueAtPercentile(50) / 1e3,
                histogram.getValueAtPercentile(90) / 1e3,
                histogram.getValueAtPercentile(99) / 1e3,
                histogram.getValueAtPercentile(99.9) / 1e3,
                histogram.getMaxValue() / 1e3);
    }

    private static long park(Duration delay) {
        long due = System.nanoTime() + delay.toNanos();
        for (long left; (left = due - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
        return System.nanoTime() - due;
    }

    private long sleepInGoroutine(Duration delay) throws InterruptedException {
        long[] late = new long[1];
        scheduler
                .go(
                        () -> {
                            long due = System.nanoTime() + delay.toNanos();
                            Thread.sleep(delay);
                            late[0] = System.nanoTime() - due;
                        })
                .join();
        return late[0];
    }

    private static long timer(TimerService service, Duration delay) throws InterruptedException {
        long[] late = new long[1];
        CountDownLatch ran = new CountDownLatch(1);
        long due = System.nanoTime() + delay.toNanos();
        service.schedule(
                delay,
                () -> {
                    late[0] = System.nanoTime() - due;
                    ran.countDown();
                });
        ran.await();
        return late[0];
    }

    /** The distance of each tick from the phase, and how many were dropped. */
    private void tickerRow(String load) throws InterruptedException {
        Histogram histogram = new Histogram(3);
        CountDownLatch ticked = new CountDownLatch(samples);
        long[] start = new long[1];
        Runnable tick =
                () -> {
                    long phase = (System.nanoTime() - start[0]) % delay.toNanos();
                    if (ticked.getCount() > 0) {
                        histogram.recordValue(phase); // one tick at a time
                        ticked.countDown();
                    }
                };
        Ticker ticker = null;
        do { // until no other thread came in between the two looks at the clock
            if (ticker != null) {
                ticker.stop();
            }
            start[0] = System.nanoTime();
            ticker = scheduler.timers().tick(delay, tick);
        } while (System.nanoTime() - start[0] > 20_000);
        ticked.await();
        ticker.stop();
        long dropped = ticker.dropped();
        print(
                String.format(
                        Locale.ROOT,
                        "ticker, %s, %.1f %% dropped",
                        load,
                        100.0 * dropped / (samples + dropped)),
                histogram);
    }

    private AtomicInteger hogs() throws InterruptedException {
        AtomicInteger stop = new AtomicInteger();
        CountDownLatch hogging = new CountDownLatch(scheduler.parallelism());
        for (int i = 0; i < scheduler.parallelism(); i++) {
            scheduler.go(
                    () -> {
                        hogging.countDown();
                        while (stop.get() == 0) {
                            Thread.onSpinWait();
                        }
                    });
        }
        hogging.await();
        return stop;
    }
}
