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
import java.util.concurrent.locks.LockSupport;

/** Switching between goroutines: by yield, and by parking and unparking each other. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SwitchBenchmark {
    private static final int YIELDERS = 200;
    private static final int YIELDS = 1000;
    private static final int ROUND_TRIPS = 100_000;

    /** Who runs the goroutines. */
    @Param public Goroutines runtime;

    /** Many goroutines yield in turn; an operation is one yield. */
    @Benchmark
    @OperationsPerInvocation(YIELDERS * YIELDS)
    public void yield() throws InterruptedException {
        ThreadFactory factory = runtime.factory();
        CountDownLatch done = new CountDownLatch(YIELDERS);
        for (int i = 0; i < YIELDERS; i++) {
            factory.newThread(
                            () -> {
                                for (int k = 0; k < YIELDS; k++) {
                                    Thread.yield();
                                }
                                done.countDown();
                            })
                    .start();
        }
        done.await();
    }

    /** Two goroutines park and unpark each other; an operation is one switch, half a round trip. */
    @Benchmark
    @OperationsPerInvocation(2 * ROUND_TRIPS)
    public void parkPingPong() throws InterruptedException {
        new PingPong().run(runtime.factory());
    }

    private static final class PingPong {
        private final CountDownLatch done = new CountDownLatch(2);
        private final Thread[] players = new Thread[2];
        private volatile int turn;

        void run(ThreadFactory factory) throws InterruptedException {
            for (int i = 0; i < players.length; i++) {
                int me = i;
                players[i] = factory.newThread(() -> play(me));
            }
            for (Thread player : players) {
                player.start();
            }
            done.await();
        }

        private void play(int me) {
            for (int k = 0; k < ROUND_TRIPS; k++) {
                while (turn != me) {
                    LockSupport.park();
                }
                turn = 1 - me;
                LockSupport.unpark(players[1 - me]);
            }
            done.countDown();
        }
    }
}
