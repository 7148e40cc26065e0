package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class WaitGroupTest {

    private final WaitGroup group = new WaitGroup();

    @Test
    void nothingToWaitForIsDoneAtOnce() throws Exception {
        group.await();
        assertThat(group.await(Duration.ZERO)).isTrue();
        assertThat(group.await(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    }

    @Test
    void aNegativeCountIsRefusedAndTheCountStays() throws Exception {
        assertThatThrownBy(group::done)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("negative count: -1 added to 0");
        group.add(2);
        assertThatThrownBy(() -> group.add(-3)).isInstanceOf(IllegalStateException.class);
        group.add(-2);
        group.await();
    }

    @Test
    void hugeCountsAreCounted() throws Exception {
        group.add(Integer.MAX_VALUE);
        group.add(Integer.MAX_VALUE);
        assertThat(group.await(Duration.ofMillis(1))).isFalse();
        group.add(-Integer.MAX_VALUE);
        group.add(-Integer.MAX_VALUE);
        group.await();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void theLastDoneWakesEverybody(ThreadKind kind) throws Exception {
        group.add(3);
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Thread waiter = kind.start(group::await);
            Await.blockedOn(waiter, "sync.WaitGroup.Wait on WaitGroup@");
            waiters.add(waiter);
        }
        assertThat(group.toString()).endsWith("[3 to go, 5 waiting]");
        group.done();
        group.done();
        assertThat(waiters).allMatch(Thread::isAlive);
        group.done();
        for (Thread waiter : waiters) {
            Await.end(waiter);
        }
        assertThat(group.toString()).endsWith("[0 to go, 0 waiting]");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void aTimeoutOrAnInterruptEndsTheWaitAndTouchesNothing(ThreadKind kind) throws Exception {
        group.add(1);
        assertThat(group.await(Duration.ofMillis(5))).isFalse();
        assertThat(group.await(Duration.ZERO)).isFalse();
        AtomicBoolean thrown = new AtomicBoolean();
        Thread waiter =
                kind.start(
                        () -> {
                            try {
                                group.await();
                            } catch (InterruptedException e) {
                                thrown.set(true);
                            }
                        });
        Await.blockedOn(waiter, "sync.WaitGroup.Wait");
        waiter.interrupt();
        Await.end(waiter);
        assertThat(thrown).isTrue();
        assertThat(group.toString()).endsWith("[1 to go, 0 waiting]");
        group.done();
        group.await();
    }

    @Test
    void anInterruptBeforehandIsThrown() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(group::await).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> group.await(Duration.ZERO))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void goCountsRunsAndIsDone() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            Thread thread = group.go(ran::incrementAndGet);
            assertThat(thread.isVirtual()).isTrue();
        }
        group.await();
        assertThat(ran.get()).isEqualTo(1_000);
        assertThatThrownBy(() -> group.go(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("task");
        assertThat(group.await(Duration.ZERO)).isTrue();
    }

    @Test
    void aTaskThatThrowsIsDoneAndItsExceptionGoesToTheHandler() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        group.go(
                () -> {
                    Thread.currentThread().setUncaughtExceptionHandler((t, e) -> seen.set(e));
                    throw new java.io.IOException("mine");
                });
        group.await();
        assertThat(seen.get()).hasMessage("mine");
        group.go(
                () -> {
                    throw new InterruptedException();
                });
        group.await();
        assertThat(seen.get()).hasMessage("mine");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void aTaskHasTheHandlerThatItsStarterHasForItself(ThreadKind kind) throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        TaskGroup tasks = new TaskGroup();
        Thread starter =
                kind.start(
                        () -> {
                            Thread.currentThread()
                                    .setUncaughtExceptionHandler((t, e) -> seen.set(e));
                            tasks.go(() -> group.go(() -> group.go(WaitGroupTest::fail)).join());
                            tasks.await();
                        });
        Await.end(starter);
        group.await();
        assertThat(seen.get()).hasMessage("of a task of a task");
    }

    private static void fail() throws java.io.IOException {
        throw new java.io.IOException("of a task of a task");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void aTaskHasNoHandlerIfItsStarterHasNone(ThreadKind kind) throws Exception {
        AtomicBoolean none = new AtomicBoolean();
        Await.end(kind.start(() -> group.go(() -> none.set(hasNoHandler()))));
        group.await();
        assertThat(none).isTrue();
    }

    private static boolean hasNoHandler() {
        Thread self = Thread.currentThread();
        return self.getUncaughtExceptionHandler() == self.getThreadGroup();
    }

    @Test
    void anInterruptThatLeftATaskByWayOfAnIterationIsQuietToo() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Task task =
                () -> {
                    Thread.currentThread().setUncaughtExceptionHandler((t, e) -> seen.set(e));
                    CancellationException e = new CancellationException();
                    e.initCause(new InterruptedException());
                    throw e;
                };
        group.go(task);
        group.await();
        assertThat(seen.get()).isNull();
        group.go(
                () -> {
                    Thread.currentThread().setUncaughtExceptionHandler((t, e) -> seen.set(e));
                    throw new CancellationException("for another reason");
                });
        group.await();
        assertThat(seen.get()).hasMessage("for another reason");
    }

    @Test
    void itCanBeUsedAgain() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            AtomicInteger ran = new AtomicInteger();
            for (int i = 0; i < 4; i++) {
                group.go(ran::incrementAndGet);
            }
            group.await();
            assertThat(ran.get()).isEqualTo(4);
        }
    }

    @Test
    void useBeforeAPreviousWaitHasReturnedIsReported() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        CountDownLatch waiting = new CountDownLatch(1);
        for (int attempt = 0; attempt < 10_000 && seen.get() == null; attempt++) {
            WaitGroup used = new WaitGroup();
            used.add(1);
            Thread waiter =
                    ThreadKind.PLATFORM.start(
                            () -> {
                                try {
                                    waiting.countDown();
                                    used.await();
                                } catch (IllegalStateException e) {
                                    seen.set(e);
                                }
                            });
            Await.blockedOn(waiter, "sync.WaitGroup.Wait");
            used.done();
            used.add(1);
            Await.end(waiter);
            used.done();
        }
        assertThat(seen.get()).hasMessageContaining("used again before a previous wait");
    }
}
