package dev.heddle.timers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerHeap;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

class SystemTimersTest extends TimerServiceContract {

    @Override
    protected TimerService service() {
        return Timers.system();
    }

    @Override
    protected void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left; (left = end - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    protected long nanoTime() {
        return System.nanoTime();
    }

    @Test
    void thereIsOne() {
        assertThat(Timers.system()).isSameAs(Timers.system());
    }

    @Test
    void aHandlerThatThrowsDoesNotEndTheTimers() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        CountDownLatch handled = new CountDownLatch(1);
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, failure) -> {
                    handled.countDown();
                    throw new AssertionError("a handler that throws", failure);
                });
        try {
            TimerHeap.ofSystem().add(new FailingTimer(), System.nanoTime());
            service().schedule(Duration.ZERO, () -> {});
            assertThat(handled.await(60, TimeUnit.SECONDS)).isTrue();
            CountDownLatch ran = new CountDownLatch(1);
            service().schedule(Duration.ZERO, ran::countDown);
            assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private static final class FailingTimer extends HeapTimer {
        @Override
        protected void fire() {
            throw new IllegalStateException("no memory for a thread");
        }
    }

    @Test
    void anEarlierTimerWakesTheThreadThatWaitsForALaterOne() throws Exception {
        long[] late = new long[200];
        for (int i = 0; i < late.length; i++) {
            Timer far = service().schedule(LONG, () -> {});
            CountDownLatch ran = new CountDownLatch(1);
            long due = System.nanoTime() + 1_000_000;
            int index = i;
            service()
                    .schedule(
                            Duration.ofMillis(1),
                            () -> {
                                late[index] = System.nanoTime() - due;
                                ran.countDown();
                            });
            assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
            far.stop();
        }
        Arrays.sort(late);
        System.out.printf(
                "late by: median %d us, p99 %d us%n", late[100] / 1_000, late[197] / 1_000);
        assertThat(late[100]).isLessThan(Duration.ofMillis(50).toNanos());
    }
}
