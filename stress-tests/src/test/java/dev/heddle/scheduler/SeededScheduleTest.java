package dev.heddle.scheduler;

import static dev.heddle.channels.Select.onReceive;
import static dev.heddle.channels.Select.onTimeout;
import static dev.heddle.channels.Select.otherwise;
import static dev.heddle.channels.Select.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.heddle.channels.Channel;
import dev.heddle.sync.Mutex;
import dev.heddle.sync.Semaphore;
import dev.heddle.sync.WaitGroup;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Random programs on schedulers whose decisions are random, too: what a program does and what the
 * workers decide follow from one seed, which a failure names.
 */
class SeededScheduleTest {
    private static final int SEEDS = 250;
    private static final int GOROUTINES = 12;
    private static final int STEPS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Scheduler scheduler(int parallelism, long seed) {
        return Scheduler.builder()
                .name("seed-" + seed)
                .parallelism(parallelism)
                .deadlockDetection(false)
                .seed(seed)
                .build();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void noValueAndNoWakeUpIsLostUnderAnySeed(int parallelism) throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            try (Scheduler scheduler = scheduler(parallelism, seed)) {
                Program program = new Program(seed);
                program.startOn(scheduler);
                if (!program.ended.await(PATIENCE)) {
                    scheduler.shutdownNow();
                    fail("stuck: " + scheduler + ", " + program);
                }
                assertThat(program.received.get())
                        .as("received of what was sent, %s", scheduler)
                        .isEqualTo(program.sent.get());
                assertThat(program.guarded)
                        .as("counted under the mutex, %s", scheduler)
                        .isEqualTo(program.locked.get());
                assertThat(program.permits.tryAcquire(Program.PERMITS))
                        .as("all permits are back, %s", scheduler)
                        .isTrue();
            }
        }
    }

    /** Goroutines that do random things to what they share, and count. */
    private static final class Program {
        static final int PERMITS = 3;

        final long seed;
        final List<Channel<Integer>> channels =
                List.of(Channel.unbuffered(), Channel.buffered(1), Channel.buffered(7));
        final Mutex mutex = new Mutex();
        final Semaphore permits = new Semaphore(PERMITS);
        final WaitGroup senders = new WaitGroup();
        final WaitGroup ended = new WaitGroup();
        final AtomicLong sent = new AtomicLong();
        final AtomicLong received = new AtomicLong();
        final AtomicLong locked = new AtomicLong();
        long guarded;

        Program(long seed) {
            this.seed = seed;
        }

        void startOn(Scheduler scheduler) {
            SplittableRandom seeds = new SplittableRandom(seed);
            senders.add(GOROUTINES);
            ended.add(2 * GOROUTINES + 1);
            for (int i = 0; i < GOROUTINES; i++) {
                SplittableRandom mine = seeds.split();
                SplittableRandom other = seeds.split();
                scheduler.go(
                        () -> {
                            act(mine);
                            senders.done();
                            ended.done();
                        });
                scheduler.go(
                        () -> {
                            drain(other);
                            ended.done();
                        });
            }
            scheduler.go(
                    () -> {
                        senders.await();
                        channels.forEach(Channel::close);
                        ended.done();
                    });
        }

        private void act(SplittableRandom random) throws InterruptedException {
            for (int i = 0; i < STEPS; i++) {
                Channel<Integer> channel = channels.get(random.nextInt(channels.size()));
                switch (random.nextInt(7)) {
                    case 0, 1 -> {
                        channel.send(i);
                        sent.addAndGet(i);
                    }
                    case 2 -> {
                        if (channel.send(i, Duration.ofNanos(random.nextInt(200_000)))) {
                            sent.addAndGet(i);
                        }
                    }
                    case 3 -> countUnderTheMutex(random);
                    case 4 -> {
                        int taken = 1 + random.nextInt(PERMITS);
                        permits.acquire(taken);
                        Thread.yield();
                        permits.release(taken);
                    }
                    case 5 -> LockSupport.parkNanos(random.nextInt(100_000));
                    default -> Thread.yield();
                }
            }
        }

        private void countUnderTheMutex(SplittableRandom random) {
            mutex.lock();
            try {
                long before = guarded;
                if (random.nextBoolean()) {
                    Thread.yield();
                }
                guarded = before + 1;
            } finally {
                mutex.unlock();
            }
            locked.incrementAndGet();
        }

        /** Receives until all channels are closed and drained. */
        private void drain(SplittableRandom random) throws InterruptedException {
            while (!channels.stream().allMatch(Channel::isDrained)) {
                Channel<Integer> channel = channels.get(random.nextInt(channels.size()));
                Integer value =
                        switch (random.nextInt(3)) {
                            case 0 ->
                                    select(
                                            onReceive(channel, v -> v, () -> 0),
                                            onTimeout(
                                                    Duration.ofNanos(random.nextInt(100_000)),
                                                    () -> 0));
                            case 1 -> channel.tryReceive();
                            default -> selected(random);
                        };
                if (value != null) {
                    received.addAndGet(value);
                }
            }
        }

        private Integer selected(SplittableRandom random) throws InterruptedException {
            return random.nextBoolean()
                    ? select(
                            onReceive(channels.get(0), v -> v, () -> 0),
                            onReceive(channels.get(1), v -> v, () -> 0),
                            onReceive(channels.get(2), v -> v, () -> 0),
                            onTimeout(Duration.ofNanos(50_000), () -> 0))
                    : select(
                            onReceive(channels.get(0), v -> v, () -> 0),
                            onReceive(channels.get(2), v -> v, () -> 0),
                            otherwise(() -> 0));
        }

        @Override
        public String toString() {
            return "program "
                    + seed
                    + ": sent "
                    + sent
                    + ", received "
                    + received
                    + ", "
                    + channels;
        }
    }

    @Test
    void goroutinesRunInOrdersThatAreRareWithoutASeed() throws Exception {
        Set<List<Integer>> orders = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            try (Scheduler scheduler = scheduler(1, seed)) {
                orders.add(orderOfFive(scheduler));
            }
        }
        assertThat(orders).hasSizeGreaterThan(10);
    }

    /** A goroutine starts five others; the order in which they run at parallelism 1. */
    private static List<Integer> orderOfFive(Scheduler scheduler) throws Exception {
        List<Integer> order = new ArrayList<>();
        WaitGroup ended = new WaitGroup();
        ended.add(5);
        scheduler.go(
                () -> {
                    for (int i = 0; i < 5; i++) {
                        int number = i;
                        scheduler.go(
                                () -> {
                                    order.add(number);
                                    ended.done();
                                });
                    }
                });
        assertThat(ended.await(PATIENCE)).isTrue();
        return order;
    }

    /** The planted bug: "what was started last runs first", as the next slot has it. */
    @Test
    void aProgramThatReliesOnTheUsualOrderIsFoundOut() throws Exception {
        int failures = 0;
        for (long seed = 0; seed < 50; seed++) {
            try (Scheduler scheduler = scheduler(1, seed)) {
                List<Integer> order = orderOfFive(scheduler);
                if (order.getFirst() != 4) {
                    failures++;
                }
            }
        }
        assertThat(failures).isPositive();
    }

    @Test
    void withoutASeedTheGoroutineStartedLastRunsFirst() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            assertThat(orderOfFive(scheduler)).containsExactly(4, 0, 1, 2, 3);
        }
    }
}
