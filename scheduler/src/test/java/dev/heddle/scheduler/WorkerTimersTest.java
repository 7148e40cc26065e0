package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.timers.Ticker;
import dev.heddle.timers.Timer;
import dev.heddle.timers.TimerService;
import dev.heddle.timers.TimerServiceContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
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
        for (int i = 0; i < late.length; i++) {
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
        System.out.printf(
                "timers beside hogs late by: median %.2f ms, p90 %.2f ms, max %.2f ms%n",
                late[20] / 1e6, late[36] / 1e6, late[39] / 1e6);
        assertThat(late[36]).isLessThan(Duration.ofMillis(50).toNanos());
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
        ticker.stop();
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
