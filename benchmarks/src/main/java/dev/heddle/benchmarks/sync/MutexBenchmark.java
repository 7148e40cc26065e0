package dev.heddle.benchmarks.sync;

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

import java.util.concurrent.TimeUnit;

/** Goroutines that lock, count and unlock; an operation is one of these rounds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class MutexBenchmark {
    private static final int ROUNDS = 400_000;

    /** Who runs the goroutines. */
    @Param public Goroutines runtime;

    /** What they lock. */
    @Param public Exclusion lock;

    /** How many they are. */
    @Param({"1", "8", "1000"})
    public int goroutines;

    private int count;

    /** All of them. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int lockAndUnlock() throws InterruptedException {
        Exclusion.Section section = lock.section();
        int rounds = ROUNDS / goroutines;
        Crowd.run(
                runtime,
                goroutines,
                number -> {
                    for (int i = 0; i < rounds; i++) {
                        section.enter();
                        count++;
                        section.leave();
                    }
                });
        return count;
    }
}
