package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.channels.Channel;
import dev.heddle.channels.Context;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;

/** Deadlines of contexts that goroutines use, and what becomes of them when those have to end. */
class ContextDeadlineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofDays(1);

    private final Context root = Context.background();

    private static Scheduler scheduler() {
        return Scheduler.builder().name("contexts").parallelism(2).build();
    }

    @Test
    void aSchedulerThatIsShutDownDoesNotWaitForADeadline() throws Exception {
        Context.Cancellable context = root.withTimeout(LONG);
        try (Scheduler scheduler = scheduler()) {
            scheduler.run(() -> context.afterDone(() -> {}));
            scheduler.shutdownNow();
            assertThat(scheduler.awaitQuiescence(PATIENCE)).isTrue();
        }
        assertThat(context.isDone()).isFalse();
        context.cancel();
    }

    @Test
    void aDeadlineOutlivesTheSchedulerOfWhoeverAskedForIt() throws Exception {
        Channel<String> ran = Channel.unbounded();
        Context context = root.withTimeout(Duration.ofMillis(300));
        try (Scheduler scheduler = scheduler()) {
            scheduler.run(() -> context.afterDone(() -> ran.send("in time")));
            scheduler.shutdownNow();
        }
        assertThat(ran.receive(PATIENCE)).isEqualTo("in time");
        assertThat(context.isDone()).isTrue();
        assertThat(ran.tryReceive()).isNull();
    }

    @Test
    void aContextThatIsCancelledAfterwardsIsCollected() throws Exception {
        WeakReference<Context> reference = cancelledAfterShutdown();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (reference.get() != null) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            System.gc();
        }
    }

    private WeakReference<Context> cancelledAfterShutdown() throws Exception {
        Context.Cancellable context = root.withTimeout(LONG);
        try (Scheduler scheduler = scheduler()) {
            scheduler.run(() -> context.afterDone(() -> {}));
            scheduler.shutdownNow();
        }
        context.cancel();
        return new WeakReference<>(context);
    }

    /**
     * The goroutine that waits for the deadline is seen by the scheduler: nothing is deadlocked.
     */
    @Test
    void whoIsGoingToBeInterruptedAtADeadlineIsNotDeadlocked() throws Exception {
        try (Scheduler scheduler = scheduler()) {
            boolean interrupted =
                    scheduler.run(
                            () -> {
                                Context context = root.withTimeout(Duration.ofMillis(300));
                                try (var _ = context.interrupting(Thread.currentThread())) {
                                    Channel.unbuffered().receive();
                                    return false;
                                } catch (InterruptedException e) {
                                    return true;
                                }
                            });
            assertThat(interrupted).isTrue();
        }
    }

    @Test
    void whatLeavesAnActionAtADeadlineGoesToTheHandlerOfTheScheduler() throws Exception {
        Channel<Throwable> seen = Channel.unbounded();
        Exception thrown = new IOException("of an action");
        try (Scheduler scheduler =
                Scheduler.builder()
                        .parallelism(1)
                        .uncaughtExceptionHandler((thread, e) -> seen.trySend(e))
                        .build()) {
            scheduler.run(
                    () ->
                            root.withTimeout(Duration.ofMillis(20))
                                    .afterDone(
                                            () -> {
                                                throw thrown;
                                            }));
            assertThat(seen.receive(PATIENCE)).isSameAs(thrown);
        }
    }
}
