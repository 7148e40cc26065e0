package dev.heddle.channels;

import static dev.heddle.channels.Select.onReceive;
import static dev.heddle.channels.Select.selectInOrder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sync.waiting.SpinLock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;

/** A select that does not get one of its locks keeps none of the others. */
@ParameterizedClass
@MethodSource("dev.heddle.channels.ThreadKind#all")
class SelectLocksTest {
    @Parameter ThreadKind threads;

    private final FifoChannel<Integer> first = new FifoChannel<>(0);

    private Actor<String> selectWith(Receiver<?> other) {
        return Actor.start(
                threads,
                () ->
                        selectInOrder(
                                onReceive(first, value -> "first " + value),
                                onReceive(other, value -> "other " + value)));
    }

    /** Fails if the lock of the first channel does not become free. */
    private void awaitFirstUnlocked() {
        long deadline = System.nanoTime() + Actor.PATIENCE.toNanos();
        while (!first.tryLock()) {
            assertThat(System.nanoTime()).as("the first channel is locked").isLessThan(deadline);
            Thread.yield();
        }
        first.unlock();
    }

    private void sendToFirst() throws InterruptedException {
        assertThat(first.send(1, Actor.PATIENCE)).isTrue();
    }

    @Test
    void theFirstChannelStaysUsableWhileAnotherThreadHasTheSecond() throws Exception {
        FifoChannel<Integer> second = new FifoChannel<>(0);
        assertThat(first.id()).isLessThan(second.id());
        Actor<String> selecting;
        second.lock();
        try {
            selecting = selectWith(second).awaitIn(SpinLock.class);
            awaitFirstUnlocked();
        } finally {
            second.unlock();
        }
        sendToFirst();
        assertThat(selecting.get()).isEqualTo("first 1");
    }

    @Test
    void theFirstChannelStaysUsableWhileAnotherThreadHasATimerChannel() throws Exception {
        TimerChannel timer = new TimerChannel(Duration.ofHours(1).toNanos(), 0);
        Actor<String> selecting;
        timer.lock();
        try {
            selecting = selectWith(timer).awaitIn(SpinLock.class);
            awaitFirstUnlocked();
        } finally {
            timer.unlock();
        }
        sendToFirst();
        assertThat(selecting.get()).isEqualTo("first 1");
    }
}
