package dev.heddle.benchmarks.scheduler;

import dev.heddle.benchmarks.Goroutines;

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
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** A hundred thousand goroutines that each sleep a millisecond, started by one of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SleepBenchmark {
    private static final int SLEEPERS = 100_000;

    /** Who runs the goroutines. */
    @Param public Goroutines runtime;

    /** An operation is one goroutine: start, sleep, finish. */
    @Benchmark
    @OperationsPerInvocation(SLEEPERS)
    public void sleepOneMillisecond() throws InterruptedException {
        ThreadFactory factory = runtime.factory();
        CountDownLatch done = new CountDownLatch(SLEEPERS);
        Runnable sleeper =
                () -> {
                    try {
                        Thread.sleep(1);
                        done.countDown();
                    } catch (InterruptedException e) {
                        throw new AssertionError("nobody interrupts a sleeper", e);
                    }
                };
        runtime.runUntil(
                done,
                () -> {
                    for (int i = 0; i < SLEEPERS; i++) {
                        factory.newThread(sleeper).start();
                    }
                });
    }
}
