package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.sync.Task;
import dev.heddle.sync.WaitGroup;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

class GoroutineThreadTest {

    private static Scheduler scheduler() {
        return Scheduler.builder().name("subject").parallelism(2).build();
    }

    @Test
    void aGoroutineIsAVirtualThreadWithItsName() throws Exception {
        try (Scheduler scheduler = scheduler()) {
            Thread thread = scheduler.go("reader", () -> {});
            assertThat(thread.isVirtual()).isTrue();
            assertThat(thread.getName()).isEqualTo("reader");
            assertThat(scheduler.go(() -> {}).getName()).isEmpty();
        }
    }

    @Test
    void currentIsTheSchedulerOfTheGoroutineAndNullElsewhere() throws Exception {
        assertThat(Scheduler.current()).isNull();
        try (Scheduler scheduler = scheduler()) {
            assertThat(scheduler.run(Scheduler::current)).isSameAs(scheduler);
        }
        CompletableFuture<Scheduler> seen = new CompletableFuture<>();
        Thread.startVirtualThread(() -> seen.complete(Scheduler.current()));
        assertThat(seen.get(60, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void goStartsOnTheSharedSchedulerFromOutsideAndOnTheSameFromAGoroutine() throws Exception {
        CompletableFuture<Scheduler> seen = new CompletableFuture<>();
        Go.go(() -> seen.complete(Scheduler.current()));
        assertThat(seen.get(60, TimeUnit.SECONDS)).isSameAs(Scheduler.shared());
        try (Scheduler scheduler = scheduler()) {
            CompletableFuture<Scheduler> inner = new CompletableFuture<>();
            scheduler.go(() -> Go.go(() -> inner.complete(Scheduler.current())));
            assertThat(inner.get(60, TimeUnit.SECONDS)).isSameAs(scheduler);
        }
    }

    @Test
    void aPlainVirtualThreadStartedInAGoroutineInheritsItsScheduler() throws Exception {
        try (Scheduler scheduler = scheduler()) {
            CompletableFuture<Scheduler> seen = new CompletableFuture<>();
            scheduler.go(() -> Thread.startVirtualThread(() -> seen.complete(Scheduler.current())));
            assertThat(seen.get(60, TimeUnit.SECONDS)).isSameAs(scheduler);
        }
    }

    @Test
    void nullTasksAndNamesAreRefused() {
        try (Scheduler scheduler = scheduler()) {
            assertThatThrownBy(() -> scheduler.go(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("task");
            assertThatThrownBy(() -> scheduler.go(null, () -> {}))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("name");
            assertThatThrownBy(() -> Go.go((dev.heddle.sync.Task) null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("task");
        }
    }

    @Test
    void threadLocalsAreTheGoroutinesOwn() throws Exception {
        ThreadLocal<Integer> local = ThreadLocal.withInitial(() -> 0);
        try (Scheduler scheduler = scheduler()) {
            for (int i = 1; i <= 100; i++) {
                int n = i;
                scheduler.go(
                        () -> {
                            local.set(n);
                            Thread.yield();
                            if (local.get() != n) {
                                throw new AssertionError("not mine: " + local.get());
                            }
                        });
            }
            assertThat(scheduler.run(local::get)).isZero();
        }
    }

    @Test
    void statesAreShownAsOfAnyThread() throws Exception {
        try (Scheduler scheduler = scheduler()) {
            Object monitor = new Object();
            Thread waiting = scheduler.go(() -> LockSupport.park());
            Thread sleeping = scheduler.go(() -> Thread.sleep(60_000));
            Thread blocked;
            synchronized (monitor) {
                blocked =
                        scheduler.go(
                                () -> {
                                    synchronized (monitor) {
                                        Thread.onSpinWait();
                                    }
                                });
                Await.state(blocked, Thread.State.BLOCKED);
            }
            Await.state(waiting, Thread.State.WAITING);
            Await.state(sleeping, Thread.State.TIMED_WAITING);
            Await.state(blocked, Thread.State.TERMINATED);
            LockSupport.unpark(waiting);
            sleeping.interrupt();
            Await.end(waiting);
            Await.end(sleeping);
        }
    }

    @Test
    void aDumpShowsNameReasonAndStack() throws Exception {
        try (Scheduler scheduler = scheduler()) {
            Thread parked = scheduler.go("parked one", () -> LockSupport.park("my reason"));
            Await.state(parked, Thread.State.WAITING);
            assertThat(scheduler.dump())
                    .contains("\"parked one\"")
                    .contains("waiting for my reason")
                    .contains("LockSupport.park");
            assertThat(parked.getStackTrace()).isNotEmpty();
            LockSupport.unpark(parked);
        }
    }

    @Test
    void anInterruptEndsAnInterruptibleWaitAndIsNotLost() throws Exception {
        try (Scheduler scheduler = scheduler()) {
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread goroutine =
                    scheduler.go(
                            () -> {
                                LockSupport.park();
                                flag.complete(Thread.currentThread().isInterrupted());
                            });
            Await.state(goroutine, Thread.State.WAITING);
            goroutine.interrupt();
            assertThat(flag.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anUncaughtExceptionGoesToTheSchedulersHandler() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        try (Scheduler scheduler =
                Scheduler.builder()
                        .parallelism(1)
                        .uncaughtExceptionHandler((thread, e) -> seen.set(e))
                        .build()) {
            Exception thrown = new Exception("thrown by the task");
            Await.end(
                    scheduler.go(
                            () -> {
                                throw thrown;
                            }));
            assertThat(seen.get()).isSameAs(thrown);
            assertThat(scheduler.run(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void soDoesOneThatLeavesATaskOfAGroup() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Exception thrown = new Exception("thrown by a task of the task");
        try (Scheduler scheduler =
                Scheduler.builder()
                        .parallelism(1)
                        .uncaughtExceptionHandler((thread, e) -> seen.set(e))
                        .build()) {
            WaitGroup group = new WaitGroup();
            Task fails =
                    () -> {
                        throw thrown;
                    };
            Await.end(scheduler.go(() -> group.go(fails)));
            group.await();
            assertThat(seen.get()).isSameAs(thrown);
            seen.set(null);
            Thread made = scheduler.threadFactory().newThread(() -> group.go(fails));
            made.start();
            Await.end(made);
            group.await();
            assertThat(seen.get()).isSameAs(thrown);
        }
    }

    @Test
    void theThreadsOwnHandlerComesBeforeTheSchedulers() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        AtomicReference<Throwable> own = new AtomicReference<>();
        try (Scheduler scheduler =
                Scheduler.builder()
                        .parallelism(1)
                        .uncaughtExceptionHandler((thread, e) -> seen.set(e))
                        .build()) {
            Await.end(
                    scheduler.go(
                            () -> {
                                Thread.currentThread()
                                        .setUncaughtExceptionHandler((thread, e) -> own.set(e));
                                throw new IllegalStateException("mine");
                            }));
        }
        assertThat(own.get()).hasMessage("mine");
        assertThat(seen.get()).isNull();
    }

    @Test
    void withoutAnyHandlerTheJvmsDefaultHandlerIsTold() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> seen.set(e));
        try (Scheduler scheduler = scheduler()) {
            Await.end(
                    scheduler.go(
                            () -> {
                                throw new IllegalStateException("nobody's");
                            }));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(seen.get()).hasMessage("nobody's");
    }

    @Test
    void anInterruptThatLeavesTheTaskEndsItQuietly() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        try (Scheduler scheduler =
                Scheduler.builder()
                        .parallelism(1)
                        .uncaughtExceptionHandler((thread, e) -> seen.set(e))
                        .build()) {
            Await.end(
                    scheduler.go(
                            () -> {
                                throw new InterruptedException();
                            }));
            Await.end(
                    scheduler.go(
                            () -> {
                                CancellationException e = new CancellationException();
                                e.initCause(new InterruptedException());
                                throw e;
                            }));
            assertThat(seen.get()).isNull();
            Await.end(
                    scheduler.go(
                            () -> {
                                throw new CancellationException("for another reason");
                            }));
            assertThat(seen.get()).hasMessage("for another reason");
        }
    }

    @Test
    void anErrorInATaskEndsOnlyItsGoroutine() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        try (Scheduler scheduler =
                Scheduler.builder()
                        .parallelism(1)
                        .uncaughtExceptionHandler((thread, e) -> seen.set(e))
                        .build()) {
            Await.end(
                    scheduler.go(
                            () -> {
                                long[][] hoard = new long[1 << 20][];
                                for (int i = 0; i < hoard.length; i++) {
                                    hoard[i] = new long[Integer.MAX_VALUE - 8];
                                }
                            }));
            assertThat(seen.get()).isInstanceOf(OutOfMemoryError.class);
            CountDownLatch next = new CountDownLatch(1);
            scheduler.go(next::countDown);
            Await.latch(next);
        }
    }
}
