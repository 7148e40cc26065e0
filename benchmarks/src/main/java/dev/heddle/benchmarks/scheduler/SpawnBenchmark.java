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
import java.util.concurrent.atomic.AtomicInteger;

/** Starting goroutines: in a row, one by the other, and from outside. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SpawnBenchmark {
    private static final int GOROUTINES = 100_000;

    /** Who runs the goroutines. */
    @Param public Goroutines runtime;

    /** One goroutine starts all the others; an operation is a start and a finish. */
    @Benchmark
    @OperationsPerInvocation(GOROUTINES)
    public void spawnAndFinish() throws InterruptedException {
        ThreadFactory factory = runtime.factory();
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger left = new AtomicInteger(GOROUTINES);
        Runnable task =
                () -> {
                    if (left.decrementAndGet() == 0) {
                        done.countDown();
                    }
                };
        runtime.runUntil(
                done,
                () -> {
                    for (int i = 0; i < GOROUTINES; i++) {
                        factory.newThread(task).start();
                    }
                });
    }

    /** Each goroutine starts the next one and ends. */
    @Benchmark
    @OperationsPerInvocation(GOROUTINES)
    public void chainedSpawn() throws InterruptedException {
        ThreadFactory factory = runtime.factory();
        CountDownLatch done = new CountDownLatch(1);
        runtime.runUntil(done, new Link(factory, done));
    }

    /** The thread of the benchmark, which is no goroutine, starts them all. */
    @Benchmark
    @OperationsPerInvocation(GOROUTINES)
    public void externalSubmission() throws InterruptedException {
        ThreadFactory factory = runtime.factory();
        CountDownLatch done = new CountDownLatch(GOROUTINES);
        for (int i = 0; i < GOROUTINES; i++) {
            factory.newThread(done::countDown).start();
        }
        done.await();
    }

    private static final class Link implements Runnable {
        private final ThreadFactory factory;
        private final CountDownLatch done;
        private int left = GOROUTINES;

        Link(ThreadFactory factory, CountDownLatch done) {
            this.factory = factory;
            this.done = done;
        }

        @Override
        public void run() {
            if (--left == 0) {
                done.countDown();
            } else {
                factory.newThread(this).start();
            }
        }
    }
}
