package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Everything at random for a long time: {@code mvn verify -pl scheduler -am -Psoak
 * -Dheddle.soak.seconds=600}. Prints its seed; {@code -Dheddle.soak.seed} repeats the choices.
 */
@Tag("soak")
class SoakTest {

    private static final int LIVING = 2_000;

    private final LongAdder started = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final ConcurrentLinkedQueue<Thread> parked = new ConcurrentLinkedQueue<>();

    @Test
    void theBooksBalanceAfterEverythingAtRandom() throws Exception {
        long seconds = Long.getLong("heddle.soak.seconds", 600);
        long seed = Long.getLong("heddle.soak.seed", System.nanoTime());
        System.out.println("soak for " + seconds + " s, seed " + seed);
        Random random = new Random(seed);
        int threadsBefore = Thread.activeCount();
        Scheduler scheduler = Scheduler.builder().name("soak").parallelism(2).build();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() - end < 0) {
            if (started.sum() - finished.sum() < LIVING) {
                long childSeed = random.nextLong();
                start(scheduler, childSeed, 3);
            }
            if (random.nextInt(200) == 0) {
                scheduler.setParallelism(1 + random.nextInt(8));
            }
            wakeOne();
        }
        Await.until(
                "all goroutines ended",
                () -> {
                    wakeOne();
                    return finished.sum() == started.sum();
                });
        assertThat(scheduler.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
        SchedulerStats stats = scheduler.stats();
        System.out.println(stats);
        assertThat(stats.started()).isEqualTo(started.sum());
        assertThat(stats.finished()).isEqualTo(started.sum());
        assertThat(stats.queued()).isZero();
        scheduler.close();
        Await.until("no thread is left", () -> Thread.activeCount() <= threadsBefore);
    }

    private void wakeOne() {
        Thread thread = parked.poll();
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    private void start(Scheduler scheduler, long seed, int depth) {
        started.increment();
        scheduler.go(
                () -> {
                    try {
                        live(scheduler, new Random(seed), depth);
                    } finally {
                        finished.increment();
                    }
                });
    }

    private void live(Scheduler scheduler, Random random, int depth) throws Exception {
        for (int step = random.nextInt(10); step >= 0; step--) {
            switch (random.nextInt(100)) {
                case 0 -> Scheduler.blocking(() -> busyFor(random.nextInt(2_000_000)));
                case 1 -> busyFor(random.nextInt(20_000_000));
                case 2, 3, 4, 5, 6 -> Thread.sleep(Duration.ofNanos(random.nextInt(3_000_000)));
                case 7, 8, 9, 10 -> {
                    if (depth > 0) {
                        start(scheduler, random.nextLong(), depth - 1);
                    }
                }
                case 11, 12, 13, 14 -> {
                    parked.add(Thread.currentThread());
                    LockSupport.parkNanos(this, 50_000_000);
                }
                case 15, 16 -> LockSupport.unpark(Thread.currentThread());
                default -> Thread.yield();
            }
        }
    }

    private static Void busyFor(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return null;
    }
}
