package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.timers.Ticker;
import dev.heddle.timers.Timer;
import dev.heddle.timers.TimerService;
import dev.heddle.timers.TimerServiceContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

class WorkerTimersTest extends TimerServiceContract {

    private final Scheduler scheduler = Scheduler.builder().parallelism(2).build();

    @Override
    protected TimerService service() {
        return scheduler.timers();
    }

    @Override
    protected void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left; (left = end - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    protected long nanoTime() {
        return System.nanoTime();
    }

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void whatRunsIsAGoroutineOfTheScheduler() throws Exception {
        CompletableFuture<Scheduler> fromOutside = new CompletableFuture<>();
        service().schedule(Duration.ZERO, () -> fromOutside.complete(Scheduler.current()));
        assertThat(fromOutside.get(60, TimeUnit.SECONDS)).isSameAs(scheduler);
        CompletableFuture<Scheduler> fromInside = new CompletableFuture<>();
        scheduler.go(
                () ->
                        service()
                                .schedule(
                                        Duration.ofMillis(1),
                                        () -> fromInside.complete(Scheduler.current())));
        assertThat(fromInside.get(60, TimeUnit.SECONDS)).isSameAs(scheduler);
    }

    @Test
    void aTimerFiresInTimeWhileEveryWorkerIsHogged() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch hogging = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            scheduler.go(
                    () -> {
                        hogging.countDown();
                        Await.spinning(stop::get);
                    });
        }
        Await.latch(hogging);
        long[] late = new long[40];
        long[] systemLate = new long[late.length];
        for (int i = 0; i < late.length; i++) {
            systemLate[i] = lateByOfTheSystem();
            CountDownLatch ran = new CountDownLatch(1);
            long due = System.nanoTime() + 1_000_000;
            int index = i;
            service()
                    .schedule(
                            Duration.ofMillis(1),
                            () -> {
                                late[index] = System.nanoTime() - due;
                                ran.countDown();
                            });
            Await.latch(ran);
        }
        stop.set(true);
        Arrays.sort(late);
        Arrays.sort(systemLate);
        System.out.printf(
                "timers beside hogs late by: median %.2f ms, p90 %.2f ms, max %.2f ms%n",
                late[20] / 1e6, late[36] / 1e6, late[39] / 1e6);
        assertThat(late[36] - systemLate[36]).isLessThan(Duration.ofMillis(50).toNanos());
    }

    /** How late a platform thread wakes: what no timer of this machine can do better. */
    private static long lateByOfTheSystem() {
        long due = System.nanoTime() + 1_000_000;
        for (long left; (left = due - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
        return System.nanoTime() - due;
    }

    @Test
    void waitingTimersDoNotKeepCloseWaitingAndAreDropped() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Scheduler other = Scheduler.builder().parallelism(1).build();
        Timer timer = other.timers().schedule(Duration.ofMillis(50), runs::incrementAndGet);
        Ticker ticker = other.timers().tick(LONG, runs::incrementAndGet);
        other.close();
        pass(Duration.ofMillis(100));
        assertThat(runs.get()).isZero();
        assertThatThrownBy(() -> other.timers().schedule(Duration.ZERO, () -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(() -> timer.reset(Duration.ZERO))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(timer.stop()).isFalse();
        ticker.stop();
    }

    @Test
    void aTimerThatTheMonitorFiresWhileTheSchedulerClosesRunsAsOneThatAWorkerFires()
            throws Exception {
        Scheduler other = Scheduler.builder().parallelism(1).maxSpares(0).build();
        AtomicInteger runs = new AtomicInteger();
        AtomicBoolean closing = new AtomicBoolean();
        CountDownLatch hogging = new CountDownLatch(1);
        other.go(
                () -> {
                    hogging.countDown();
                    Await.spinning(closing::get);
                    Timer timer = other.timers().schedule(Duration.ZERO, runs::incrementAndGet);
                    Await.spinning(() -> timer.toString().endsWith("[fired]"));
                });
        Await.latch(hogging);
        Thread closer = Thread.ofPlatform().start(other::close);
        Await.state(closer, Thread.State.WAITING);
        closing.set(true);
        Await.end(closer);
        assertThat(runs.get()).isEqualTo(1);
    }

    /** Always registered; runs something when it is asked whether it is. */
    private static final class AskedSource implements EventSource {
        private final Semaphore signal = new Semaphore(0);
        private volatile Runnable whenAsked = () -> {};

        @Override
        public int poll(long timeoutNanos) {
            try {
                if (timeoutNanos < 0) {
                    signal.acquire();
                } else if (timeoutNanos > 0) {
                    signal.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS);
                }
            } catch (InterruptedException e) {
                // nothing happened
            }
            return 0;
        }

        @Override
        public void wakeup() {
            signal.release();
        }

        @Override
        public boolean isRegistered() {
            if (Thread.currentThread() instanceof Worker) {
                whenAsked.run();
            }
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void aTimerSetFromOutsideWhileItsWorkerGoesToWaitForEventsIsNotMissed() throws Exception {
        AskedSource source = new AskedSource();
        try (Scheduler other =
                Scheduler.builder()
                        .parallelism(1)
                        .maxSpares(0) // there is one source, and so there must be one worker
                        .eventSources(() -> source)
                        .build()) {
            // at each of the places where a worker asks, on its way from a goroutine to its sleep
            for (int place = 1; place <= 8; place++) {
                CountDownLatch ran = new CountDownLatch(1);
                AtomicInteger left = new AtomicInteger(place);
                source.whenAsked =
                        () -> {
                            if (left.decrementAndGet() == 0) {
                                Thread outside =
                                        Thread.ofPlatform()
                                                .start(
                                                        () ->
                                                                other.timers()
                                                                        .schedule(
                                                                                Duration.ofMillis(
                                                                                        1),
                                                                                ran::countDown));
                                joinQuietly(outside);
                            }
                        };
                while (left.get() > 0) {
                    Await.end(other.go(() -> {}));
                }
                assertThat(ran.await(10, TimeUnit.SECONDS)).as("place %d", place).isTrue();
            }
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Tag("soak")
    void theFirstWorkerOutlivesItsTimeAsASpareSinceThreadsOutsideGiveItTheirTimers()
            throws Exception {
        try (Scheduler other = Scheduler.builder().name("spared").parallelism(1).build()) {
            AtomicBoolean stop = new AtomicBoolean();
            Thread[] first = new Thread[1];
            Thread hog =
                    other.go(
                            () -> {
                                first[0] = VirtualThreads.currentWorker();
                                Await.spinning(stop::get);
                            });
            Await.until("replaced", () -> other.stats().sparesActivated() > 0);
            stop.set(true);
            Await.end(hog);
            Await.until("a spare", () -> other.stats().spares() == 1);
            pass(Duration.ofSeconds(31));
            assertThat(first[0].isAlive()).isTrue();
            CountDownLatch ran = new CountDownLatch(1);
            other.timers().schedule(Duration.ofMillis(1), ran::countDown);
            Await.latch(ran);
        }
    }

    @Test
    void aWaitingTimerIsNoDeadlock() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        scheduler.run(
                () -> {
                    service().schedule(Duration.ofMillis(300), latch::countDown);
                    latch.await();
                    return null;
                });
    }

    @Test
    void aMillionWaitingTimersDoNotDisturb() throws Exception {
        Timer[] timers = new Timer[1_000_000];
        scheduler.run(
                () -> {
                    for (int i = 0; i < timers.length; i++) {
                        timers[i] = service().schedule(LONG.plusNanos(i * 7_919L), () -> {});
                    }
                    return null;
                });
        long[] delays = new long[1_000];
        for (int i = 0; i < delays.length; i++) {
            int index = i;
            long start = System.nanoTime();
            scheduler.run(() -> delays[index] = System.nanoTime() - start);
        }
        Arrays.sort(delays);
        System.out.printf(
                "start of a goroutine beside a million timers: median %d us, p99 %d us%n",
                delays[500] / 1_000, delays[990] / 1_000);
        for (Timer timer : timers) {
            assertThat(timer.stop()).isTrue();
        }
        assertThat(delays[990]).isLessThan(Duration.ofMillis(50).toNanos());
    }
}
