package dev.heddle.benchmarks.channels;

import dev.heddle.benchmarks.Goroutines;
import dev.heddle.channels.Channel;

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
import java.util.concurrent.TimeUnit;

/** One goroutine sends, another receives; an operation is a value. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class PairBenchmark {
    private static final int VALUES = 100_000;
    private static final Integer VALUE = 42;

    /** Who runs the two. */
    @Param public Goroutines runtime;

    /** 0: values are handed over. */
    @Param({"0", "1", "16", "128", "1024"})
    public int capacity;

    /** The whole life of a channel, so that nothing is left from one invocation to the next. */
    @Benchmark
    @OperationsPerInvocation(VALUES)
    public void pair() throws InterruptedException {
        Channel<Integer> channel =
                capacity == 0 ? Channel.unbuffered() : Channel.buffered(capacity);
        CountDownLatch done = new CountDownLatch(1);
        runtime.factory().newThread(() -> sendAll(channel)).start();
        runtime.runUntil(
                done,
                () -> {
                    receiveAll(channel);
                    done.countDown();
                });
    }

    private static void sendAll(Channel<Integer> channel) {
        try {
            for (int i = 0; i < VALUES; i++) {
                channel.send(VALUE);
            }
            channel.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void receiveAll(Channel<Integer> channel) {
        int received = 0;
        for (Integer value : channel) {
            received += value / VALUE;
        }
        if (received != VALUES) {
            throw new IllegalStateException("received " + received);
        }
    }
}
