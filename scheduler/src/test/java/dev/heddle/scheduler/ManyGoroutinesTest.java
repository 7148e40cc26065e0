package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

class ManyGoroutinesTest {

    private static Scheduler scheduler(int parallelism) {
        return Scheduler.builder().parallelism(parallelism).build();
    }

    @AtEveryParallelism
    void aMillionGoroutinesFinish(int parallelism) throws Exception {
        LongAdder ran = new LongAdder();
        Scheduler scheduler = scheduler(parallelism);
        try (scheduler) {
            scheduler.go(
                    () -> {
                        for (int i = 0; i < 500_000; i++) {
                            Go.go(ran::increment);
                        }
                    });
            for (int i = 0; i < 500_000 - 1; i++) {
                scheduler.go(ran::increment);
            }
        }
        assertThat(ran.sum()).isEqualTo(999_999);
        assertThat(scheduler.stats().started()).isEqualTo(1_000_000);
        assertThat(scheduler.stats().finished()).isEqualTo(1_000_000);
    }

    @AtEveryParallelism
    void aTreeOfGoroutinesThatWaitForTheirChildrenFinishes(int parallelism) throws Exception {
        try (Scheduler scheduler = scheduler(parallelism)) {
            assertThat(scheduler.run(() -> leavesBelow(5))).isEqualTo(100_000);
        }
    }

    private static int leavesBelow(int depth) throws InterruptedException {
        if (depth == 0) {
            return 1;
        }
        AtomicInteger sum = new AtomicInteger();
        CountDownLatch children = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            Go.go(
                    () -> {
                        sum.addAndGet(leavesBelow(depth - 1));
                        children.countDown();
                    });
        }
        children.await();
        return sum.get();
    }

    @AtEveryParallelism
    void aChainOfGoroutinesEachStartedByTheLastFinishes(int parallelism) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Scheduler scheduler = scheduler(parallelism)) {
            scheduler.go(() -> link(100_000, end));
            Await.latch(end);
        }
    }

    private static void link(int left, CountDownLatch end) {
        if (left == 0) {
            end.countDown();
        } else {
            Go.go(() -> link(left - 1, end));
        }
    }

    @AtEveryParallelism
    void asManyGoroutinesAsTheParallelismRunAtTheSameTime(int parallelism) throws Exception {
        AtomicInteger here = new AtomicInteger();
        // no spares: only the workers themselves can make this end
        try (Scheduler scheduler =
                Scheduler.builder().parallelism(parallelism).maxSpares(0).build()) {
            for (int i = 0; i < parallelism; i++) {
                scheduler.go(
                        () -> {
                            here.incrementAndGet();
                            Await.spinning(() -> here.get() == parallelism);
                        });
            }
        }
        assertThat(here.get()).isEqualTo(parallelism);
    }

    @AtEveryParallelism
    void noMoreGoroutinesThanTheParallelismRunAtTheSameTime(int parallelism) throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Scheduler scheduler =
                Scheduler.builder().parallelism(parallelism).maxSpares(0).build()) {
            for (int i = 0; i < 2_000; i++) {
                scheduler.go(
                        () -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            Thread.onSpinWait();
                            running.decrementAndGet();
                        });
            }
        }
        assertThat(most.get()).isBetween(1, parallelism);
    }

    @AtEveryParallelism
    void wakeUpsBetweenGoroutinesAreNeverLost(int parallelism) throws Exception {
        int rounds = 50_000;
        try (Scheduler scheduler = scheduler(parallelism)) {
            for (int pair = 0; pair < 4; pair++) {
                Turn turn = new Turn();
                Thread first = scheduler.go(() -> turn.play(0, rounds));
                Thread second = scheduler.go(() -> turn.play(1, rounds));
                turn.seat(first, second);
            }
        }
    }

    @AtEveryParallelism
    void wakeUpsFromThreadsOutsideAreNeverLost(int parallelism) throws Exception {
        int rounds = 20_000;
        try (Scheduler scheduler = scheduler(parallelism)) {
            Turn turn = new Turn();
            Thread inside = scheduler.go(() -> turn.play(0, rounds));
            Thread outside = Thread.ofPlatform().start(() -> turn.play(1, rounds));
            turn.seat(inside, outside);
            Await.end(outside);
            Await.end(inside);
        }
    }

    @AtEveryParallelism
    void goroutinesSubmittedOneByOneFromOutsideAllRun(int parallelism) throws Exception {
        try (Scheduler scheduler = scheduler(parallelism)) {
            for (int i = 0; i < 20_000; i++) {
                CountDownLatch ran = new CountDownLatch(1);
                scheduler.go(ran::countDown);
                Await.latch(ran);
            }
            assertThat(scheduler.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
        }
    }

    /** Two threads that wake each other in turn. */
    private static final class Turn {
        private final Thread[] players = new Thread[2];
        private final CountDownLatch seated = new CountDownLatch(1);
        private volatile int next;

        void seat(Thread first, Thread second) {
            players[0] = first;
            players[1] = second;
            seated.countDown();
        }

        void play(int me, int rounds) {
            try {
                seated.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            for (int i = 0; i < rounds; i++) {
                while (next != me) {
                    LockSupport.park(this);
                }
                next = 1 - me;
                LockSupport.unpark(players[1 - me]);
            }
        }
    }
}
