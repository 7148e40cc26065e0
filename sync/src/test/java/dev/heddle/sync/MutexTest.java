package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

class MutexTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final Mutex mutex = new Mutex();

    @Test
    void unlockOfAnUnlockedMutexIsRefusedAndLeavesItUsable() {
        assertThatThrownBy(mutex::unlock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("unlock of an unlocked mutex");
        mutex.lock();
        mutex.unlock();
        assertThatThrownBy(mutex::unlock).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(mutex.tryLock()).isTrue();
    }

    @Test
    void tryLockSaysWhetherItLocked() throws Exception {
        assertThat(mutex.tryLock()).isTrue();
        assertThat(mutex.tryLock()).isFalse();
        assertThat(mutex.tryLock(Duration.ZERO)).isFalse();
        assertThat(mutex.tryLock(Duration.ofSeconds(-1))).isFalse();
        assertThat(mutex.tryLock(Duration.ofMillis(5))).isFalse();
        assertThat(mutex.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
        mutex.unlock();
        assertThat(mutex.tryLock(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    }

    @Test
    void nullIsRefusedByName() {
        assertThatThrownBy(() -> mutex.tryLock(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("timeout");
        assertThatThrownBy(() -> mutex.tryLock(1, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("unit");
        assertThat(mutex.tryLock()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void anyThreadMayUnlock(ThreadKind kind) throws Exception {
        mutex.lock();
        Await.end(kind.start(mutex::unlock));
        assertThat(mutex.tryLock()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void aTimeoutEndsTheWaitAndTheMutexStaysUsable(ThreadKind kind) throws Exception {
        mutex.lock();
        long start = System.nanoTime();
        AtomicBoolean got = new AtomicBoolean(true);
        Await.end(kind.start(() -> got.set(mutex.tryLock(Duration.ofMillis(20)))));
        assertThat(got).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        mutex.unlock();
        assertThat(mutex.toString()).endsWith("[unlocked]");
        assertThat(mutex.tryLock()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void anInterruptEndsAnInterruptibleWait(ThreadKind kind) throws Exception {
        mutex.lock();
        AtomicBoolean thrown = new AtomicBoolean();
        Thread waiter =
                kind.start(
                        () -> {
                            try {
                                mutex.lockInterruptibly();
                            } catch (InterruptedException e) {
                                thrown.set(!Thread.currentThread().isInterrupted());
                            }
                        });
        Await.blockedOn(waiter, "sync.Mutex.Lock on Mutex@");
        waiter.interrupt();
        Await.end(waiter);
        assertThat(thrown).isTrue();
        mutex.unlock();
        assertThat(mutex.tryLock()).isTrue();
    }

    @Test
    void anInterruptBeforehandIsThrownEvenIfTheMutexIsFree() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(mutex::lockInterruptibly).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> mutex.tryLock(LONG)).isInstanceOf(InterruptedException.class);
        assertThat(mutex.tryLock()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void lockWaitsThroughInterruptsAndKeepsTheFlag(ThreadKind kind) throws Exception {
        mutex.lock();
        AtomicBoolean flag = new AtomicBoolean();
        Thread waiter =
                kind.start(
                        () -> {
                            mutex.lock();
                            flag.set(Thread.currentThread().isInterrupted());
                            mutex.unlock();
                        });
        Await.blockedOn(waiter, "sync.Mutex.Lock on Mutex@");
        waiter.interrupt();
        assertThat(waiter.join(Duration.ofMillis(20))).isFalse();
        mutex.unlock();
        Await.end(waiter);
        assertThat(flag).isTrue();
    }

    @Test
    void theBlockerShowsStateAndWaiters() throws Exception {
        mutex.lock();
        Thread first = ThreadKind.VIRTUAL.start(mutex::lock);
        Await.blockedOn(first, "sync.Mutex.Lock on Mutex@");
        assertThat(LockSupport.getBlocker(first).toString()).contains("[locked, 1 waiting]");
        mutex.unlock();
        Await.end(first);
        assertThat(mutex.toString()).contains("[locked]");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void waitersGetItInTheOrderOfTheirArrivalIfNobodyBarges(ThreadKind kind) throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        mutex.lock();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int n = i;
            Thread thread =
                    kind.start(
                            () -> {
                                mutex.lock();
                                order.add(n);
                                mutex.unlock();
                            });
            threads.add(thread);
            Await.blockedOn(thread, "sync.Mutex.Lock");
        }
        mutex.unlock();
        for (Thread thread : threads) {
            Await.end(thread);
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void aHogThatLocksAgainAtOnceCannotKeepAWaiterOut(ThreadKind kind) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread hog =
                ThreadKind.PLATFORM.start(
                        () -> {
                            while (!stop.get()) {
                                mutex.lock();
                                long until = System.nanoTime() + 100_000;
                                while (System.nanoTime() - until < 0) {
                                    Thread.onSpinWait();
                                }
                                mutex.unlock();
                            }
                        });
        AtomicLong worst = new AtomicLong();
        Thread waiter =
                kind.start(
                        () -> {
                            for (int i = 0; i < 200; i++) {
                                long start = System.nanoTime();
                                mutex.lock();
                                worst.accumulateAndGet(System.nanoTime() - start, Math::max);
                                mutex.unlock();
                            }
                        });
        Await.end(waiter);
        stop.set(true);
        Await.end(hog);
        System.out.printf("worst wait beside a hog, %s: %.2f ms%n", kind, worst.get() / 1e6);
        assertThat(worst.get()).isLessThan(Duration.ofMillis(200).toNanos());
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void neverTwoAtATimeAndNobodyLostUnderTimeoutsAndInterrupts(ThreadKind kind) throws Exception {
        long seed = System.nanoTime();
        int[] guarded = new int[1];
        AtomicInteger locked = new AtomicInteger();
        AtomicInteger inside = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        for (int i = 0; i < 8; i++) {
            RandomGenerator random = new SplittableRandom(seed + i);
            threads.add(
                    kind.start(
                            () -> {
                                for (int k = 0; k < 20_000; k++) {
                                    if (lockSomehow(random)) {
                                        if (inside.incrementAndGet() != 1) {
                                            throw new AssertionError("two inside");
                                        }
                                        guarded[0]++;
                                        locked.incrementAndGet();
                                        if (random.nextInt(50) == 0) {
                                            Thread.yield();
                                        }
                                        inside.decrementAndGet();
                                        mutex.unlock();
                                    }
                                }
                            }));
        }
        Thread interrupter =
                ThreadKind.PLATFORM.start(
                        () -> {
                            RandomGenerator random = new SplittableRandom(seed);
                            while (!stop.get()) {
                                threads.get(random.nextInt(threads.size())).interrupt();
                                LockSupport.parkNanos(20_000);
                            }
                        });
        for (Thread thread : threads) {
            Await.end(thread);
        }
        stop.set(true);
        Await.end(interrupter);
        assertThat(guarded[0]).as("seed " + seed).isEqualTo(locked.get()).isPositive();
        assertThat(mutex.toString()).endsWith("[unlocked]");
        assertThat(mutex.tryLock()).isTrue();
    }

    private boolean lockSomehow(RandomGenerator random) {
        try {
            switch (random.nextInt(4)) {
                case 0 -> mutex.lock();
                case 1 -> mutex.lockInterruptibly();
                case 2 -> {
                    return mutex.tryLock();
                }
                default -> {
                    return mutex.tryLock(Duration.ofNanos(random.nextInt(50_000)));
                }
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void itReplacesAReentrantLockWhereNobodyReenters() {
        var lock = new ReentrantLock();
        for (java.util.concurrent.locks.Lock each : List.of(lock, mutex)) {
            each.lock();
            try {
                assertThat(each.toString()).containsIgnoringCase("locked");
            } finally {
                each.unlock();
            }
        }
    }
}
