package dev.heddle.benchmarks.timers;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Timers that do not fire: most never do, they are the time limits of what succeeds. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TimerBenchmark {
    private static final int BATCH = 10_000;
    private static final int USED = 1_000;
    private static final int UNRELATED = 32_768;
    private static final int MANY = 1_000_000;
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    /** One timer after the other. */
    @State(Scope.Benchmark)
    public static class Few {
        /** Who keeps them. */
        @Param public TimerPeer peer;

        private TimerBed bed;

        /** Opens. */
        @Setup
        public void open() {
            bed = peer.open(1, () -> {});
        }

        /** Closes. */
        @TearDown
        public void close() {
            bed.close();
        }
    }

    /** A timer is set and stopped at once; nothing else waits. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void createAndStop(Few few) {
        few.bed.run(
                () -> {
                    for (int i = 0; i < BATCH; i++) {
                        few.bed.arm(0, HOUR);
                        few.bed.stop(0);
                    }
                });
    }

    /** A thousand timers, among many that have nothing to do with them. */
    @State(Scope.Benchmark)
    public static class Among {
        /** Who keeps them. */
        @Param public TimerPeer peer;

        private final long[] delays = new long[USED];
        private TimerBed bed;
        private int round;

        /** Sets them all. */
        @Setup
        public void open() {
            Random random = new Random(42);
            bed = peer.open(USED + UNRELATED, () -> {});
            for (int i = 0; i < USED; i++) {
                delays[i] = HOUR / 2 + random.nextLong(2 * HOUR);
            }
            bed.run(
                    () -> {
                        for (int i = 0; i < UNRELATED; i++) {
                            bed.arm(USED + i, HOUR + random.nextLong(HOUR));
                        }
                        for (int i = 0; i < USED; i++) {
                            bed.arm(i, delays[i]);
                        }
                    });
        }

        /** Stops them all. */
        @TearDown
        public void close() {
            bed.run(
                    () -> {
                        for (int i = 0; i < USED + UNRELATED; i++) {
                            bed.stop(i);
                        }
                    });
            bed.close();
        }

        long delay(int i) {
            return delays[(i + round) % USED];
        }
    }

    /** Each in turn is stopped, and replaced by a new one. */
    @Benchmark
    @OperationsPerInvocation(USED)
    public void stopAndCreateAmongMany(Among among) {
        among.round++;
        among.bed.run(
                () -> {
                    for (int i = 0; i < USED; i++) {
                        among.bed.stop(i);
                        among.bed.arm(i, among.delay(i));
                    }
                });
    }

    /** Each in turn is given another time. */
    @Benchmark
    @OperationsPerInvocation(USED)
    public void resetAmongMany(Among among) {
        among.round++;
        among.bed.run(
                () -> {
                    for (int i = 0; i < USED; i++) {
                        among.bed.reset(i, among.delay(i));
                    }
                });
    }

    /** A million timers. */
    @State(Scope.Benchmark)
    public static class Million {
        /** Who keeps them. */
        @Param public TimerPeer peer;

        private final long[] delays = new Random(42).longs(MANY, HOUR, 2 * HOUR).toArray();
        private TimerBed bed;

        /** Opens: one anew each time, so that none begins with what another left behind. */
        @Setup(Level.Iteration)
        public void open() {
            bed = peer.open(MANY, () -> {});
        }

        /** Closes. */
        @TearDown(Level.Iteration)
        public void close() {
            bed.close();
        }
    }

    /** All are set, then all are stopped; an operation is one timer. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    @Fork(value = 2, jvmArgsAppend = "-Xmx4g")
    public void millionCreatedThenStopped(Million million) {
        million.bed.run(
                () -> {
                    for (int i = 0; i < MANY; i++) {
                        million.bed.arm(i, million.delays[i]);
                    }
                    for (int i = 0; i < MANY; i++) {
                        million.bed.stop(i);
                    }
                });
    }
}
