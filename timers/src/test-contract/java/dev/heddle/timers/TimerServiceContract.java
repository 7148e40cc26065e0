package dev.heddle.timers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What every timer service does, whoever drives it. */
public abstract class TimerServiceContract {

    /** So long that nothing is due before it by chance. */
    protected static final Duration LONG = Duration.ofHours(1);

    /** For subclasses. */
    protected TimerServiceContract() {}

    /** The subject. */
    protected abstract TimerService service();

    /** Lets a time pass, on the service's clock. */
    protected abstract void pass(Duration time);

    /** The service's clock. */
    protected abstract long nanoTime();

    /** Waits until a condition holds, letting time pass. */
    protected final void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(60)) {
                throw new AssertionError("still not: " + what);
            }
            pass(Duration.ofNanos(100_000));
            LockSupport.parkNanos(20_000);
        }
    }

    @Test
    void itRunsOnceAndNotEarly() {
        long start = nanoTime();
        AtomicLong ranAfter = new AtomicLong();
        AtomicInteger runs = new AtomicInteger();
        service()
                .schedule(
                        Duration.ofMillis(10),
                        () -> {
                            ranAfter.set(nanoTime() - start);
                            runs.incrementAndGet();
                        });
        until("ran", () -> runs.get() > 0);
        pass(Duration.ofMillis(30));
        assertThat(runs.get()).isEqualTo(1);
        assertThat(ranAfter.get()).isGreaterThanOrEqualTo(Duration.ofMillis(10).toNanos());
    }

    @Test
    void zeroNegativeAndPastRunAtOnce() {
        AtomicInteger runs = new AtomicInteger();
        service().schedule(Duration.ZERO, runs::incrementAndGet);
        service().schedule(Duration.ofSeconds(Long.MIN_VALUE), runs::incrementAndGet);
        service().scheduleAt(Instant.MIN, runs::incrementAndGet);
        service().scheduleAt(Instant.now().minusSeconds(1), runs::incrementAndGet);
        until("all ran", () -> runs.get() == 4);
    }

    @Test
    void hugeDelaysWait() {
        AtomicInteger runs = new AtomicInteger();
        Timer first = service().schedule(Duration.ofSeconds(Long.MAX_VALUE), runs::incrementAndGet);
        Timer second = service().scheduleAt(Instant.MAX, runs::incrementAndGet);
        AtomicInteger soon = new AtomicInteger();
        service().schedule(Duration.ofMillis(1), soon::incrementAndGet);
        until("a soon one ran", () -> soon.get() == 1);
        assertThat(first.stop()).isTrue();
        assertThat(second.stop()).isTrue();
        assertThat(runs.get()).isZero();
    }

    @Test
    void itRunsAtATimeOfTheWallClock() {
        AtomicInteger runs = new AtomicInteger();
        service().scheduleAt(service().now().plusMillis(5), runs::incrementAndGet);
        until("ran", () -> runs.get() == 1);
    }

    @Test
    void aStoppedTimerNeverRuns() {
        AtomicInteger runs = new AtomicInteger();
        Timer timer = service().schedule(Duration.ofSeconds(1), runs::incrementAndGet);
        assertThat(timer.toString()).endsWith("[waiting]");
        assertThat(timer.stop()).isTrue();
        assertThat(timer.stop()).isFalse();
        assertThat(timer.toString()).endsWith("[stopped]");
        pass(Duration.ofMillis(1_020));
        assertThat(runs.get()).isZero();
    }

    @Test
    void stopAfterTheRunSaysFalse() {
        AtomicInteger runs = new AtomicInteger();
        Timer timer = service().schedule(Duration.ZERO, runs::incrementAndGet);
        until("ran", () -> runs.get() == 1);
        assertThat(timer.stop()).isFalse();
        assertThat(timer.toString()).endsWith("[fired]");
    }

    @Test
    void resetMovesAWaitingTimerAndRevivesADeadOne() {
        AtomicInteger runs = new AtomicInteger();
        Timer timer = service().schedule(LONG, runs::incrementAndGet);
        assertThat(timer.reset(Duration.ofMillis(1))).isTrue();
        until("ran at its new time", () -> runs.get() == 1);
        assertThat(timer.reset(Duration.ofMillis(1))).isFalse();
        until("ran again", () -> runs.get() == 2);
        timer.reset(LONG);
        assertThat(timer.stop()).isTrue();
        assertThat(timer.reset(Duration.ZERO)).isFalse();
        until("ran after it was stopped", () -> runs.get() == 3);
    }

    @Test
    void whatThrowsOrBlocksDelaysNobody() {
        CountDownLatch block = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        service()
                .schedule(
                        Duration.ZERO,
                        () -> {
                            Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {});
                            throw new IllegalStateException("on purpose");
                        });
        service()
                .schedule(
                        Duration.ZERO,
                        () -> {
                            try {
                                block.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        service().schedule(Duration.ofMillis(1), runs::incrementAndGet);
        until("the other ran", () -> runs.get() == 1);
        block.countDown();
    }

    @Test
    void everyRunHasAVirtualThreadOfItsOwn() {
        List<Thread> threads = java.util.Collections.synchronizedList(new ArrayList<>());
        service().schedule(Duration.ZERO, () -> threads.add(Thread.currentThread()));
        service().schedule(Duration.ZERO, () -> threads.add(Thread.currentThread()));
        until("both ran", () -> threads.size() == 2);
        assertThat(threads).allMatch(Thread::isVirtual).doesNotHaveDuplicates();
    }

    @Test
    void aTickerTicksUntilItIsStopped() {
        AtomicInteger runs = new AtomicInteger();
        Ticker ticker = service().tick(Duration.ofMillis(2), runs::incrementAndGet);
        until("ticked", () -> runs.get() >= 5);
        ticker.stop();
        ticker.stop();
        assertThat(ticker.toString()).contains("[stopped");
        pass(Duration.ofMillis(10));
        int after = runs.get();
        pass(Duration.ofMillis(20));
        assertThat(runs.get()).isEqualTo(after);
    }

    @Test
    void theFirstTickMayComeAtOnce() {
        AtomicInteger runs = new AtomicInteger();
        Ticker ticker = service().tick(Duration.ZERO, LONG, runs::incrementAndGet);
        until("ticked", () -> runs.get() == 1);
        ticker.stop();
    }

    @Test
    void aTickerCanBeGivenAnotherPeriodAndStartedAgain() {
        AtomicInteger runs = new AtomicInteger();
        Ticker ticker = service().tick(LONG, runs::incrementAndGet);
        ticker.reset(Duration.ofMillis(1));
        until("ticked", () -> runs.get() >= 3);
        ticker.stop();
        ticker.reset(Duration.ofMillis(1));
        int before = runs.get();
        until("ticked again", () -> runs.get() >= before + 3);
        ticker.stop();
    }

    @Test
    void aTickWhoseForerunnerStillRunsIsDroppedAndCounted() {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Ticker ticker =
                service()
                        .tick(
                                Duration.ofMillis(1),
                                () -> {
                                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                    try {
                                        end.await();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                    running.decrementAndGet();
                                });
        until("dropped", () -> ticker.dropped() >= 5);
        end.countDown();
        ticker.stop();
        until("ended", () -> running.get() == 0);
        assertThat(most.get()).isEqualTo(1);
    }

    @Test
    void badArgumentsAreRefused() {
        Runnable nothing = () -> {};
        assertThatThrownBy(() -> service().schedule(null, nothing)).hasMessage("delay");
        assertThatThrownBy(() -> service().schedule(LONG, null)).hasMessage("action");
        assertThatThrownBy(() -> service().scheduleAt(null, nothing)).hasMessage("when");
        assertThatThrownBy(() -> service().tick(null, nothing)).hasMessage("period");
        assertThatThrownBy(() -> service().tick(LONG, null)).hasMessage("action");
        assertThatThrownBy(() -> service().tick(null, LONG, nothing)).hasMessage("firstDelay");
        for (Duration period : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            assertThatThrownBy(() -> service().tick(period, nothing))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("period must be positive: " + period);
        }
        Ticker ticker = service().tick(LONG, nothing);
        assertThatThrownBy(() -> ticker.reset(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        ticker.stop();
    }

    @Test
    void ofStopAndRunExactlyOneHappens() {
        int count = 20_000;
        AtomicInteger runs = new AtomicInteger();
        int stopped = 0;
        for (int i = 0; i < count; i++) {
            Timer timer = service().schedule(Duration.ofNanos(i % 50_000), runs::incrementAndGet);
            if (i % 64 == 0) {
                pass(Duration.ofNanos(20_000));
            }
            if (timer.stop()) {
                stopped++;
            }
        }
        int expected = count - stopped;
        until("the others ran", () -> runs.get() >= expected);
        pass(Duration.ofMillis(5));
        assertThat(runs.get()).isEqualTo(expected);
    }

    @Test
    void everyResetThatSaysFalseMeansOneRunMore() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger armed = new AtomicInteger(1);
        Timer timer = service().schedule(Duration.ofNanos(50_000), runs::incrementAndGet);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < 5_000; i++) {
                                            if (!timer.reset(Duration.ofNanos(i % 40_000))) {
                                                armed.incrementAndGet();
                                            }
                                            if (i % 7 == 0 && timer.stop()) {
                                                armed.decrementAndGet();
                                            }
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                pass(Duration.ofNanos(10_000));
            }
            thread.join();
        }
        until("all ran", () -> runs.get() >= armed.get());
        pass(Duration.ofMillis(5));
        assertThat(runs.get()).isEqualTo(armed.get());
    }

    @Test
    void nothingRunsEarly() {
        Random random = new Random(42);
        AtomicLong earliest = new AtomicLong(Long.MAX_VALUE);
        AtomicInteger runs = new AtomicInteger();
        int count = 2_000;
        for (int i = 0; i < count; i++) {
            long delay = random.nextInt(3_000_000);
            long start = nanoTime();
            service()
                    .schedule(
                            Duration.ofNanos(delay),
                            () -> {
                                earliest.accumulateAndGet(nanoTime() - start - delay, Math::min);
                                runs.incrementAndGet();
                            });
        }
        until("all ran", () -> runs.get() == count);
        assertThat(earliest.get()).isNotNegative();
    }

    @Test
    void noTickComesEarly() {
        long period = 300_000;
        long start = nanoTime();
        AtomicLong earliest = new AtomicLong(Long.MAX_VALUE);
        AtomicInteger runs = new AtomicInteger();
        Ticker ticker =
                service()
                        .tick(
                                Duration.ofNanos(period),
                                () -> {
                                    long due = start + period * runs.incrementAndGet();
                                    earliest.accumulateAndGet(nanoTime() - due, Math::min);
                                });
        until("ticked", () -> runs.get() >= 50);
        ticker.stop();
        // dropped ticks make the later ones only later
        assertThat(earliest.get()).isNotNegative();
    }

    @Test
    void ticksThatRanOrWereDroppedAreAllThatWereDue() {
        long period = 200_000;
        long start = nanoTime();
        AtomicInteger runs = new AtomicInteger();
        Ticker ticker = service().tick(Duration.ofNanos(period), runs::incrementAndGet);
        until("ticked", () -> runs.get() >= 100);
        long dueSoFar = (nanoTime() - start) / period - 1;
        until("counted", () -> runs.get() + ticker.dropped() >= dueSoFar);
        ticker.stop();
        assertThat(runs.get() + ticker.dropped())
                .isLessThanOrEqualTo((nanoTime() - start) / period);
    }

    @Test
    void aSlowRunDoesNotDelayTheTickAfterIt() {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch end = new CountDownLatch(1);
        Ticker slow = service().tick(Duration.ofMillis(1), () -> awaitQuietly(end));
        Ticker other = service().tick(Duration.ofMillis(1), runs::incrementAndGet);
        until("the other ticked", () -> runs.get() >= 20);
        end.countDown();
        slow.stop();
        other.stop();
    }

    @Test
    void aTickerThatThrowsGoesOn() {
        AtomicInteger runs = new AtomicInteger();
        Ticker ticker =
                service()
                        .tick(
                                Duration.ofMillis(1),
                                () -> {
                                    runs.incrementAndGet();
                                    Thread.currentThread()
                                            .setUncaughtExceptionHandler((t, e) -> {});
                                    throw new IllegalStateException("on purpose");
                                });
        until("ticked", () -> runs.get() >= 5);
        ticker.stop();
    }

    @Test
    void aTimerMayBeStoppedAndResetByWhatItRuns() {
        AtomicInteger runs = new AtomicInteger();
        AtomicReference<Timer> timer = new AtomicReference<>();
        AtomicReference<Boolean> answer = new AtomicReference<>();
        timer.set(
                service()
                        .schedule(
                                Duration.ofMillis(5),
                                () -> {
                                    until("it is known", () -> timer.get() != null);
                                    answer.set(timer.get().stop());
                                    if (runs.incrementAndGet() < 3) {
                                        timer.get().reset(Duration.ofNanos(1_000));
                                    }
                                }));
        until("ran three times", () -> runs.get() == 3);
        assertThat(answer.get()).isFalse();
    }

    /** What a timer runs, with something to look for afterwards. */
    private record Load(byte[] data, AtomicInteger runs) implements Runnable {
        @Override
        public void run() {
            runs.addAndGet(data.length);
        }
    }

    @Test
    void whatWasStoppedOrHasRunIsLetGoOf() {
        List<WeakReference<Load>> loads = new ArrayList<>();
        AtomicInteger runs = new AtomicInteger();
        Timer top = service().schedule(LONG.dividedBy(2), () -> {});
        Timer end = stopAndForget(loads, runs);
        until("those ran that should", () -> runs.get() == 2);
        until(
                "all are collected",
                () -> {
                    System.gc();
                    return loads.stream().allMatch(load -> load.get() == null);
                });
        top.stop();
        end.stop();
    }

    /** So few that the heap does not sweep, and none of them at one of its ends. */
    private Timer stopAndForget(List<WeakReference<Load>> loads, AtomicInteger runs) {
        service().schedule(Duration.ofMillis(1), load(loads, runs));
        Timer reset = service().schedule(LONG, load(loads, runs));
        reset.reset(Duration.ofMillis(1));
        Timer timer = service().schedule(LONG, load(loads, runs));
        Ticker ticker = service().tick(LONG, load(loads, runs));
        Timer stoppedAfterReset = service().schedule(LONG, load(loads, runs));
        stoppedAfterReset.reset(LONG);
        Timer end = service().schedule(LONG.multipliedBy(2), () -> {});
        timer.stop();
        ticker.stop();
        stoppedAfterReset.stop();
        return end;
    }

    private static Load load(List<WeakReference<Load>> loads, AtomicInteger runs) {
        Load load = new Load(new byte[1], runs);
        loads.add(new WeakReference<>(load));
        return load;
    }

    @Test
    void whatHappensBeforeScheduleAndResetIsSeenByTheRun() {
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        for (int i = 1; i <= 2_000; i++) {
            int[] plain = new int[1];
            int value = i;
            plain[0] = value;
            Timer timer =
                    service()
                            .schedule(
                                    i % 2 == 0 ? LONG : Duration.ZERO,
                                    () -> {
                                        if (plain[0] != value) {
                                            wrong.incrementAndGet();
                                        }
                                        runs.incrementAndGet();
                                    });
            if (i % 2 == 0) {
                timer.reset(Duration.ZERO);
            }
        }
        until("all ran", () -> runs.get() == 2_000);
        assertThat(wrong.get()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
