package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class SingleFlightTest {

    private final SingleFlight<String, Integer> flights = new SingleFlight<>();
    private final CountDownLatch mayLand = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();

    private final Callable<Integer> call =
            () -> {
                calls.incrementAndGet();
                mayLand.await();
                return 42;
            };

    @Test
    void aCallAloneIsJustACall() throws Exception {
        assertThat(flights.run("key", () -> 1)).isEqualTo(1);
        assertThat(flights.run("key", () -> 2)).as("nothing is kept").isEqualTo(2);
        assertThat(new SingleFlight<String, Object>().run("key", () -> null)).isNull();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void callersOfOneKeyShareOneCall(ThreadKind kind) throws Exception {
        List<Thread> callers = new ArrayList<>();
        AtomicInteger sum = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            Thread caller = kind.start(() -> sum.addAndGet(flights.run("key", call)));
            Await.blockedOn(caller, "WaitGroup");
            callers.add(caller);
        }
        assertThat(flights.run("another key", () -> 7)).isEqualTo(7);
        mayLand.countDown();
        for (Thread caller : callers) {
            Await.end(caller);
        }
        assertThat(calls.get()).isEqualTo(1);
        assertThat(sum.get()).isEqualTo(420);
    }

    @Test
    void aFailureIsSharedAsItIs() throws Exception {
        IOException failure = new IOException("shared");
        AtomicInteger seen = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Thread caller =
                    ThreadKind.VIRTUAL.start(
                            () -> {
                                try {
                                    flights.run(
                                            "key",
                                            () -> {
                                                mayLand.await();
                                                throw failure;
                                            });
                                } catch (IOException e) {
                                    seen.addAndGet(e == failure ? 1 : 0);
                                }
                            });
            Await.blockedOn(caller, "WaitGroup");
            callers.add(caller);
        }
        mayLand.countDown();
        for (Thread caller : callers) {
            Await.end(caller);
        }
        assertThat(seen.get()).isEqualTo(5);
        assertThatThrownBy(
                        () ->
                                flights.run(
                                        "key",
                                        () -> {
                                            throw new StackOverflowError("an error");
                                        }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(flights.run("key", () -> 1)).isEqualTo(1);
    }

    @Test
    void whatIsNeitherExceptionNorErrorIsAFailureToo() {
        Throwable failure = new Throwable("of a call that throws what it may not");
        assertThatThrownBy(
                        () ->
                                flights.run(
                                        "key",
                                        () -> {
                                            SingleFlightTest.<RuntimeException>sneak(failure);
                                            return 1;
                                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the call failed")
                .hasCause(failure);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void aCallerMayLeaveByInterruptAndTheCallGoesOn(ThreadKind kind) throws Exception {
        AtomicBoolean left = new AtomicBoolean();
        Thread first =
                kind.start(
                        () -> {
                            try {
                                flights.run("key", call);
                            } catch (InterruptedException e) {
                                left.set(true);
                            }
                        });
        Await.blockedOn(first, "WaitGroup");
        AtomicInteger result = new AtomicInteger();
        Thread second = kind.start(() -> result.set(flights.run("key", call)));
        Await.blockedOn(second, "WaitGroup");
        first.interrupt();
        Await.end(first);
        mayLand.countDown();
        Await.end(second);
        assertThat(left).isTrue();
        assertThat(result.get()).isEqualTo(42);
        assertThat(calls.get()).isEqualTo(1);
    }

    @Test
    void aCallerMayLeaveByTimeoutAndTheCallGoesOn() throws Exception {
        assertThatThrownBy(() -> flights.run("key", call, Duration.ofMillis(5)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("key");
        mayLand.countDown();
        assertThat(flights.run("key", call, Duration.ofSeconds(60))).isEqualTo(42);
    }

    @Test
    void afterForgetTheNextCallerStartsANewCall() throws Exception {
        Thread first = ThreadKind.VIRTUAL.start(() -> flights.run("key", call));
        Await.blockedOn(first, "WaitGroup");
        flights.forget("key");
        CountDownLatch secondMayLand = new CountDownLatch(1);
        AtomicInteger result = new AtomicInteger();
        Callable<Integer> another =
                () -> {
                    secondMayLand.await();
                    return 43;
                };
        Thread second = ThreadKind.VIRTUAL.start(() -> result.set(flights.run("key", another)));
        Await.blockedOn(second, "WaitGroup");
        mayLand.countDown();
        Await.end(first);
        Thread third = ThreadKind.VIRTUAL.start(() -> flights.run("key", () -> 99));
        Await.blockedOn(third, "WaitGroup"); // the end of the first call did not forget the second
        secondMayLand.countDown();
        Await.end(second);
        Await.end(third);
        assertThat(result.get()).isEqualTo(43);
    }

    @Test
    void nullIsRefusedByName() {
        assertThatThrownBy(() -> flights.run(null, call)).hasMessage("key");
        assertThatThrownBy(() -> flights.run("key", null)).hasMessage("call");
        assertThatThrownBy(() -> flights.run("key", call, null)).hasMessage("timeout");
        assertThatThrownBy(() -> flights.forget(null)).hasMessage("key");
    }
}
