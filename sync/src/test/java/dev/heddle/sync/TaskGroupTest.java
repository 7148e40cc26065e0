package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class TaskGroupTest {

    private final TaskGroup group = new TaskGroup();

    @Test
    void awaitWaitsForAllTasks() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            group.go(ran::incrementAndGet);
        }
        group.await();
        assertThat(ran.get()).isEqualTo(1_000);
        group.await();
        assertThat(group.await(Duration.ZERO)).isTrue();
    }

    @Test
    void theFirstFailureInterruptsTheOthersAndIsThrown() throws Exception {
        CountDownLatch waiting = new CountDownLatch(3);
        AtomicInteger interrupted = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            group.go(
                    () -> {
                        waiting.countDown();
                        try {
                            Thread.sleep(Duration.ofMinutes(1));
                        } catch (InterruptedException e) {
                            interrupted.incrementAndGet();
                            throw e;
                        }
                    });
        }
        waiting.await();
        IOException failure = new IOException("first");
        group.go(
                () -> {
                    throw failure;
                });
        assertThatThrownBy(group::await).isSameAs(failure).hasNoSuppressedExceptions();
        assertThat(interrupted.get()).isEqualTo(3);
        assertThatThrownBy(() -> group.await(Duration.ofSeconds(1))).isSameAs(failure);
    }

    @Test
    void laterFailuresAreSuppressedOnes() throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        IOException second = new IOException("second");
        group.go(
                () -> {
                    try {
                        ready.countDown();
                        Thread.sleep(Duration.ofMinutes(1));
                    } catch (InterruptedException e) {
                        throw second;
                    }
                });
        ready.await();
        group.go(
                () -> {
                    throw new AssertionError("first");
                });
        assertThatThrownBy(group::await)
                .isInstanceOf(AssertionError.class)
                .hasMessage("first")
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(second));
    }

    @Test
    void aTaskStartedAfterAFailureBeginsInterrupted() throws Exception {
        group.go(
                () -> {
                    throw new IOException("failed");
                });
        assertThatThrownBy(group::await).hasMessage("failed");
        AtomicBoolean interrupted = new AtomicBoolean();
        group.go(
                () -> {
                    try {
                        Thread.sleep(Duration.ofMinutes(1));
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                    }
                });
        assertThatThrownBy(group::await).hasMessage("failed");
        assertThat(interrupted).isTrue();
    }

    @Test
    void noMoreRunThanTheLimitAllows() throws Exception {
        group.limit(3);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int i = 0; i < 200; i++) {
            group.go(
                    () -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.yield();
                        running.decrementAndGet();
                    });
        }
        group.await();
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void tryGoSaysWhetherThereWasRoom() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        assertThat(group.tryGo(end::await)).as("no limit").isTrue();
        assertThatThrownBy(() -> group.limit(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("while 1 tasks are running");
        end.countDown();
        group.await();
        Await.until("ended", () -> group.toString().startsWith("TaskGroup[0"));

        CountDownLatch second = new CountDownLatch(1);
        group.limit(1);
        assertThat(group.tryGo(second::await)).isTrue();
        assertThat(group.tryGo(() -> {})).isFalse();
        second.countDown();
        group.await();
        group.limit(0);
        assertThat(group.tryGo(() -> {})).isFalse();
        group.limit(-1);
        assertThat(group.tryGo(() -> {})).isTrue();
        group.await();
    }

    @Test
    void aTaskForWhichThereIsNoThreadIsNotCounted() throws Exception {
        group.limit(1);
        ThreadLocal<Integer> noChildren =
                new InheritableThreadLocal<>() {
                    @Override
                    protected Integer childValue(Integer parents) {
                        throw new IllegalStateException("no thread");
                    }
                };
        noChildren.set(0);
        try {
            assertThatThrownBy(() -> group.go(() -> {})).hasMessage("no thread");
        } finally {
            noChildren.remove();
        }
        assertThat(group.await(Duration.ZERO)).isTrue();
        AtomicBoolean ran = new AtomicBoolean();
        assertThat(group.tryGo(() -> ran.set(true))).as("room for one").isTrue();
        group.await();
        assertThat(ran).isTrue();
    }

    @Test
    void anInterruptWhileWaitingForTheLimitStartsNothing() throws Exception {
        group.limit(0);
        AtomicBoolean thrown = new AtomicBoolean();
        Thread caller =
                ThreadKind.VIRTUAL.start(
                        () -> {
                            try {
                                group.go(() -> {});
                            } catch (InterruptedException e) {
                                thrown.set(true);
                            }
                        });
        Await.blockedOn(caller, "semacquire");
        caller.interrupt();
        Await.end(caller);
        assertThat(thrown).isTrue();
        group.await();
    }

    @Test
    void anInterruptedAwaitLeavesTheTasksRunning() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        group.go(end::await);
        Thread.currentThread().interrupt();
        assertThatThrownBy(group::await).isInstanceOf(InterruptedException.class);
        assertThat(group.await(Duration.ofMillis(5))).isFalse();
        end.countDown();
        group.await();
    }

    @Test
    void cancelInterruptsWhatRuns() throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        group.go(
                () -> {
                    ready.countDown();
                    Thread.sleep(Duration.ofMinutes(1));
                });
        ready.await();
        group.cancel();
        assertThatThrownBy(group::await).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> group.go(null)).hasMessage("task");
        assertThatThrownBy(() -> group.tryGo(null)).hasMessage("task");
    }
}
