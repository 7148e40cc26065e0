package dev.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** A capacity, a kind of thread, and what tests of both need. */
abstract class ChannelContract {
    static final int UNBOUNDED = Integer.MAX_VALUE;

    record Flavour(int capacity, ThreadKind threads) {}

    @Parameter Flavour flavour;

    static Stream<Flavour> flavours(int... capacities) {
        return Arrays.stream(capacities)
                .boxed()
                .flatMap(capacity -> ThreadKind.all().map(kind -> new Flavour(capacity, kind)));
    }

    Channel<Integer> channel() {
        return switch (flavour.capacity()) {
            case 0 -> Channel.unbuffered();
            case UNBOUNDED -> Channel.unbounded();
            default -> Channel.buffered(flavour.capacity());
        };
    }

    /** How many values a test puts into the buffer to fill it, or to fill it a little. */
    int some() {
        return Math.min(flavour.capacity(), 200);
    }

    boolean bounded() {
        return flavour.capacity() != UNBOUNDED;
    }

    /** Holds the values from 0 to some() - 1. */
    Channel<Integer> full() throws Exception {
        Channel<Integer> channel = channel();
        for (int i = 0; i < some(); i++) {
            channel.send(i);
        }
        return channel;
    }

    <T> Actor<T> blocked(Callable<T> body) {
        return Actor.blocked(flavour.threads(), body);
    }

    Actor<Void> runBlocked(Actor.Body body) {
        return Actor.runBlocked(flavour.threads(), body);
    }

    @AfterEach
    void interruptStatusIsLeftClear() {
        assertThat(Thread.interrupted()).isFalse();
    }
}
