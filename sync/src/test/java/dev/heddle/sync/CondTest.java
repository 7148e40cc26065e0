package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class CondTest {

    private final Mutex mutex = new Mutex();
    private final Cond cond = mutex.newCondition();

    private Thread waiter(ThreadKind kind, Runnable woken) {
        Thread thread =
                kind.start(
                        () -> {
                            mutex.lock();
                            try {
                                cond.await();
                                woken.run();
                            } finally {
                                mutex.unlock();
                            }
                        });
        Await.blockedOn(thread, "sync.Cond.Wait");
        return thread;
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void signalsGoToTheLongestWaiting(ThreadKind kind) throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int n = i;
            threads.add(waiter(kind, () -> order.add(n)));
        }
        for (int i = 0; i < 5; i++) {
            cond.signal(); // the mutex need not be held
            Await.end(threads.get(i));
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void signalAllWakesAllThatWaitAndNoneLater(ThreadKind kind) throws Exception {
        AtomicInteger woken = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            threads.add(waiter(kind, woken::incrementAndGet));
        }
        cond.signalAll();
        for (Thread thread : threads) {
            Await.end(thread);
        }
        assertThat(woken.get()).isEqualTo(10);
        Thread later = waiter(kind, woken::incrementAndGet);
        assertThat(later.isAlive()).isTrue();
        cond.signal();
        Await.end(later);
    }

    @Test
    void aSignalThatNobodyWaitsForIsForgotten() throws Exception {
        cond.signal();
        cond.signalAll();
        mutex.lock();
        assertThat(cond.await(Duration.ofMillis(5))).isFalse();
        assertThat(cond.await(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(cond.awaitNanos(1_000)).isNotPositive();
        assertThat(cond.awaitUntil(new Date(System.currentTimeMillis() + 2))).isFalse();
        assertThat(cond.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
        assertThat(cond.await(Duration.ofSeconds(-1))).isFalse();
        mutex.unlock();
    }

    @Test
    void waitingNeedsTheMutex() {
        assertThatThrownBy(cond::await)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("waiting needs the mutex locked");
        assertThatThrownBy(cond::awaitUninterruptibly)
                .isInstanceOf(IllegalMonitorStateException.class);
    }

    /** Somebody else unlocks between the look at the mutex and the unlock of the wait. */
    @Test
    void aWaitThatLosesTheMutexAtTheLastMomentLeavesTheList() throws Exception {
        WaitList list = waiters();
        AtomicReference<String> refusal = new AtomicReference<>("");
        Await.until(
                "refused by the unlock",
                () -> {
                    mutex.lock();
                    list.lock(); // nobody comes further than this
                    AtomicBoolean comes = new AtomicBoolean();
                    Thread misuser =
                            ThreadKind.PLATFORM.start(
                                    () -> {
                                        comes.set(true);
                                        refusal.set(refusal());
                                    });
                    Await.until("comes", comes::get);
                    mutex.unlock();
                    list.unlock();
                    Await.until("refused", () -> !misuser.isAlive());
                    return !refusal.get().contains("waiting needs the mutex locked");
                });
        assertThat(refusal.get()).contains("unlock");
        assertThat(cond.toString()).contains("[0 waiting");
        AtomicBoolean woken = new AtomicBoolean();
        Thread waiter = waiter(ThreadKind.VIRTUAL, () -> woken.set(true));
        cond.signal();
        Await.end(waiter);
        assertThat(woken).isTrue();
    }

    private String refusal() throws InterruptedException {
        try {
            cond.await();
            return "none";
        } catch (IllegalMonitorStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private WaitList waiters() throws ReflectiveOperationException {
        var field = Cond.class.getDeclaredField("waiters");
        field.setAccessible(true);
        return (WaitList) field.get(cond);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void anInterruptedWaitThrowsWithTheMutexLockedAndUsesUpNoSignal(ThreadKind kind)
            throws Exception {
        AtomicBoolean lockedAfter = new AtomicBoolean();
        Thread interrupted =
                kind.start(
                        () -> {
                            mutex.lock();
                            try {
                                cond.await();
                            } catch (InterruptedException e) {
                                lockedAfter.set(mutex.isLocked());
                            } finally {
                                mutex.unlock();
                            }
                        });
        Await.blockedOn(interrupted, "sync.Cond.Wait");
        AtomicBoolean woken = new AtomicBoolean();
        Thread second = waiter(kind, () -> woken.set(true));
        interrupted.interrupt();
        Await.end(interrupted);
        cond.signal();
        Await.end(second);
        assertThat(lockedAfter).isTrue();
        assertThat(woken).isTrue();
    }

    @Test
    void anInterruptBeforehandIsThrownWithoutReleasingTheMutex() {
        mutex.lock();
        Thread.currentThread().interrupt();
        assertThatThrownBy(cond::await).isInstanceOf(InterruptedException.class);
        assertThat(mutex.isLocked()).isTrue();
        mutex.unlock();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void anUninterruptibleWaitKeepsTheFlag(ThreadKind kind) throws Exception {
        AtomicBoolean flag = new AtomicBoolean();
        Thread thread =
                kind.start(
                        () -> {
                            mutex.lock();
                            cond.awaitUninterruptibly();
                            flag.set(Thread.currentThread().isInterrupted());
                            mutex.unlock();
                        });
        Await.blockedOn(thread, "sync.Cond.Wait");
        thread.interrupt();
        assertThat(thread.join(Duration.ofMillis(20))).isFalse();
        cond.signal();
        Await.end(thread);
        assertThat(flag).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void permitsHandedOverBySignalsAreNeverLostWhileWaitersTimeOut(ThreadKind kind)
            throws Exception {
        int permits = 20_000;
        int[] available = new int[1];
        AtomicInteger taken = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    kind.start(
                            () -> {
                                while (taken.get() < permits) {
                                    mutex.lock();
                                    if (available[0] == 0) {
                                        cond.await(Duration.ofNanos(30_000));
                                    }
                                    if (available[0] > 0) {
                                        available[0]--;
                                        taken.incrementAndGet();
                                    }
                                    mutex.unlock();
                                }
                            }));
        }
        for (int i = 0; i < permits; i++) {
            mutex.lock();
            available[0]++;
            cond.signal();
            mutex.unlock();
        }
        for (Thread thread : threads) {
            Await.end(thread);
        }
        assertThat(taken.get()).isEqualTo(permits);
        assertThat(available[0]).isZero();
    }

    @Test
    void aBoundedBufferOnTwoConditionsDeliversEverythingOnce() throws Exception {
        Cond notFull = mutex.newCondition();
        Cond notEmpty = mutex.newCondition();
        int[] count = new int[1];
        int total = 50_000;
        Thread producer =
                ThreadKind.VIRTUAL.start(
                        () -> {
                            for (int i = 0; i < total; i++) {
                                mutex.lock();
                                while (count[0] == 4) {
                                    notFull.await();
                                }
                                count[0]++;
                                notEmpty.signal();
                                mutex.unlock();
                            }
                        });
        Thread consumer =
                ThreadKind.VIRTUAL.start(
                        () -> {
                            for (int i = 0; i < total; i++) {
                                mutex.lock();
                                while (count[0] == 0) {
                                    notEmpty.await();
                                }
                                count[0]--;
                                notFull.signal();
                                mutex.unlock();
                            }
                        });
        Await.end(producer);
        Await.end(consumer);
        assertThat(count[0]).isZero();
    }
}
