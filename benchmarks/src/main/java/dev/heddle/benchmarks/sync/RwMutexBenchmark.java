package dev.heddle.benchmarks.sync;

import dev.heddle.benchmarks.Goroutines;
import dev.heddle.sync.RwMutex;

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
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Goroutines most of which read; an operation is a read or a write. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RwMutexBenchmark {
    private static final int OPERATIONS = 400_000;

    /** A lock with two sides. */
    public enum Sides {
        /** Heddle's. */
        RW_MUTEX {
            @Override
            ReadWriteLock create() {
                return new RwMutex();
            }
        },

        /** The JDK's. */
        REENTRANT {
            @Override
            ReadWriteLock create() {
                return new ReentrantReadWriteLock();
            }
        },

        /** The JDK's without owners; nobody reads optimistically. */
        STAMPED {
            @Override
            ReadWriteLock create() {
                return new StampedLock().asReadWriteLock();
            }
        };

        abstract ReadWriteLock create();
    }

    /** Who runs the goroutines. */
    @Param public Goroutines runtime;

    /** What they lock. */
    @Param public Sides lock;

    /** How many they are. */
    @Param({"8", "1000"})
    public int goroutines;

    /** One operation of so many writes. */
    @Param({"10", "100"})
    public int oneWriteIn;

    private long value;

    /** All of them. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long readOrWrite() throws InterruptedException {
        ReadWriteLock sides = lock.create();
        int operations = OPERATIONS / goroutines;
        Crowd.run(
                runtime,
                goroutines,
                number -> {
                    long seen = 0;
                    for (int i = 0; i < operations; i++) {
                        if ((i + number) % oneWriteIn == 0) {
                            sides.writeLock().lock();
                            value++;
                            sides.writeLock().unlock();
                        } else {
                            sides.readLock().lock();
                            seen ^= value;
                            sides.readLock().unlock();
                        }
                    }
                    if (seen == -1) {
                        throw new IllegalStateException();
                    }
                });
        return value;
    }
}
