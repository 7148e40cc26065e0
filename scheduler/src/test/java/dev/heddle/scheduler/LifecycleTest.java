package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

@SuppressWarnings("try") // closing is the subject
class LifecycleTest {

    private static long threadsOf(String scheduler) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(scheduler + "-"))
                .count();
    }

    @AtEveryParallelism
    void closeWaitsForEveryGoroutineAndThoseTheyStart(int parallelism) {
        AtomicInteger finished = new AtomicInteger();
        try (Scheduler scheduler = Scheduler.builder().parallelism(parallelism).build()) {
            for (int i = 0; i < 100; i++) {
                scheduler.go(
                        () -> {
                            Thread.sleep(20);
                            Go.go(
                                    () -> {
                                        Thread.sleep(20);
                                        finished.incrementAndGet();
                                    });
                        });
            }
        }
        assertThat(finished.get()).isEqualTo(100);
    }

    @AtEveryParallelism
    void closingLeavesNoThreadBehind(int parallelism) {
        String name = "leaving" + parallelism;
        try (Scheduler scheduler =
                Scheduler.builder().name(name).parallelism(parallelism).build()) {
            scheduler.go(() -> {});
            assertThat(threadsOf(name)).isGreaterThanOrEqualTo(parallelism);
        }
        Await.until("threads of " + name + " ended", () -> threadsOf(name) == 0);
    }

    @Test
    void aClosedSchedulerRefusesWorkWithAClearError() {
        Scheduler scheduler = Scheduler.builder().name("gone").parallelism(1).build();
        scheduler.close();
        assertThatThrownBy(() -> scheduler.go(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("scheduler 'gone' is closed");
        assertThatThrownBy(() -> scheduler.threadFactory().newThread(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> scheduler.run(() -> 1))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> scheduler.setParallelism(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        scheduler.close();
        scheduler.shutdownNow();
        assertThat(scheduler.stats().goroutines()).isZero();
    }

    @Test
    void closingFromOneOfItsGoroutinesIsRefused() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            assertThatThrownBy(
                            () ->
                                    scheduler.run(
                                            () -> {
                                                scheduler.close();
                                                return null;
                                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot close its scheduler");
            assertThat(scheduler.run(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void aGoroutineOfAnotherSchedulerMayCloseIt() throws Exception {
        try (Scheduler outer = Scheduler.builder().parallelism(1).build()) {
            Scheduler inner = Scheduler.builder().parallelism(1).build();
            AtomicInteger ran = new AtomicInteger();
            inner.go(ran::incrementAndGet);
            outer.go(inner::close).join();
            assertThat(ran.get()).isEqualTo(1);
            assertThatThrownBy(() -> inner.go(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void shutdownNowInterruptsTheGoroutinesAndRefusesNewOnes() throws Exception {
        Scheduler scheduler = Scheduler.builder().parallelism(2).build();
        List<CompletableFuture<Boolean>> interrupted = new ArrayList<>();
        CountDownLatch sleeping = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            CompletableFuture<Boolean> seen = new CompletableFuture<>();
            interrupted.add(seen);
            scheduler.go(
                    () -> {
                        sleeping.countDown();
                        try {
                            Thread.sleep(60_000);
                        } catch (InterruptedException e) {
                            seen.complete(true);
                        }
                    });
        }
        Await.latch(sleeping);
        scheduler.shutdownNow();
        for (CompletableFuture<Boolean> seen : interrupted) {
            assertThat(seen.get(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThatThrownBy(() -> scheduler.go(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        scheduler.close();
    }

    @Test
    void shutdownNowInterruptsThoseWhoAreStartedLaterByWhoeverLives() throws Exception {
        Scheduler scheduler = Scheduler.builder().parallelism(2).build();
        CountDownLatch sleeping = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        Runnable waitInVain =
                () -> {
                    try {
                        sleeping.countDown();
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                    }
                };
        scheduler.go(
                () -> {
                    waitInVain.run();
                    Thread.startVirtualThread(waitInVain); // a goroutine of the same scheduler
                });
        Await.latch(sleeping);
        scheduler.shutdownNow();
        scheduler.close();
        assertThat(interrupted.get()).isEqualTo(2);
    }

    @Test
    void whoWasToldToEndIsNotToldAgainWhileItCleansUp() throws Exception {
        Scheduler scheduler = Scheduler.builder().parallelism(2).build();
        CountDownLatch sleeping = new CountDownLatch(1);
        AtomicBoolean clean = new AtomicBoolean();
        scheduler.go(
                () -> {
                    try {
                        sleeping.countDown();
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        Thread.sleep(400); // longer than the looks for newcomers are apart
                        clean.set(true);
                    }
                });
        Await.latch(sleeping);
        scheduler.shutdownNow();
        scheduler.close();
        assertThat(clean.get()).isTrue();
    }

    @Test
    void aTimerThatFiresWhileTheSchedulerEndsStartsItsGoroutineOrIsDropped() {
        for (int i = 0; i < 200; i++) {
            AtomicInteger began = new AtomicInteger();
            AtomicInteger ended = new AtomicInteger();
            try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
                for (int timer = 0; timer < 100; timer++) {
                    scheduler
                            .timers()
                            .schedule(
                                    Duration.ofNanos(10_000 * timer),
                                    () -> {
                                        began.incrementAndGet();
                                        Thread.yield();
                                        ended.incrementAndGet();
                                    });
                }
            }
            assertThat(ended.get()).isEqualTo(began.get());
        }
    }

    @Test
    void anInterruptedCloseInterruptsTheGoroutinesAndKeepsTheFlag() throws Exception {
        Scheduler scheduler = Scheduler.builder().parallelism(1).build();
        scheduler.go(() -> Thread.sleep(60_000));
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread closer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    scheduler.close();
                                    flag.complete(Thread.currentThread().isInterrupted());
                                });
        Await.state(closer, Thread.State.WAITING);
        closer.interrupt();
        assertThat(flag.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void manySchedulersLiveSideBySide() throws Exception {
        List<Scheduler> schedulers = new ArrayList<>();
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 30; i++) {
            schedulers.add(Scheduler.builder().parallelism(1 + i % 3).build());
        }
        for (int round = 0; round < 100; round++) {
            for (Scheduler scheduler : schedulers) {
                scheduler.go(ran::incrementAndGet);
            }
        }
        schedulers.forEach(Scheduler::close);
        assertThat(ran.get()).isEqualTo(3_000);
    }

    @Test
    void openingAndClosingManySchedulersLeaksNothing() {
        for (int i = 0; i < 200; i++) {
            try (Scheduler scheduler = Scheduler.builder().name("brief").parallelism(2).build()) {
                scheduler.go(() -> {});
            }
        }
        Await.until("all threads ended", () -> threadsOf("brief") == 0);
    }

    @Test
    void aClosedSchedulerCanBeCollected() {
        WeakReference<Scheduler> reference = openedAndClosed();
        Await.until(
                "collected",
                () -> {
                    System.gc();
                    return reference.get() == null;
                });
    }

    private static WeakReference<Scheduler> openedAndClosed() {
        Scheduler scheduler = Scheduler.builder().parallelism(2).build();
        scheduler.go(() -> Thread.sleep(1));
        scheduler.close();
        return new WeakReference<>(scheduler);
    }

    @Test
    void theSharedSchedulerIsNeverClosed() throws Exception {
        Scheduler.shared().close();
        Scheduler.shared().shutdownNow();
        assertThat(Scheduler.shared().run(() -> 1)).isEqualTo(1);
    }

    @Test
    void quiescenceIsNotReachedWhileEachThreadStartsTheNextBeforeItEnds() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            AtomicBoolean over = new AtomicBoolean();
            Runnable link =
                    new Runnable() {
                        @Override
                        public void run() {
                            if (!over.get()) {
                                Thread.startVirtualThread(this);
                            }
                        }
                    };
            scheduler.go(link::run);
            int quiet = 0;
            for (int look = 0; look < 20_000; look++) {
                quiet += scheduler.awaitQuiescence(Duration.ZERO) ? 1 : 0;
            }
            over.set(true);
            assertThat(quiet).isZero();
            assertThat(scheduler.awaitQuiescence(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void quiescenceIsReachedWhenTheLastGoroutineEnds() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            assertThat(scheduler.awaitQuiescence(Duration.ZERO)).isTrue();
            CountDownLatch end = new CountDownLatch(1);
            scheduler.go(end::await);
            assertThat(scheduler.awaitQuiescence(Duration.ofMillis(20))).isFalse();
            assertThat(scheduler.awaitQuiescence(Duration.ofSeconds(-1))).isFalse();
            end.countDown();
            assertThat(scheduler.awaitQuiescence(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
            assertThatThrownBy(() -> scheduler.awaitQuiescence(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("timeout");
            assertThatThrownBy(
                            () ->
                                    scheduler.run(
                                            () -> scheduler.awaitQuiescence(Duration.ofSeconds(1))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void everyGoroutineThatThreadsOutsideStartAtOnceIsCounted() throws Exception {
        int each = 1_000_000;
        VirtualThreads.requireOpen();
        WorkerPool pool = new WorkerPool("counting", 1, 0, null, null);
        try {
            Lifecycle lifecycle = new Lifecycle(pool);
            Runnable starter =
                    () -> {
                        for (int i = 0; i < each; i++) {
                            lifecycle.countStarted(null);
                        }
                    };
            Thread other = Thread.ofPlatform().start(starter);
            starter.run();
            other.join();
            assertThat(lifecycle.started()).isEqualTo(2 * each);
        } finally {
            pool.dispose();
        }
    }
}
