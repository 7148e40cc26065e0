package dev.heddle.channels;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Channels of special kinds, and ways to put channels together. */
public final class Channels {
    private Channels() {}

    /**
     * A channel that gives one value, after a time: the instant at which that time was over, on the
     * clock of the moment of receipt.
     *
     * <p>No timer and no thread stands behind it. It holds the value until it is received, by one
     * receiver only: of several, whoever comes first when it is time. It is never closed; it is
     * collected when unreachable.
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

    /**
     * Moves values from one channel to another, in a goroutine of its own, until the source is
     * closed and drained or the target is closed; then closes the target.
     *
     * @param <T> the type of the values
     * @param source where from
     * @param target where to
     * @return the goroutine; interrupting it ends the pipe, and a value on its way is lost
     */
    public static <T> Thread pipe(Receiver<? extends T> source, Sender<? super T> target) {
        return pipe(Context.background(), source, target);
    }

    /**
     * Moves values from one channel to another, as {@link #pipe(Receiver, Sender)} does, until the
     * end of a context at the latest.
     *
     * @param <T> the type of the values
     * @param context at its end the target is closed, and a value on its way is lost
     * @param source where from
     * @param target where to
     * @return the goroutine
     */
    public static <T> Thread pipe(
            Context context, Receiver<? extends T> source, Sender<? super T> target) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        return Thread.startVirtualThread(
                () -> {
                    try {
                        forward(context, source, target);
                    } finally {
                        target.close();
                    }
                });
    }

    /**
     * Fan-in: one channel for the values of several, each in its own order. One goroutine per
     * source moves them.
     *
     * @param <T> the type of the values
     * @param sources where the values come from
     * @return an unbuffered channel; closed when all sources are closed and drained
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> Receiver<T> merge(Receiver<? extends T>... sources) {
        return merge(
                Context.background(), Arrays.asList(Objects.requireNonNull(sources, "sources")));
    }

    /**
     * Fan-in, as by {@link #merge(Receiver[])}, until the end of a context at the latest.
     *
     * @param <T> the type of the values
     * @param context at its end the channel is closed, and values on their way are lost
     * @param sources where the values come from
     * @return an unbuffered channel; closed when all sources are closed and drained
     */
    public static <T> Receiver<T> merge(
            Context context, Collection<? extends Receiver<? extends T>> sources) {
        Objects.requireNonNull(context, "context");
        List<Receiver<? extends T>> all =
                new ArrayList<>(Objects.requireNonNull(sources, "sources"));
        for (int i = 0; i < all.size(); i++) {
            Objects.requireNonNull(all.get(i), "sources[" + i + "]");
        }
        Channel<T> merged = Channel.unbuffered();
        if (all.isEmpty()) {
            merged.close();
        }
        AtomicInteger open = new AtomicInteger(all.size());
        for (Receiver<? extends T> source : all) {
            Thread.startVirtualThread(
                    () -> {
                        try {
                            forward(context, source, merged);
                        } finally {
                            if (open.decrementAndGet() == 0) {
                                merged.close();
                            }
                        }
                    });
        }
        return merged;
    }

    /**
     * Moves values until the source is drained, the target closed, or the goroutine interrupted.
     */
    private static <T> void forward(
            Context context, Receiver<? extends T> source, Sender<? super T> target) {
        try (Context.Guard _ = context.interrupting(Thread.currentThread())) {
            T value;
            while (!context.isDone() && (value = source.receiveOrNull()) != null) {
                target.send(value);
            }
        } catch (InterruptedException | ChannelClosedException e) {
            // Both mean that nobody wants more: the caller closes the target.
            return;
        }
    }
}
