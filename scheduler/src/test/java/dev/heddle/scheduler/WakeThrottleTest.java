package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sync.Task;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

class WakeThrottleTest {

    private static final int SHORT = 9_999;
    private static final int LONG = 10_000;
    private static final int DEFERRAL = 200_000;
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private final WakeThrottle throttle = new WakeThrottle();

    /** Close to where System.nanoTime() wraps around. */
    private long now = Long.MAX_VALUE - LONG;

    private boolean ranOne(long nanos, boolean isRingEmpty) {
        now += nanos;
        return throttle.ranOne(now, isRingEmpty);
    }

    private long admittedOf(int tasks) {
        return IntStream.range(0, tasks).filter(i -> throttle.admits()).count();
    }

    private void makeFutile() {
        for (int i = 0; i < 100; i++) {
            throttle.woke(1, now);
            ranOne(SHORT, true);
        }
    }

    @Test
    void atFirstEveryTaskIsWorthAWakeUp() {
        assertThat(admittedOf(64)).isEqualTo(64);
        assertThat(throttle.isMeasuring()).isFalse();
    }

    @Test
    void eachWakeUpInVainHalvesTheirNumberDownToOneIn1024() {
        for (int shift = 1; shift <= 12; shift++) {
            throttle.woke(1, now);
            assertThat(throttle.isMeasuring()).isTrue();
            assertThat(ranOne(SHORT, true)).isFalse();
            assertThat(throttle.isMeasuring()).isFalse();
            assertThat(admittedOf(4096)).isEqualTo(4096 >> Math.min(10, shift));
        }
    }

    @Test
    void aLongRunAfterAWakeUpHalvesTheFutility() {
        makeFutile();
        throttle.woke(1, now);
        assertThat(ranOne(LONG, true)).isFalse();
        assertThat(throttle.isMeasuring()).isFalse();
        assertThat(admittedOf(4096)).isEqualTo(4096 >> 5);
        throttle.woke(1, now);
        ranOne(LONG, true);
        assertThat(admittedOf(4096)).isEqualTo(4096 >> 2);
    }

    @Test
    void aTaskInTheRingIsComeToAfterTwoRunsAndTheSecondCountsToo() {
        makeFutile();
        throttle.woke(2, now);
        ranOne(SHORT, false);
        assertThat(throttle.isMeasuring()).isTrue();
        ranOne(LONG, false);
        assertThat(throttle.isMeasuring()).isFalse();
        assertThat(admittedOf(4096)).isEqualTo(4096 >> 5);
        throttle.woke(2, now);
        ranOne(SHORT, false);
        ranOne(SHORT, true);
        assertThat(admittedOf(4096)).isEqualTo(4096 >> 6);
    }

    @Test
    void aDeferredTaskIsAnnouncedAfterALongRun() {
        makeFutile();
        throttle.deferred(now);
        assertThat(ranOne(SHORT, false)).isFalse();
        assertThat(ranOne(LONG, false)).isTrue();
        assertThat(throttle.isMeasuring()).isFalse();
        assertThat(admittedOf(4096)).as("half the futility").isEqualTo(4096 >> 5);
    }

    @Test
    void aDeferredTaskIsAnnouncedAfterManyShortRuns() {
        throttle.deferred(now);
        int runs = 1;
        while (!ranOne(SHORT, false)) {
            throttle.deferred(now); // one more does not begin the wait anew
            runs++;
        }
        assertThat(runs).isEqualTo(DEFERRAL / SHORT + 1);
        assertThat(throttle.isMeasuring()).isFalse();
    }

    @Test
    void nothingIsAnnouncedWhenTheRingIsEmpty() {
        throttle.deferred(now);
        assertThat(ranOne(DEFERRAL, true)).isFalse();
        throttle.deferred(now);
        assertThat(ranOne(SHORT, true)).isFalse();
        assertThat(throttle.isMeasuring()).isFalse();
        assertThat(ranOne(DEFERRAL, false)).isFalse();
    }

    @Test
    void theMonitorMakesEveryTaskWorthAWakeUpAgain() {
        makeFutile();
        throttle.reset();
        assertThat(admittedOf(64)).isEqualTo(64);
    }

    /** Two who are started together and each need a worker until the other has started. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 64})
    void longGoroutinesShareTheWorkersSoonAfterShortOnesHaveChattered(int parallelism)
            throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(parallelism).build()) {
            chatter(scheduler);
            int together = 0;
            for (int fork = 0; fork < 100; fork++) {
                if (runTogether(scheduler)) {
                    together++;
                }
            }
            assertThat(together).as("of 100 pairs").isGreaterThan(30);
        }
    }

    /** Whether two goroutines that a third one starts, which ends then, run beside each other. */
    private static boolean runTogether(Scheduler scheduler) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(2);
        AtomicInteger started = new AtomicInteger();
        AtomicBoolean gaveUp = new AtomicBoolean();
        Task child =
                () -> {
                    started.incrementAndGet();
                    long start = System.nanoTime();
                    while (started.get() < 2 && !gaveUp.get()) {
                        gaveUp.set(System.nanoTime() - start > PATIENCE_NANOS);
                    }
                    done.countDown();
                };
        scheduler.go(
                () -> {
                    scheduler.go(child);
                    scheduler.go(child);
                });
        Await.latch(done);
        return !gaveUp.get();
    }

    /** Three goroutines of which one wakes the two others, over and over. */
    private static void chatter(Scheduler scheduler) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(2);
        Thread[] woken = new Thread[2];
        AtomicInteger turn = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            woken[i] =
                    scheduler.go(
                            () -> {
                                for (int round = 1; round <= 50_000; round++) {
                                    while (turn.get() < round) {
                                        LockSupport.park();
                                    }
                                    Thread.yield();
                                }
                                done.countDown();
                            });
        }
        scheduler.go(
                () -> {
                    for (int round = 1; round <= 50_000; round++) {
                        turn.set(round);
                        LockSupport.unpark(woken[0]);
                        LockSupport.unpark(woken[1]);
                        Thread.yield();
                    }
                });
        Await.latch(done);
    }
}
