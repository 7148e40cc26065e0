package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

class TimedWaitTest {

    /** Ways of the JDK to wait for some time. */
    enum Wait {
        SLEEP {
            @Override
            void await(Duration time) throws Exception {
                Thread.sleep(time);
            }
        },
        PARK_NANOS {
            @Override
            void await(Duration time) {
                long end = System.nanoTime() + time.toNanos();
                for (long left; (left = end - System.nanoTime()) > 0; ) {
                    LockSupport.parkNanos(left);
                }
            }
        },
        OBJECT_WAIT {
            @Override
            void await(Duration time) throws Exception {
                Object monitor = new Object();
                long end = System.nanoTime() + time.toNanos();
                synchronized (monitor) {
                    for (long left; (left = end - System.nanoTime()) > 0; ) {
                        monitor.wait(left / 1_000_000, (int) (left % 1_000_000));
                    }
                }
            }
        },
        POLL {
            @Override
            void await(Duration time) throws Exception {
                new ArrayBlockingQueue<>(1).poll(time.toNanos(), TimeUnit.NANOSECONDS);
            }
        },
        CONDITION {
            @Override
            void await(Duration time) throws Exception {
                ReentrantLock lock = new ReentrantLock();
                lock.lock();
                try {
                    var condition = lock.newCondition();
                    for (long left = time.toNanos(); left > 0; ) {
                        left = condition.awaitNanos(left);
                    }
                } finally {
                    lock.unlock();
                }
            }
        },
        FUTURE {
            @Override
            void await(Duration time) throws Exception {
                try {
                    new CompletableFuture<Void>().get(time.toNanos(), TimeUnit.NANOSECONDS);
                } catch (java.util.concurrent.TimeoutException e) {
                    // what was wanted
                }
            }
        };

        abstract void await(Duration time) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void everyTimedWaitOfTheJdkEndsInTimeOnOurHeaps(Wait wait) throws Exception {
        int parallelism = 2;
        int count = 200;
        Duration time = Duration.ofMillis(20);
        long[] waited = new long[count];
        try (Scheduler scheduler = Scheduler.builder().parallelism(parallelism).build()) {
            for (int i = 0; i < count; i++) {
                int index = i;
                scheduler.go(
                        () -> {
                            long start = System.nanoTime();
                            wait.await(time);
                            waited[index] = System.nanoTime() - start;
                        });
            }
            assertThat(scheduler.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
            // a worker counts at the end of a pass
            Await.until("counted", () -> scheduler.stats().timersFired() >= count);
        }
        Arrays.sort(waited);
        assertThat(waited[0]).isGreaterThanOrEqualTo(time.toNanos());
        assertThat(waited[count / 2]).isLessThan(time.toNanos() + 50_000_000);
    }

    @AtEveryParallelism
    void manySleepersWakeInTheOrderOfTheirDeadlinesAndNeverEarly(int parallelism) throws Exception {
        int count = 20_000;
        CountDownLatch done = new CountDownLatch(count);
        long[] early = new long[1];
        try (Scheduler scheduler = Scheduler.builder().parallelism(parallelism).build()) {
            for (int i = 0; i < count; i++) {
                long nanos = TimeUnit.MICROSECONDS.toNanos(i % 5_000);
                scheduler.go(
                        () -> {
                            long start = System.nanoTime();
                            Thread.sleep(Duration.ofNanos(nanos));
                            if (System.nanoTime() - start < nanos) {
                                early[0]++;
                            }
                            done.countDown();
                        });
            }
            Await.latch(done);
            assertThat(scheduler.stats().timers()).isZero();
        }
        assertThat(early[0]).isZero();
    }

    @Test
    void aWaitThatEndsBeforeItsTimeLeavesNoTimerBehind() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            for (int i = 0; i < 10_000; i++) {
                Thread sleeper = scheduler.go(() -> Thread.sleep(Duration.ofHours(1)));
                sleeper.interrupt();
                Await.end(sleeper);
            }
            // stopped timers leave the heap lazily, but do not pile up
            assertThat(scheduler.stats().timers()).isLessThan(1_000);
        }
    }

    @Test
    void aGoroutineThatLeftAWaitEarlyIsNotKeptByItsTimer() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            WeakReference<Thread> goroutine = interruptedSleeper(scheduler);
            Await.until(
                    "collected",
                    () -> {
                        System.gc();
                        return goroutine.get() == null;
                    });
        }
    }

    private static WeakReference<Thread> interruptedSleeper(Scheduler scheduler) throws Exception {
        Thread sleeper = scheduler.go(() -> Thread.sleep(Duration.ofHours(1)));
        Await.state(sleeper, Thread.State.TIMED_WAITING);
        sleeper.interrupt();
        Await.end(sleeper);
        return new WeakReference<>(sleeper);
    }

    @Test
    void theTimersOfAWorkerThatIsStuckAreFiredByOthers() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            CountDownLatch woken = new CountDownLatch(100);
            scheduler.go(
                    () -> {
                        for (int i = 0; i < 100; i++) {
                            Go.go(
                                    () -> {
                                        Thread.sleep(30);
                                        woken.countDown();
                                    });
                        }
                        Thread.yield(); // now all of them sleep on this worker's heap
                        Await.spinning(() -> woken.getCount() == 0);
                    });
            Await.latch(woken);
        }
    }

    @Test
    void aHugeSleepSaturates() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            Thread sleeper = scheduler.go(() -> Thread.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
            Await.state(sleeper, Thread.State.TIMED_WAITING);
            assertThat(scheduler.run(() -> 1)).isEqualTo(1);
            sleeper.interrupt();
        }
    }
}
