package dev.heddle.benchmarks.scheduler;

import dev.heddle.benchmarks.Goroutines;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Skynet: a tree of goroutines, ten children each and a million leaves, that sums the numbers of
 * its leaves. A parent parks until its last child unparks it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SkynetBenchmark {
    private static final int LEAVES = 1_000_000;
    private static final int CHILDREN = 10;

    /** Who runs the goroutines. */
    @Param public Goroutines runtime;

    /** The whole tree, once. */
    @Benchmark
    public long skynet() throws InterruptedException {
        AtomicLong result = new AtomicLong();
        CountDownLatch done = new CountDownLatch(1);
        ThreadFactory factory = runtime.factory();
        runtime.runUntil(
                done,
                () -> {
                    result.set(sum(factory, 0, LEAVES));
                    done.countDown();
                });
        long expected = (long) LEAVES * (LEAVES - 1) / 2;
        if (result.get() != expected) {
            throw new AssertionError("sum is " + result + ", not " + expected);
        }
        return result.get();
    }

    private static long sum(ThreadFactory factory, long first, int leaves) {
        return leaves == 1 ? first : new Node(factory, first, leaves).sum();
    }

    private static final class Node {
        private final Thread parent = Thread.currentThread();
        private final AtomicInteger running = new AtomicInteger(CHILDREN);
        private final AtomicLong total = new AtomicLong();
        private final ThreadFactory factory;
        private final long first;
        private final int leaves;

        Node(ThreadFactory factory, long first, int leaves) {
            this.factory = factory;
            this.first = first;
            this.leaves = leaves;
        }

        long sum() {
            int share = leaves / CHILDREN;
            for (int i = 0; i < CHILDREN; i++) {
                long start = first + (long) i * share;
                factory.newThread(() -> add(SkynetBenchmark.sum(factory, start, share))).start();
            }
            while (running.get() > 0) {
                LockSupport.park();
            }
            return total.get();
        }

        private void add(long part) {
            total.addAndGet(part);
            if (running.decrementAndGet() == 0) {
                LockSupport.unpark(parent);
            }
        }
    }
}
