package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

class SemaphoreTest {

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 1L << 61, Long.MAX_VALUE})
    void aSizeOutOfRangeIsRefused(long permits) {
        assertThatThrownBy(() -> new Semaphore(permits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("permits must be from 0 to 2^61 - 1: " + permits);
    }

    @Test
    void negativeRequestsAreRefused() {
        Semaphore semaphore = new Semaphore(1);
        assertThatThrownBy(() -> semaphore.acquire(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("permits must not be negative: -1");
        assertThatThrownBy(() -> semaphore.tryAcquire(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore.release(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(semaphore.available()).isEqualTo(1);
    }

    @Test
    void permitsAreTakenAndGivenBack() throws Exception {
        Semaphore semaphore = new Semaphore(3);
        semaphore.acquire(2);
        assertThat(semaphore.tryAcquire(2)).isFalse();
        assertThat(semaphore.tryAcquire(1)).isTrue();
        assertThat(semaphore.tryAcquire(0)).isTrue();
        assertThat(semaphore.available()).isZero();
        semaphore.release(3);
        assertThat(semaphore.available()).isEqualTo(3);
        assertThat(semaphore.tryAcquire(3, Duration.ZERO)).isTrue();
        assertThat(semaphore.tryAcquire(1, Duration.ofMillis(5))).isFalse();
    }

    @Test
    void moreThanIsHeldCannotBeReleased() throws Exception {
        Semaphore semaphore = new Semaphore(3);
        semaphore.acquire(2);
        assertThatThrownBy(() -> semaphore.release(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("released 3, more than are held");
        semaphore.release(2);
        assertThatThrownBy(() -> semaphore.release(1)).isInstanceOf(IllegalStateException.class);
        assertThat(semaphore.available()).isEqualTo(3);
        assertThat(semaphore.tryAcquire(3)).isTrue();
    }

    private static Thread acquirer(
            ThreadKind kind, Semaphore semaphore, long permits, Runnable then)
            throws InterruptedException {
        Thread thread =
                kind.start(
                        () -> {
                            semaphore.acquire(permits);
                            then.run();
                        });
        Await.blockedOn(thread, "semacquire " + permits + " on Semaphore@");
        return thread;
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void aLargeRequestAtTheHeadIsNotOvertaken(ThreadKind kind) throws Exception {
        Semaphore semaphore = new Semaphore(10);
        semaphore.acquire(10);
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        Thread large = acquirer(kind, semaphore, 5, () -> order.add(5L));
        Thread small = acquirer(kind, semaphore, 1, () -> order.add(1L));
        semaphore.release(4);
        assertThat(semaphore.tryAcquire(1)).as("somebody waits").isFalse();
        assertThat(large.isAlive() && small.isAlive()).isTrue();
        semaphore.release(1);
        Await.end(large);
        semaphore.release(1);
        Await.end(small);
        assertThat(order).containsExactly(5L, 1L);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void aHeadThatGivesUpLetsThoseBehindItGo(ThreadKind kind) throws Exception {
        Semaphore semaphore = new Semaphore(10);
        semaphore.acquire(7);
        Thread large = kind.start(() -> semaphore.acquire(5));
        Await.blockedOn(large, "semacquire 5");
        Thread small = acquirer(kind, semaphore, 3, () -> {});
        large.interrupt();
        Await.end(large);
        Await.end(small);
        assertThat(semaphore.toString()).endsWith("[0 of 10 available, 0 waiting]");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void aRequestThatCanNeverBeMetWaitsInNobodysWay(ThreadKind kind) throws Exception {
        Semaphore semaphore = new Semaphore(2);
        assertThat(semaphore.tryAcquire(3, Duration.ofMillis(5))).isFalse();
        Thread tooLarge = acquirer(kind, semaphore, 3, () -> {});
        assertThat(semaphore.tryAcquire(2)).isTrue();
        semaphore.release(2);
        semaphore.resize(3);
        Await.end(tooLarge);
        assertThat(semaphore.available()).isZero();
    }

    @Test
    void resizingBelowWhatIsHeldKeepsOutUntilItFits() throws Exception {
        Semaphore semaphore = new Semaphore(10);
        semaphore.acquire(8);
        semaphore.resize(5);
        assertThat(semaphore.available()).isEqualTo(-3);
        assertThat(semaphore.size()).isEqualTo(5);
        semaphore.release(3);
        assertThat(semaphore.tryAcquire(1)).isFalse();
        semaphore.release(1);
        assertThat(semaphore.tryAcquire(1)).isTrue();
        semaphore.release(5);
        assertThat(semaphore.available()).isEqualTo(5);
        assertThatThrownBy(() -> semaphore.resize(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void growingLetsWaitersIn(ThreadKind kind) throws Exception {
        Semaphore semaphore = new Semaphore(1);
        semaphore.acquire(1);
        Thread first = acquirer(kind, semaphore, 1, () -> {});
        Thread second = acquirer(kind, semaphore, 1, () -> {});
        semaphore.resize(3);
        Await.end(first);
        Await.end(second);
        assertThat(semaphore.available()).isZero();
    }

    @Test
    void anInterruptBeforehandIsThrownEvenIfPermitsAreThere() {
        Semaphore semaphore = new Semaphore(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> semaphore.acquire(1)).isInstanceOf(InterruptedException.class);
        assertThat(semaphore.available()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void permitsAreNeverLostOrMadeUnderTimeoutsInterruptsAndResizing(ThreadKind kind)
            throws Exception {
        long seed = System.nanoTime();
        int size = 6;
        Semaphore semaphore = new Semaphore(size);
        AtomicLong held = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RandomGenerator random = new SplittableRandom(seed + i);
            threads.add(
                    kind.start(
                            () -> {
                                for (int k = 0; k < 10_000; k++) {
                                    long permits = random.nextInt(4);
                                    if (acquireSomehow(semaphore, permits, random)) {
                                        if (held.addAndGet(permits) > 2 * size) {
                                            throw new AssertionError("more than there are");
                                        }
                                        held.addAndGet(-permits);
                                        semaphore.release(permits);
                                    }
                                }
                            }));
        }
        Thread disturber =
                ThreadKind.PLATFORM.start(
                        () -> {
                            RandomGenerator random = new SplittableRandom(seed);
                            while (!stop.get()) {
                                threads.get(random.nextInt(threads.size())).interrupt();
                                semaphore.resize(size + random.nextInt(size));
                                LockSupport.parkNanos(20_000);
                            }
                        });
        for (Thread thread : threads) {
            Await.end(thread);
        }
        stop.set(true);
        Await.end(disturber);
        semaphore.resize(size);
        assertThat(semaphore.toString())
                .as("seed " + seed)
                .endsWith("[6 of 6 available, 0 waiting]");
    }

    private static boolean acquireSomehow(
            Semaphore semaphore, long permits, RandomGenerator random) {
        try {
            switch (random.nextInt(3)) {
                case 0 -> semaphore.acquire(permits);
                case 1 -> {
                    return semaphore.tryAcquire(permits);
                }
                default -> {
                    return semaphore.tryAcquire(permits, Duration.ofNanos(random.nextInt(50_000)));
                }
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void tryAcquireDoesNotFailBesideAResizeThatLeavesEnough() throws Exception {
        Semaphore semaphore = new Semaphore(3);
        AtomicBoolean stop = new AtomicBoolean();
        Thread resizer =
                ThreadKind.PLATFORM.start(
                        () -> {
                            while (!stop.get()) {
                                semaphore.resize(2);
                                semaphore.resize(3);
                            }
                        });
        try {
            long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            for (int i = 0; i < 200_000 && System.nanoTime() - end < 0; i++) {
                assertThat(semaphore.tryAcquire(1)).as("attempt %d", i).isTrue();
                semaphore.release(1); // waits its turn beside a resizer that hardly ever pauses
            }
        } finally {
            stop.set(true);
            Await.end(resizer);
        }
    }
}
