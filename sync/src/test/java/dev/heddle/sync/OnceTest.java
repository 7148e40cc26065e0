package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class OnceTest {

    private final Once once = new Once();

    @Test
    void onlyTheFirstRuns() {
        List<String> ran = new ArrayList<>();
        once.run(() -> ran.add("first"));
        once.run(() -> ran.add("second"));
        assertThat(ran).containsExactly("first");
        assertThat(once.isDone()).isTrue();
        assertThatThrownBy(() -> once.run(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("action");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void everybodyReturnsAfterTheRunHasEnded(ThreadKind kind) throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger early = new AtomicInteger();
        Thread runner =
                kind.start(
                        () ->
                                once.run(
                                        () -> {
                                            try {
                                                mayEnd.await();
                                            } catch (InterruptedException e) {
                                                throw new IllegalStateException(e);
                                            }
                                            ended.set(true);
                                        }));
        Await.until("running", () -> once.toString().contains("running"));
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Thread other =
                    kind.start(
                            () -> {
                                once.run(() -> {});
                                if (!ended.get()) {
                                    early.incrementAndGet();
                                }
                            });
            Await.blockedOn(other, "sync.Once.Do on Once@");
            others.add(other);
        }
        mayEnd.countDown();
        Await.end(runner);
        for (Thread other : others) {
            Await.end(other);
        }
        assertThat(early.get()).isZero();
    }

    @Test
    void aRunThatThrowsCountsAndOnlyItsCallerSeesTheException() {
        assertThatThrownBy(
                        () ->
                                once.run(
                                        () -> {
                                            throw new IllegalArgumentException("once");
                                        }))
                .hasMessage("once");
        AtomicInteger again = new AtomicInteger();
        once.run(again::incrementAndGet);
        assertThat(again.get()).isZero();
    }

    @Test
    void recursionIsRefusedInsteadOfWaitingForItself() {
        assertThatThrownBy(() -> once.run(() -> once.run(() -> {})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("would wait for itself");
        assertThat(once.isDone()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void onlyTheInterruptibleFormGivesUp(ThreadKind kind) throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread runner =
                kind.start(
                        () ->
                                once.run(
                                        () -> {
                                            boolean interrupted = false;
                                            while (mayEnd.getCount() > 0) {
                                                try {
                                                    mayEnd.await();
                                                } catch (InterruptedException e) {
                                                    interrupted = true;
                                                }
                                            }
                                            assertThat(interrupted).isFalse();
                                        }));
        Await.until("running", () -> once.toString().contains("running"));
        AtomicBoolean gaveUp = new AtomicBoolean();
        AtomicBoolean kept = new AtomicBoolean();
        Thread impatient =
                kind.start(
                        () -> {
                            try {
                                once.runInterruptibly(() -> {});
                            } catch (InterruptedException e) {
                                gaveUp.set(true);
                            }
                        });
        Thread patient =
                kind.start(
                        () -> {
                            once.run(() -> {});
                            kept.set(Thread.currentThread().isInterrupted());
                        });
        Await.blockedOn(impatient, "sync.Once.Do");
        Await.blockedOn(patient, "sync.Once.Do");
        impatient.interrupt();
        patient.interrupt();
        Await.end(impatient);
        assertThat(patient.isAlive()).isTrue();
        mayEnd.countDown();
        Await.end(patient);
        Await.end(runner);
        assertThat(gaveUp).isTrue();
        assertThat(kept).isTrue();
    }

    @Test
    void aValueIsComputedOnce() throws Exception {
        AtomicInteger computed = new AtomicInteger();
        OnceValue<Integer> value = new OnceValue<>(computed::incrementAndGet);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(ThreadKind.VIRTUAL.start(() -> assertThat(value.get()).isEqualTo(1)));
        }
        for (Thread thread : threads) {
            Await.end(thread);
        }
        assertThat(value.get()).isEqualTo(1);
        assertThat(new OnceValue<Object>(() -> null).get()).isNull();
    }

    @Test
    void aFailureIsKeptAndThrownEveryTime() {
        AtomicInteger computed = new AtomicInteger();
        OnceValue<Integer> value =
                new OnceValue<>(
                        () -> {
                            computed.incrementAndGet();
                            throw new IllegalArgumentException("no value");
                        });
        Throwable[] thrown = new Throwable[2];
        for (int i = 0; i < 2; i++) {
            try {
                value.get();
            } catch (IllegalArgumentException e) {
                thrown[i] = e;
            }
        }
        assertThat(thrown[0]).hasMessage("no value").isSameAs(thrown[1]);
        assertThat(computed.get()).isEqualTo(1);
    }

    @Test
    void theSupplierIsForgottenAfterItHasRun() {
        Object[] captured = {new Object()};
        WeakReference<Object> reference = new WeakReference<>(captured[0]);
        OnceValue<Integer> value = valueFrom(captured[0]);
        captured[0] = null;
        assertThat(value.get()).isNotZero();
        Await.until(
                "collected",
                () -> {
                    System.gc();
                    return reference.get() == null;
                });
        assertThat(value.get()).isNotZero();
    }

    private static OnceValue<Integer> valueFrom(Object source) {
        return new OnceValue<>(() -> source.hashCode() | 1);
    }
}
