package dev.heddle.benchmarks.channels;

import dev.heddle.channels.Channel;
import dev.heddle.channels.Select;
import dev.heddle.channels.Selector;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What an operation costs that need not wait, on one thread. With {@code -prof gc}: 0 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class AloneBenchmark {
    private static final Integer VALUE = 42;

    private final Channel<Integer> buffered = Channel.buffered(16);
    private final Channel<Integer> unbounded = Channel.unbounded();

    /** A value goes in and comes out. */
    @Benchmark
    public Integer sendAndReceive() throws InterruptedException {
        buffered.send(VALUE);
        return buffered.receive();
    }

    /** The same without a bound. */
    @Benchmark
    public Integer sendAndReceiveUnbounded() throws InterruptedException {
        unbounded.send(VALUE);
        return unbounded.receive();
    }

    /** Nothing is there. */
    @Benchmark
    public @Nullable Integer tryReceiveNothing() {
        return buffered.tryReceive();
    }

    /** Channels of which one has a value. */
    @State(Scope.Thread)
    public static class Many {
        /** How many; the cost of a select grows with it and no faster. */
        @Param({"1", "2", "4", "16", "64", "1024"})
        public int cases;

        private final List<Channel<Integer>> channels = new ArrayList<>();
        private Select.Case<Integer>[] receives = noCases(0);
        private Selector<Integer> selector = Selector.of(noCases(1));
        private int turn;

        @SuppressWarnings("unchecked")
        private static Select.Case<Integer>[] noCases(int count) {
            Select.Case<Integer>[] cases = (Select.Case<Integer>[]) new Select.Case<?>[count];
            Arrays.setAll(cases, i -> Select.otherwise(() -> VALUE));
            return cases;
        }

        /** Makes the channels. */
        @Setup
        public void makeChannels() {
            receives = noCases(cases);
            for (int i = 0; i < cases; i++) {
                Channel<Integer> channel = Channel.buffered(1);
                channels.add(channel);
                receives[i] = Select.onReceive(channel, Function.<Integer>identity());
            }
            selector = Selector.of(receives);
        }

        private void fillOne() throws InterruptedException {
            turn = turn + 1 == cases ? 0 : turn + 1;
            channels.get(turn).send(VALUE);
        }
    }

    /** A select of which one case is ready. */
    @Benchmark
    public Integer select(Many many) throws InterruptedException {
        many.fillOne();
        return Select.select(many.receives);
    }

    /** The same with the reusable form. */
    @Benchmark
    public Integer selector(Many many) throws InterruptedException {
        many.fillOne();
        return many.selector.select();
    }
}
