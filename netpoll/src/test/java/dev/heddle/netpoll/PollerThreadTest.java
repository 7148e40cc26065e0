package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.scheduler.EventSource;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class PollerThreadTest {

    /** Fails once. */
    private static final class Door implements EventSource {
        final CountDownLatch polls = new CountDownLatch(2);

        @Override
        public int poll(long timeoutNanos) {
            polls.countDown();
            if (polls.getCount() > 0) {
                throw new IllegalStateException("the system's poll failed");
            }
            return 0;
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean isRegistered() {
            return polls.getCount() > 0;
        }

        @Override
        public void close() {}
    }

    @Test
    void itGoesOnAfterAFailureWhateverTheHandlerDoes() throws Exception {
        Door door = new Door();
        PollerThread thread = new PollerThread(door);
        CountDownLatch handled = new CountDownLatch(1);
        thread.setUncaughtExceptionHandler(
                (failed, failure) -> {
                    handled.countDown();
                    throw new AssertionError("a handler that throws", failure);
                });
        thread.start();
        assertThat(handled.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(door.polls.await(60, TimeUnit.SECONDS)).isTrue();
    }
}
