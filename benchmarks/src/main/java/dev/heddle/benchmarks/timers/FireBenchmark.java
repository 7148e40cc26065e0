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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A hundred thousand timers that are due at one instant: from that instant to the end of the last
 * run. Heddle starts a goroutine, a virtual thread, for each; the others run them all on one
 * thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 3, jvmArgsAppend = "-Xmx4g")
public class FireBenchmark {
    private static final int TIMERS = 100_000;

    /** Who keeps them. */
    @Param public TimerPeer peer;

    private TimerBed bed;

    /** How long before their instant the first is set: as long as it takes to set them all. */
    private long leadNanos = TimeUnit.MILLISECONDS.toNanos(100);

    private volatile CountDownLatch fired;

    /** Opens. */
    @Setup
    public void open() {
        bed = peer.open(TIMERS, () -> fired.countDown());
    }

    /** Closes. */
    @TearDown
    public void close() {
        bed.close();
    }

    /** Sets them all and waits for their instant. */
    @Setup(Level.Invocation)
    public void arm() throws InterruptedException {
        long due;
        while ((due = armAll()) - System.nanoTime() < 0) {
            bed.await(fired); // too late: once more, with more time
            leadNanos *= 2;
        }
        for (long left; (left = due - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
    }

    private long armAll() {
        fired = new CountDownLatch(TIMERS);
        long due = System.nanoTime() + leadNanos;
        bed.run(
                () -> {
                    for (int i = 0; i < TIMERS; i++) {
                        bed.arm(i, due - System.nanoTime());
                    }
                });
        return due;
    }

    /** An operation is one timer. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void fire() throws InterruptedException {
        bed.await(fired);
    }
}
