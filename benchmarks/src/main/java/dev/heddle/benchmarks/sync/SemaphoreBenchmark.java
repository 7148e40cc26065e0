package dev.heddle.benchmarks.sync;

import dev.heddle.benchmarks.Goroutines;
import dev.heddle.sync.Semaphore;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** Goroutines that take one of a few permits and give it back; an operation is both. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SemaphoreBenchmark {
    private static final int ROUNDS = 400_000;
    private static final int PERMITS = 4;

    /** What has the permits. */
    public enum Permits {
        /** Heddle's: first come, first served. */
        SEMAPHORE {
            @Override
            Source source() {
                Semaphore semaphore = new Semaphore(PERMITS);
                return new Source() {
                    @Override
                    public void take() throws InterruptedException {
                        semaphore.acquire(1);
                    }

                    @Override
                    public void giveBack() {
                        semaphore.release(1);
                    }
                };
            }
        },

        /** The JDK's, first come, first served. */
        JDK_FAIR {
            @Override
            Source source() {
                return jdk(true);
            }
        },

        /** The JDK's, which lets newcomers pass. */
        JDK_UNFAIR {
            @Override
            Source source() {
                return jdk(false);
            }
        };

        abstract Source source();

        private static Source jdk(boolean fair) {
            java.util.concurrent.Semaphore semaphore =
                    new java.util.concurrent.Semaphore(PERMITS, fair);
            return new Source() {
                @Override
                public void take() throws InterruptedException {
                    semaphore.acquire();
                }

                @Override
                public void giveBack() {
                    semaphore.release();
                }
            };
        }
    }

    /** Permits. */
    interface Source {
        void take() throws InterruptedException;

        void giveBack();
    }

    /** Who runs the goroutines. */
    @Param public Goroutines runtime;

    /** What has the permits. */
    @Param public Permits permits;

    /** How many want one. */
    @Param({"1", "8", "1000"})
    public int goroutines;

    /** All of them. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void takeAndGiveBack() throws InterruptedException {
        Source source = permits.source();
        int rounds = ROUNDS / goroutines;
        Crowd.run(
                runtime,
                goroutines,
                number -> {
                    for (int i = 0; i < rounds; i++) {
                        source.take();
                        source.giveBack();
                    }
                });
    }
}
