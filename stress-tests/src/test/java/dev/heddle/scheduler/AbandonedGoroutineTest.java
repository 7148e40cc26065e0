package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.channels.Channel;
import dev.heddle.channels.Context;
import dev.heddle.sync.Task;
import dev.heddle.sync.TaskGroup;
import dev.heddle.sync.WaitGroup;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * A goroutine that sleeps for ever, and whose scheduler has ended without it, still stands where it
 * waits; whoever wakes it there has others to wake.
 */
class AbandonedGoroutineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static void abandonOneIn(Task wait) {
        Callable<?> deadlock =
                () -> {
                    Go.go(() -> waitWhateverInterruptsCome(wait));
                    return Channel.unbuffered().receive();
                };
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            assertThatThrownBy(() -> scheduler.run(deadlock)).isInstanceOf(DeadlockException.class);
        }
    }

    /** The report of a deadlock interrupts everybody, once. */
    private static void waitWhateverInterruptsCome(Task wait) throws Exception {
        for (; ; ) {
            try {
                wait.run();
                return;
            } catch (InterruptedException e) {
                continue;
            }
        }
    }

    private static <T> FutureTask<T> liveOneIn(Callable<T> wait) {
        FutureTask<T> task = new FutureTask<>(wait);
        Thread thread = Thread.ofVirtual().start(task);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime()).as("waited for it to block").isLessThan(deadline);
            Thread.yield();
        }
        return task;
    }

    private static <T> T resultOf(FutureTask<T> task) throws Exception {
        return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void whoClosesTheChannelWakesTheOthers() throws Exception {
        Channel<Integer> channel = Channel.unbuffered();
        abandonOneIn(channel::receive);
        assertThat(channel.toString()).contains("1 receiving");
        FutureTask<Integer> live = liveOneIn(channel::receiveOrNull);
        assertThat(channel.close()).isTrue();
        assertThat(resultOf(live)).isNull();
    }

    @Test
    void whoIsTheLastOfAGroupWakesTheOthers() throws Exception {
        WaitGroup group = new WaitGroup();
        group.add(1);
        Callable<Boolean> wait =
                () -> {
                    group.await();
                    return true;
                };
        FutureTask<Boolean> before = liveOneIn(wait);
        abandonOneIn(group::await);
        assertThat(group.toString()).contains("2 waiting");
        FutureTask<Boolean> after = liveOneIn(wait);
        group.done();
        assertThat(resultOf(before)).isTrue();
        assertThat(resultOf(after)).isTrue();
    }

    @Test
    void whoCancelsTasksInterruptsTheOthers() throws Exception {
        TaskGroup group = new TaskGroup();
        Channel<Integer> nothing = Channel.unbuffered();
        Task start = () -> group.go(() -> waitWhateverInterruptsCome(nothing::receive));
        for (int i = 0; i < 4; i++) {
            abandonOneIn(start);
        }
        int live = 16;
        CountDownLatch waiting = new CountDownLatch(live);
        CountDownLatch interrupted = new CountDownLatch(live);
        for (int i = 0; i < live; i++) {
            group.go(
                    () -> {
                        waiting.countDown();
                        try {
                            nothing.receive();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                        }
                    });
        }
        assertThat(waiting.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        group.cancel();
        assertThat(interrupted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theEndOfAContextReachesTheOthers() throws Exception {
        Context.Cancellable context = Context.background().withCancel();
        Channel<Integer> nothing = Channel.unbuffered();
        Task wait =
                () -> {
                    context.interrupting(Thread.currentThread());
                    nothing.receive();
                };
        for (int i = 0; i < 4; i++) {
            abandonOneIn(wait);
        }
        CountDownLatch ended = new CountDownLatch(1);
        context.afterDone(ended::countDown);
        context.cancel();
        assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
