package dev.heddle.benchmarks.scheduler;

import com.sun.management.OperatingSystemMXBean;

import dev.heddle.benchmarks.Goroutines;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * How long it takes until a goroutine that a thread outside wakes really runs: in an idle
 * scheduler, at half load, beside a goroutine that hogs each worker, and beside one that fills the
 * heap.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar --add-opens java.base/java.lang=ALL-UNNAMED
 * dev.heddle.benchmarks.scheduler.WakeUpLatency HEDDLE}
 */
@Command(
        name = "wake-up-latency",
        mixinStandardHelpOptions = true,
        description = "Prints percentiles of the time from a wake-up to the first instruction.")
public final class WakeUpLatency implements Callable<Integer> {
    private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long PERIOD_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int RETAINED = 1 << 16;

    @CommandLine.Parameters(
            defaultValue = "HEDDLE",
            description = "who runs the goroutines: ${COMPLETION-CANDIDATES}")
    private Goroutines runtime = Goroutines.HEDDLE;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "how long each load lasts: ${DEFAULT-VALUE}")
    private int seconds = 5;

    @Option(
            names = "--patience",
            defaultValue = "2000",
            description = "milliseconds after which a wake-up counts as never: ${DEFAULT-VALUE}")
    private long patienceMillis = 2_000;

    @Option(
            names = "--histograms",
            paramLabel = "DIR",
            description = "write each load's whole histogram there, in microseconds")
    private @Nullable Path histograms;

    /** What runs beside the goroutine that is woken. */
    private enum Load {
        IDLE,
        HALF,
        HOGS,
        GARBAGE
    }

    private WakeUpLatency() {}

    /** Prints one line a load. */
    public static void main(String[] args) {
        System.exit(
                new CommandLine(new WakeUpLatency())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int workers = Integer.getInteger("heddle.parallelism", processors());
        measure(Load.IDLE, workers, Duration.ofSeconds(1)); // warm-up
        for (Load load : Load.values()) {
            long cpu = cpuNanos();
            long start = System.nanoTime();
            Histogram late = measure(load, workers, Duration.ofSeconds(seconds));
            double used = (double) (cpuNanos() - cpu) / (System.nanoTime() - start);
            System.out.printf(
                    Locale.ROOT,
                    "%s, %s: p50 %.1f us, p99 %.1f us, p99.9 %.1f us, max %.1f us, %d wake-ups,"
                            + " %.2f processors%n",
                    runtime,
                    load.name().toLowerCase(Locale.ROOT),
                    late.getValueAtPercentile(50) / 1e3,
                    late.getValueAtPercentile(99) / 1e3,
                    late.getValueAtPercentile(99.9) / 1e3,
                    late.getMaxValue() / 1e3,
                    late.getTotalCount(),
                    used);
            write(load, late);
        }
        return 0;
    }

    private void write(Load load, Histogram late) throws IOException {
        if (histograms != null) {
            String name = (runtime + "-" + load + ".hgrm").toLowerCase(Locale.ROOT);
            Path file = Files.createDirectories(histograms).resolve(name);
            try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
                late.outputPercentileDistribution(out, 1e3);
            }
        }
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** A goroutine that parks and notes when it was woken. */
    private static final class Sleeper implements Runnable {
        private final AtomicBoolean stop;
        private final Histogram late = new Histogram(HIGHEST_NANOS, 3);
        private volatile long wokenAt;

        Sleeper(AtomicBoolean stop) {
            this.stop = stop;
        }

        @Override
        public void run() {
            while (!stop.get()) {
                long at = wokenAt;
                if (at == 0) {
                    LockSupport.park();
                } else {
                    late.recordValue(Math.min(HIGHEST_NANOS, System.nanoTime() - at));
                    wokenAt = 0;
                }
            }
        }
    }

    private Histogram measure(Load load, int workers, Duration span) throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        Sleeper sleeper = new Sleeper(stop);
        Thread woken = runtime.factory().newThread(sleeper);
        woken.start();
        List<Thread> others = startLoad(load, workers, stop);
        long end = System.nanoTime() + span.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(PERIOD_NANOS);
            sleeper.wokenAt = System.nanoTime();
            LockSupport.unpark(woken);
            if (!awaitRun(sleeper)) {
                break;
            }
        }
        stop.set(true);
        LockSupport.unpark(woken);
        for (Thread other : others) {
            other.join();
        }
        woken.join();
        return sleeper.late;
    }

    private boolean awaitRun(Sleeper sleeper) {
        long patience = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        while (sleeper.wokenAt != 0) {
            if (System.nanoTime() - patience > 0) {
                System.out.printf(
                        Locale.ROOT, "%s: not run within %d ms%n", runtime, patienceMillis);
                return false;
            }
            LockSupport.parkNanos(20_000);
        }
        return true;
    }

    private List<Thread> startLoad(Load load, int workers, AtomicBoolean stop) {
        List<Thread> threads = new ArrayList<>();
        switch (load) {
            case IDLE -> {}
            case HALF -> threads.add(runtime.factory().newThread(() -> everyOtherMoment(stop)));
            case HOGS -> {
                for (int i = 0; i < workers; i++) {
                    threads.add(runtime.factory().newThread(() -> spinUntil(stop)));
                }
            }
            case GARBAGE -> threads.add(runtime.factory().newThread(() -> allocate(stop)));
        }
        threads.forEach(Thread::start);
        return threads;
    }

    /** Computes for 100 us, sleeps for 100 us. */
    private static void everyOtherMoment(AtomicBoolean stop) {
        while (!stop.get()) {
            long until = System.nanoTime() + 100_000;
            while (System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(100_000);
        }
    }

    private static void spinUntil(AtomicBoolean stop) {
        while (!stop.get()) {
            Thread.onSpinWait();
        }
    }

    private static void allocate(AtomicBoolean stop) {
        byte[][] retained = new byte[RETAINED][];
        for (int i = 0; !stop.get(); i = i + 1 & RETAINED - 1) {
            retained[i] = new byte[512];
            if ((i & 255) == 0) {
                Thread.yield();
            }
        }
    }
}
