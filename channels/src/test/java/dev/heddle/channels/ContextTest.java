package dev.heddle.channels;

import static dev.heddle.channels.Select.onDone;
import static dev.heddle.channels.Select.onReceive;
import static dev.heddle.channels.Select.otherwise;
import static dev.heddle.channels.Select.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

class ContextTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final Context root = Context.background();

    @AfterEach
    void interruptStatusIsLeftClear() {
        assertThat(Thread.interrupted()).isFalse();
    }

    // ---- the end

    @Test
    void shouldNeverEndInTheBackground() {
        assertThat(root.isDone()).isFalse();
        assertThat(root.err()).isNull();
        assertThat(root.cause()).isNull();
        assertThat(root.deadline()).isNull();
        assertThat((Object) root.done()).isSameAs(Channels.never());
        assertThat(root.afterDone(() -> {}).stop()).isFalse();
        root.throwIfDone();
        assertThat(root).hasToString("Context.background");
    }

    @Test
    void shouldEndByCancelOnce() {
        Context.Cancellable context = root.withCancel();
        assertThat(context.err()).isNull();
        assertThat(context.done().isDrained()).isFalse();
        context.cancel();
        CancellationException err = context.err();
        assertThat(err).hasMessage("context canceled");
        assertThat(context.cause()).isSameAs(err);
        assertThat(context.done().isDrained()).isTrue();
        context.cancel(new IllegalStateException("too late"));
        assertThat(context.err()).isSameAs(err);
        assertThat(context.cause()).isSameAs(err);
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(context::throwIfDone)
                .withCause(err);
    }

    @Test
    void shouldKeepTheCauseItWasCancelledWith() {
        Context.Cancellable context = root.withCancel();
        Context.Cancellable child = context.withCancel();
        Exception cause = new IllegalStateException("because");
        context.cancel(cause);
        assertThat(context.err()).isExactlyInstanceOf(CancellationException.class);
        assertThat(context.cause()).isSameAs(cause);
        assertThat(child.err()).isSameAs(context.err());
        assertThat(child.cause()).isSameAs(cause);
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(child::throwIfDone)
                .withCause(cause);
    }

    @Test
    void shouldGiveTheSameDoneChannelEachTime() {
        Context.Cancellable context = root.withCancel();
        Receiver<Void> done = context.done();
        assertThat((Object) context.done()).isSameAs(done);
        assertThat((Object) context.withValue(Context.Key.named("k"), 1).done()).isSameAs(done);
        context.close();
        assertThat((Object) context.done()).isSameAs(done);
    }

    @Test
    void shouldEndAllBelowBeforeCancelReturns() {
        Context.Cancellable top = root.withCancel();
        List<Context> all = new ArrayList<>();
        Context deepest = top;
        for (int i = 0; i < 100; i++) {
            deepest = deepest.withValue(Context.Key.named("depth"), i).withCancel();
            all.add(deepest);
            all.add(top.withTimeout(LONG));
        }
        top.cancel();
        assertThat(all).allSatisfy(context -> assertThat(context.err()).isSameAs(top.err()));
    }

    @Test
    void shouldLeaveTheOthersAloneWhenAChildIsCancelled() {
        Context.Cancellable top = root.withCancel();
        Context.Cancellable left = top.withCancel();
        Context.Cancellable right = top.withCancel();
        left.cancel();
        assertThat(top.err()).isNull();
        assertThat(right.err()).isNull();
        top.cancel(new IllegalStateException());
        assertThat(left.cause()).isSameAs(left.err());
        assertThat(right.cause()).isSameAs(top.cause());
    }

    @Test
    void shouldHaveEndedFromTheStartBelowOneThatHas() {
        Context.Cancellable top = root.withCancel();
        top.cancel(new IllegalStateException("because"));
        Context child = top.withValue(Context.Key.named("k"), 1).withTimeout(LONG);
        assertThat(child.err()).isSameAs(top.err());
        assertThat(child.cause()).isSameAs(top.cause());
        assertThat(child.done().isDrained()).isTrue();
    }

    @Test
    void shouldGoOnWithoutCancel() {
        Context.Key<String> key = Context.Key.named("k");
        Context.Cancellable top = root.withValue(key, "v").withTimeout(LONG);
        Context detached = top.withoutCancel();
        top.cancel();
        assertThat(detached.err()).isNull();
        assertThat(detached.deadline()).isNull();
        assertThat((Object) detached.done()).isSameAs(Channels.never());
        assertThat(detached.value(key)).isEqualTo("v");
        assertThat(detached.withCancel().err()).isNull();
    }

    // ---- deadlines

    @Test
    void shouldEndByItsDeadline() throws Exception {
        long start = System.nanoTime();
        Exception cause = new IllegalStateException("slow");
        Context.Cancellable context = root.withTimeout(Duration.ofMillis(20), cause);
        assertThat(context.err()).isNull();
        assertThat(context.done().receiveOrNull()).isNull();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        assertThat(context.err())
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessage("context deadline exceeded");
        assertThat(context.cause()).isSameAs(cause);
        assertThatExceptionOfType(DeadlineExceededException.class)
                .isThrownBy(context::throwIfDone)
                .withCause(cause);
        context.cancel();
        assertThat(context.err()).isInstanceOf(DeadlineExceededException.class);
    }

    @Test
    void shouldHaveEndedFromTheStartIfItsDeadlineHasPassed() {
        assertThat(root.withTimeout(Duration.ZERO).err())
                .isInstanceOf(DeadlineExceededException.class);
        assertThat(root.withTimeout(Duration.ofSeconds(Long.MIN_VALUE)).err())
                .isInstanceOf(DeadlineExceededException.class);
        assertThat(root.withDeadline(Instant.MIN).err())
                .isInstanceOf(DeadlineExceededException.class);
        assertThat(root.withDeadline(Instant.MAX).err()).isNull();
    }

    @Test
    void shouldBeCanceledIfThatComesBeforeTheDeadline() {
        Context.Cancellable context = root.withTimeout(LONG, new IllegalStateException());
        context.cancel();
        assertThat(context.err()).isExactlyInstanceOf(CancellationException.class);
        assertThat(context.cause()).isSameAs(context.err());
    }

    @Test
    void shouldObeyTheEarliestDeadlineAbove() {
        Instant soon = Instant.now().plus(Duration.ofHours(1));
        Context top = root.withDeadline(soon);
        assertThat(top.deadline()).isCloseTo(soon, within(1, ChronoUnit.SECONDS));
        assertThat(top.withTimeout(LONG).deadline()).isEqualTo(top.deadline());
        assertThat(top.withCancel().deadline()).isEqualTo(top.deadline());
        Context earlier = top.withTimeout(Duration.ofMinutes(1));
        assertThat(earlier.deadline()).isBefore(top.deadline());

        Context expired = root.withTimeout(Duration.ofMillis(1));
        Context below = expired.withTimeout(LONG).withCancel();
        assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> below.done().receive());
        assertThat(below.err()).isSameAs(expired.err());
    }

    @Test
    void shouldEndSelectsThatWaitForIt() throws Exception {
        Channel<Integer> silent = Channel.unbuffered();
        Context.Cancellable context = root.withTimeout(LONG);
        Actor<String> cancelled =
                Actor.blocked(
                        ThreadKind.VIRTUAL,
                        () ->
                                select(
                                        onReceive(silent, v -> "value"),
                                        onDone(context, () -> "end")));
        context.cancel();
        assertThat(cancelled.get()).isEqualTo("end");

        Context expiring = root.withTimeout(Duration.ofMillis(10)).withCancel();
        assertThat(select(onReceive(silent, v -> "value"), onDone(expiring, () -> "end")))
                .isEqualTo("end");
        assertThat(expiring.err()).isInstanceOf(DeadlineExceededException.class);
        assertThat(select(onDone(root, () -> "end"), otherwise(() -> "never"))).isEqualTo("never");
        assertThat(silent.toString()).endsWith("[unbuffered]");
    }

    @Test
    void shouldWaitForTheEndForALimitedTime() throws Exception {
        Context.Cancellable context = root.withTimeout(LONG);
        assertThat(context.done().tryReceive()).isNull();
        assertThat(context.done().receive(Duration.ofMillis(2))).isNull();
        assertThat(context.done().receive(Duration.ZERO)).isNull();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> context.done().receive(Duration.ZERO))
                .withMessageStartingWith("interrupted in chan receive on done of Context@");
        assertThat(context.done().drainTo(new ArrayList<>(), 1)).isZero();
        Actor<Void> waiting = Actor.blocked(ThreadKind.VIRTUAL, () -> context.done().receive(LONG));
        context.cancel();
        assertThat(waiting.failure()).isInstanceOf(ChannelClosedException.class);
        assertThat(context.done().iterator().hasNext()).isFalse();
    }

    // ---- values

    @Test
    void shouldFindTheNearestValueByIdentityOfTheKey() {
        Context.Key<String> key = Context.Key.named("user");
        Context.Key<String> sameName = Context.Key.named("user");
        Context outer = root.withValue(key, "ann");
        Context inner = outer.withCancel().withValue(key, "bob").withTimeout(LONG);
        assertThat(root.value(key)).isNull();
        assertThat(outer.value(key)).isEqualTo("ann");
        assertThat(inner.value(key)).isEqualTo("bob");
        assertThat(inner.value(sameName)).isNull();
    }

    @Test
    void shouldBeCurrentWhereItIsBound() throws Exception {
        Context context = root.withCancel();
        assertThat(Context.current()).isSameAs(root);
        assertThat(context.call(Context::current)).isSameAs(context);
        List<Context> seen = new ArrayList<>();
        context.run(() -> seen.add(Context.current()));
        Actor.run(ThreadKind.VIRTUAL, () -> seen.add(Context.current())).get();
        Actor.run(ThreadKind.VIRTUAL, context.bound(() -> seen.add(Context.current()))::run).get();
        assertThat(seen).containsExactly(context, root, context);
        assertThat(Context.current()).isSameAs(root);
    }

    // ---- actions

    @Test
    void shouldRunActionsOnceAfterTheEnd() throws Exception {
        Context.Cancellable context = root.withCancel();
        Channel<String> ran = Channel.unbounded();
        context.afterDone(() -> ran.send("first"));
        context.withValue(Context.Key.named("k"), 1).afterDone(() -> ran.send("second"));
        Context.Registration stopped = context.afterDone(() -> ran.send("stopped"));
        assertThat(ran.receive(Duration.ofMillis(5))).isNull();
        assertThat(stopped.stop()).isTrue();
        assertThat(stopped.stop()).isFalse();
        context.cancel();
        assertThat(List.of(ran.receive(), ran.receive()))
                .containsExactlyInAnyOrder("first", "second");
        Context.Registration late = context.afterDone(() -> ran.send("late"));
        assertThat(ran.receive()).isEqualTo("late");
        assertThat(late.stop()).isFalse();
        context.cancel();
        assertThat(ran.receive(Duration.ofMillis(5))).isNull();
    }

    @Test
    void shouldRunActionsAtTheDeadlineThoughNobodyLooks() throws Exception {
        CountDownLatch ran = new CountDownLatch(2);
        Context context = root.withTimeout(Duration.ofMillis(20));
        context.withTimeout(LONG).withCancel().afterDone(ran::countDown);
        context.afterDone(ran::countDown);
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldInterruptAThreadThatKnowsNothingOfContexts() throws Exception {
        Context.Cancellable context = root.withTimeout(LONG);
        Actor<Boolean> actor =
                Actor.start(
                        ThreadKind.VIRTUAL,
                        () -> {
                            try (Context.Guard _ = context.interrupting(Thread.currentThread())) {
                                new CountDownLatch(1).await();
                                return false;
                            } catch (InterruptedException e) {
                                return !Thread.currentThread().isInterrupted();
                            }
                        });
        context.cancel();
        assertThat(actor.get()).isTrue();
    }

    @Test
    void shouldInterruptAtTheDeadline() {
        Context context = root.withTimeout(Duration.ofMillis(10));
        try (Context.Guard _ = context.interrupting(Thread.currentThread())) {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void shouldNotInterruptOnceTheGuardIsClosed() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        Channel<Context.Cancellable> contexts = Channel.unbuffered();
        Actor<Void> canceller =
                Actor.run(ThreadKind.PLATFORM, () -> contexts.forEach(Context.Cancellable::cancel));
        for (int i = 0; i < 20_000; i++) {
            Context.Cancellable context = root.withCancel();
            contexts.send(context);
            try (Context.Guard _ = context.interrupting(Thread.currentThread())) {
                rounds.incrementAndGet();
            }
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
        contexts.close();
        canceller.get();
    }

    @Test
    void shouldKeepAnInterruptThatIsNotItsOwn() {
        Context.Cancellable context = root.withCancel();
        Thread.currentThread().interrupt();
        context.interrupting(Thread.currentThread()).close();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldTellTheHandlerOfWhoEndsItWhatLeavesAnAction() throws Exception {
        Context.Cancellable context = root.withCancel();
        Channel<Throwable> seen = Channel.unbounded();
        Channel<Thread> interrupted = Channel.unbounded();
        Exception thrown = new IOException("of an action");
        context.afterDone(
                () -> {
                    throw thrown;
                });
        context.afterDone(
                () -> {
                    interrupted.send(Thread.currentThread());
                    throw new InterruptedException("told to stop");
                });
        Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, e) -> seen.trySend(e))
                .start(context::cancel);
        assertThat(seen.receive(Actor.PATIENCE)).isSameAs(thrown);
        assertThat(interrupted.receive().join(Actor.PATIENCE)).isTrue();
        assertThat(seen.tryReceive()).isNull();
    }

    // ---- races and leaks

    @Test
    void shouldHaveEndedAllBelowWhenAnyCancelReturns() throws Exception {
        for (int i = 0; i < 500; i++) {
            Context.Cancellable top = root.withCancel();
            List<Context> below = new ArrayList<>();
            for (int k = 0; k < 20; k++) {
                below.add(top.withCancel());
            }
            Actor<Void> canceller = Actor.run(ThreadKind.PLATFORM, top::cancel);
            while (!top.isDone()) {
                Thread.onSpinWait();
            }
            top.cancel();
            assertThat(below).allSatisfy(context -> assertThat(context.isDone()).isTrue());
            canceller.get();
        }
    }

    @Test
    void shouldEndChildrenThatAreMadeWhileItEnds() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            Context.Cancellable top = root.withCancel();
            Actor<List<Context>> maker =
                    Actor.start(
                            ThreadKind.PLATFORM,
                            () -> {
                                List<Context> made = new ArrayList<>();
                                while (top.err() == null) {
                                    made.add(top.withCancel());
                                }
                                return made;
                            });
            Thread.yield();
            top.cancel();
            assertThat(maker.get())
                    .allSatisfy(context -> assertThat(context.err()).isSameAs(top.err()));
        }
    }

    @Test
    void shouldRunActionsThatComeWhileItEnds() throws Exception {
        Channel<Context.Cancellable> contexts = Channel.unbuffered();
        Actor<Void> canceller =
                Actor.run(ThreadKind.PLATFORM, () -> contexts.forEach(Context.Cancellable::cancel));
        int rounds = 10_000;
        CountDownLatch ran = new CountDownLatch(rounds);
        for (int i = 0; i < rounds; i++) {
            Context.Cancellable context = root.withCancel();
            contexts.send(context);
            context.afterDone(ran::countDown);
        }
        contexts.close();
        canceller.get();
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldNotBeHeldByItsParentOnceItHasEnded() {
        Context.Cancellable top = root.withCancel();
        List<WeakReference<Context>> references = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Context.Cancellable child = top.withTimeout(LONG);
            child.afterDone(() -> {});
            references.add(new WeakReference<>(child));
            child.cancel();
        }
        long deadline = System.nanoTime() + Actor.PATIENCE.toNanos();
        while (references.stream().anyMatch(reference -> reference.get() != null)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            System.gc();
        }
        assertThat(top.err()).isNull();
    }

    @Test
    void shouldRefuseNullByTheNameOfTheParameter() {
        assertThatNullPointerException()
                .isThrownBy(() -> root.withTimeout(null))
                .withMessage("timeout");
        assertThatNullPointerException()
                .isThrownBy(() -> root.withDeadline(null))
                .withMessage("deadline");
        assertThatNullPointerException()
                .isThrownBy(() -> root.withValue(null, 1))
                .withMessage("key");
        assertThatNullPointerException()
                .isThrownBy(() -> root.withValue(Context.Key.named("k"), null))
                .withMessage("value");
        assertThatNullPointerException()
                .isThrownBy(() -> root.afterDone(null))
                .withMessage("action");
        assertThatNullPointerException()
                .isThrownBy(() -> root.interrupting(null))
                .withMessage("thread");
        assertThatNullPointerException()
                .isThrownBy(() -> onDone(null, () -> 1))
                .withMessage("context");
        assertThatNullPointerException().isThrownBy(() -> root.run(null)).withMessage("task");
        assertThatNullPointerException().isThrownBy(() -> root.call(null)).withMessage("body");
    }
}
