package dev.heddle.benchmarks.timers;

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

/**
 * A race of sleeps: pairs of goroutines hand a turn to and fro, and each waits for it with a time
 * limit. Nearly every one of these timers is set and cancelled.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TimedWaitBenchmark {
    private static final int TURNS = 20_000;

    /** Who runs the goroutines. */
    @Param public Goroutines runtime;

    /** How many pairs there are. */
    @Param({"1", "100"})
    public int pairs;

    /** The limit: an hour is never reached, a hundred microseconds now and then. */
    @Param({"3600000000000", "100000"})
    public long limitNanos;

    /** An operation is one wait. */
    @Benchmark
    @OperationsPerInvocation(2 * TURNS)
    public void waitWithALimit() throws InterruptedException {
        ThreadFactory factory = runtime.factory();
        CountDownLatch done = new CountDownLatch(2 * pairs);
        for (int i = 0; i < pairs; i++) {
            new Pair(TURNS / pairs, limitNanos, done).start(factory);
        }
        done.await();
    }

    private static final class Pair {
        private final Thread[] players = new Thread[2];
        private final int turns;
        private final long limitNanos;
        private final CountDownLatch done;
        private volatile int turn;

        Pair(int turns, long limitNanos, CountDownLatch done) {
            this.turns = turns;
            this.limitNanos = limitNanos;
            this.done = done;
        }

        void start(ThreadFactory factory) {
            for (int i = 0; i < players.length; i++) {
                int me = i;
                players[i] = factory.newThread(() -> play(me));
            }
            for (Thread player : players) {
                player.start();
            }
        }

        private void play(int me) {
            for (int i = 0; i < turns; i++) {
                while (turn != me) {
                    LockSupport.parkNanos(limitNanos);
                }
                turn = 1 - me;
                LockSupport.unpark(players[1 - me]);
            }
            done.countDown();
        }
    }
}
