package dev.heddle.timers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerDriver;
import dev.heddle.timers.heap.TimerHeap;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

class ManualTimersTest extends TimerServiceContract {

    /** A heap and a clock that the test moves; every run has ended when the clock stops. */
    private static final class ManualDriver implements TimerDriver {
        final TimerHeap heap = new TimerHeap();
        volatile boolean rejecting;
        volatile boolean startsNothing;
        final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000); // will wrap around

        @Override
        public long nanoTime() {
            return now.get();
        }

        @Override
        public void add(HeapTimer timer, long deadlineNanos) {
            if (rejecting) {
                throw new RejectedExecutionException("on purpose");
            }
            // what the heap asks for, or its order does not hold
            assertThat(deadlineNanos - now.get()).isBetween(-(1L << 62), 1L << 62);
            heap.add(timer, deadlineNanos);
        }

        @Override
        public void start(Runnable action) {
            if (startsNothing) {
                throw new OutOfMemoryError("on purpose");
            }
            Thread.startVirtualThread(action);
        }

        void pass(long nanos) {
            long end = now.get() + nanos;
            for (long earliest;
                    (earliest = heap.earliest()) != TimerHeap.NEVER && earliest - end <= 0; ) {
                if (earliest - now.get() > 0) {
                    now.set(earliest);
                }
                heap.expire(now.get(), 64);
            }
            now.set(end);
        }

        void jump(long nanos) {
            heap.expire(now.addAndGet(nanos), 64);
        }
    }

    private final ManualDriver driver = new ManualDriver();
    private final TimerService service = TimerService.over(driver);

    @Override
    protected TimerService service() {
        return service;
    }

    @Override
    protected void pass(Duration time) {
        synchronized (driver) {
            driver.pass(time.toNanos());
        }
    }

    @Override
    protected long nanoTime() {
        return driver.nanoTime();
    }

    private static void awaitRuns(AtomicInteger runs, int expected) {
        while (runs.get() != expected) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aTickerKeepsItsPhaseAndCountsWhatItMissed() {
        AtomicInteger runs = new AtomicInteger();
        List<Long> dues = new ArrayList<>();
        long start = driver.nanoTime();
        Ticker ticker = service.tick(Duration.ofNanos(100), runs::incrementAndGet);
        driver.jump(100);
        awaitRuns(runs, 1);
        driver.jump(370); // due at 200, noticed at 470: 300 and 400 are missed
        awaitRuns(runs, 2);
        assertThat(ticker.dropped()).isEqualTo(2);
        dues.add(driver.heap.earliest() - start);
        driver.jump(30);
        awaitRuns(runs, 3);
        dues.add(driver.heap.earliest() - start);
        assertThat(dues).containsExactly(500L, 600L);
        assertThat(ticker.dropped()).isEqualTo(2);
    }

    @Test
    void aTickerWithAHugePeriodIsNoDangerToTheOrderOfTheHeap() {
        AtomicInteger runs = new AtomicInteger();
        Ticker ticker =
                service.tick(
                        Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE), runs::incrementAndGet);
        driver.jump(5);
        awaitRuns(runs, 1);
        service.schedule(Duration.ofNanos(10), runs::incrementAndGet);
        driver.jump(10);
        awaitRuns(runs, 2);
        ticker.stop();
    }

    @Test
    void whatCannotBeArmedDoesNotWait() {
        Timer timer = service.schedule(LONG, () -> {});
        Ticker ticker = service.tick(LONG, () -> {});
        driver.rejecting = true;
        assertThatThrownBy(() -> timer.reset(LONG)).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> ticker.reset(LONG)).isInstanceOf(RejectedExecutionException.class);
        assertThat(timer.toString()).endsWith("[stopped]");
        assertThat(timer.stop()).isFalse();
        assertThat(ticker.toString()).endsWith("[stopped]");
        assertThat(driver.heap.size()).isZero();
    }

    @Test
    void aTickThatGetsNoThreadIsDroppedAndTheNextOneComes() {
        AtomicInteger runs = new AtomicInteger();
        Ticker ticker = service.tick(Duration.ofNanos(100), runs::incrementAndGet);
        driver.startsNothing = true;
        assertThatThrownBy(() -> driver.jump(100)).isInstanceOf(OutOfMemoryError.class);
        assertThat(ticker.dropped()).isEqualTo(1);
        driver.startsNothing = false;
        driver.jump(100);
        awaitRuns(runs, 1);
        ticker.stop();
    }

    @Test
    void aTickerEndsWithItsScheduler() {
        AtomicInteger runs = new AtomicInteger();
        Ticker ticker = service.tick(Duration.ofNanos(100), runs::incrementAndGet);
        driver.rejecting = true;
        driver.jump(100);
        awaitRuns(runs, 1);
        assertThat(ticker.toString()).endsWith("[stopped]");
        assertThat(driver.heap.size()).isZero();
    }

    @Test
    void stoppedTimersAreGivenBack() {
        for (int i = 0; i < 1_000_000; i++) {
            service.schedule(LONG, () -> {}).stop();
        }
        assertThat(driver.heap.size()).isZero();
    }
}
