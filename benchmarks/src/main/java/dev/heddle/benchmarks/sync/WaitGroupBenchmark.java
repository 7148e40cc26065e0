package dev.heddle.benchmarks.sync;

import dev.heddle.benchmarks.Goroutines;
import dev.heddle.sync.WaitGroup;

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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;

/** Goroutines that say that they are done, and one that waits for all of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class WaitGroupBenchmark {
    private static final int TIMES = 400_000;
    private static final int PARTIES = 40_000;

    /** What counts. */
    public enum Count {
        /** Heddle's. */
        WAIT_GROUP {
            @Override
            Gathering of(int parties) {
                WaitGroup group = new WaitGroup();
                group.add(parties);
                return new Gathering() {
                    @Override
                    public void done() {
                        group.done();
                    }

                    @Override
                    public void await() throws InterruptedException {
                        group.await();
                    }
                };
            }
        },

        /** The JDK's, usable once. */
        COUNT_DOWN_LATCH {
            @Override
            Gathering of(int parties) {
                CountDownLatch latch = new CountDownLatch(parties);
                return new Gathering() {
                    @Override
                    public void done() {
                        latch.countDown();
                    }

                    @Override
                    public void await() throws InterruptedException {
                        latch.await();
                    }
                };
            }
        },

        /** The JDK's, for at most 65,535 parties. */
        PHASER {
            @Override
            Gathering of(int parties) {
                Phaser phaser = new Phaser(parties);
                return new Gathering() {
                    @Override
                    public void done() {
                        phaser.arrive();
                    }

                    @Override
                    public void await() throws InterruptedException {
                        phaser.awaitAdvanceInterruptibly(0);
                    }
                };
            }
        };

        abstract Gathering of(int parties);
    }

    /** Those who are waited for. */
    interface Gathering {
        void done();

        void await() throws InterruptedException;
    }

    /** Who runs the goroutines. */
    @Param public Goroutines runtime;

    /** What counts. */
    @Param public Count count;

    /** How many say that they are done. */
    @Param({"1", "8", "1000"})
    public int goroutines;

    /** An operation is one done. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void doneAndAwait() throws InterruptedException {
        for (int round = 0; round < TIMES / PARTIES; round++) {
            Gathering gathering = count.of(PARTIES);
            int times = PARTIES / goroutines;
            Crowd.run(
                    runtime,
                    goroutines + 1,
                    number -> {
                        if (number == 0) {
                            gathering.await();
                        } else {
                            for (int i = 0; i < times; i++) {
                                gathering.done();
                            }
                        }
                    });
        }
    }
}
