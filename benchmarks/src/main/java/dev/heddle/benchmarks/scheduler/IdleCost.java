package dev.heddle.benchmarks.scheduler;

import com.sun.management.OperatingSystemMXBean;

import dev.heddle.benchmarks.Goroutines;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What goroutines cost that do little: processor time of the whole process while all are parked,
 * and while one keeps a processor busy for a hundredth or a tenth of the time. Arguments: {@code
 * HEDDLE|JDK}.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar --add-opens java.base/java.lang=ALL-UNNAMED
 * dev.heddle.benchmarks.scheduler.IdleCost HEDDLE}
 */
public final class IdleCost {
    private static final Duration SPAN = Duration.ofSeconds(10);
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private IdleCost() {}

    /** Prints one line per figure. */
    public static void main(String[] args) throws InterruptedException {
        Goroutines runtime = Goroutines.valueOf(args.length == 0 ? "HEDDLE" : args[0]);
        warmUp(runtime.factory());
        print(runtime, "idle", "%.3f ms of CPU per second", cpuMillisPerSecond(() -> {}));
        for (int percent : new int[] {1, 10}) {
            print(
                    runtime,
                    percent + " % load, 1000 wake-ups per second",
                    "%.1f ms of CPU per second",
                    cpuMillisPerSecond(() -> lightLoad(runtime.factory(), percent)));
        }
    }

    private static void print(Goroutines runtime, String what, String format, double figure) {
        System.out.printf(Locale.ROOT, "%s, %s: " + format + "%n", runtime, what, figure);
    }

    private static void warmUp(ThreadFactory factory) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(100_000);
        for (int i = 0; i < 100_000; i++) {
            factory.newThread(done::countDown).start();
        }
        done.await();
    }

    private static double cpuMillisPerSecond(Runnable load) throws InterruptedException {
        TimeUnit.SECONDS.sleep(3);
        load.run();
        long cpu = processCpuNanos();
        long start = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(SPAN.toNanos());
        double seconds = (System.nanoTime() - start) / 1e9;
        return (processCpuNanos() - cpu) / 1e6 / seconds;
    }

    private static long processCpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** A goroutine that wakes up each millisecond and computes for so much of it. */
    private static void lightLoad(ThreadFactory factory, int percent) {
        long start = System.nanoTime();
        long end = start + SPAN.toNanos();
        long work = PERIOD_NANOS / 100 * percent;
        factory.newThread(
                        () -> {
                            for (long due = start; due - end < 0; due += PERIOD_NANOS) {
                                for (long left; (left = due - System.nanoTime()) > 0; ) {
                                    LockSupport.parkNanos(left);
                                }
                                long until = System.nanoTime() + work;
                                while (System.nanoTime() - until < 0) {
                                    Thread.onSpinWait();
                                }
                            }
                        })
                .start();
    }
}
