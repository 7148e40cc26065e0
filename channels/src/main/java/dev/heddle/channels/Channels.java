package dev.heddle.channels;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Channels of special kinds, and ways to put channels together. */
public final class Channels {
    private Channels() {}

    /**
     * A channel that gives one value, after a time: the instant at which that time was over, on the
     * clock of the moment of receipt.
     *
     * <p>No timer and no thread stands behind it. It holds the value until it is received, by one
     * receiver only; it is never closed; it is collected when unreachable.
     *
     * @param delay how long; zero or less: the value is there at once
     * @return a new channel
     */
    public static Receiver<Instant> after(Duration delay) {
        long nanos = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(delay, "delay"));
        return new TimerChannel(Math.max(0, nanos), 0);
    }

    /**
     * A channel that gives a value each time a period is over: the instant at which it was.
     *
     * <p>As {@link #after}, it is made of nothing but the clock. A slow receiver misses ticks: at
     * most one waits for it. The phase is kept: whatever the delays, ticks come at whole multiples
     * of the period after this call.
     *
     * @param period from tick to tick; zero or less: the channel is {@link #never()}, as in Go
     * @return a new channel
     */
    public static Receiver<Instant> tick(Duration period) {
        long nanos = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(period, "period"));
        return nanos <= 0 ? never() : new TimerChannel(nanos, nanos);
    }

    /**
     * Go's nil channel: a send or receive waits until interrupted or timed out, and a select drops
     * the case. Closing it throws {@link UnsupportedOperationException}.
     *
     * @param <T> whatever type is asked for
     * @return the channel, always the same
     */
    @SuppressWarnings("unchecked")
    public static <T> Channel<T> never() {
        return (Channel<T>) NeverChannel.INSTANCE;
    }
}
