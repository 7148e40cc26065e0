package dev.heddle.channels;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives every value of a channel to every subscriber. Each subscriber has a buffer of its own, and
 * says what is to happen when it is full.
 *
 * <p>One goroutine moves the values, in their order, each to one subscriber after the other. It is
 * a virtual thread, on the scheduler of the caller of {@link #of} if that is a goroutine.
 *
 * <p>All methods may be called by any thread, and none waits for a value or a subscriber.
 *
 * <p><b>Its end.</b> A broadcast ends when its source is closed and drained, whether anybody
 * subscribes or not: whoever wants it to end closes the source. Then the channels of all
 * subscribers are closed, and their values can still be received; the channel of who subscribes
 * later is closed from the start.
 *
 * <p><b>Interruption and failure.</b> The goroutine runs no code of users, and is handed to nobody.
 * If something interrupts it all the same, such as {@code shutdownNow} of its scheduler, or if an
 * error ends it, for want of memory, the channels of the subscribers are closed as well; a value on
 * its way is lost to those who have not got it yet, and nobody receives from the source any more.
 *
 * <p><b>Memory effects.</b> Those of two channels in a row: a send to the source happens-before the
 * return of each receive that gets the value from a subscription.
 *
 * @param <T> the type of the values
 */
public final class Broadcast<T> {
    /** What happens to a value when the buffer of a subscriber is full. */
    public enum WhenFull {
        /** The value, and with it all other subscribers, wait for room. */
        BLOCK,
        /** The oldest value in the buffer gives way. Needs a buffer. */
        DROP_OLDEST,
        /** The value is left out for this subscriber. */
        DROP_NEWEST
    }

    private final List<Subscription<T>> subscriptions = new CopyOnWriteArrayList<>();

    /** Guarded by {@code subscriptions}: whether no more values come. */
    private boolean ended;

    private Broadcast() {}

    /**
     * Starts to take values from a channel. Values that come while nobody has subscribed are
     * dropped.
     *
     * @param <T> the type of the values
     * @param source where from; nobody else should receive from it
     * @return to subscribe to
     */
    public static <T> Broadcast<T> of(Receiver<? extends T> source) {
        Objects.requireNonNull(source, "source");
        Broadcast<T> broadcast = new Broadcast<>();
        Thread.startVirtualThread(() -> broadcast.pump(source));
        return broadcast;
    }

    /**
     * Subscribes to the values from now on.
     *
     * @param capacity of the buffer
     * @param whenFull what happens if the subscriber is too slow
     * @return to be closed by a subscriber that wants no more
     * @throws IllegalArgumentException if {@code capacity} is negative, or 0 with {@link
     *     WhenFull#DROP_OLDEST}
     */
    public Subscription<T> subscribe(int capacity, WhenFull whenFull) {
        Objects.requireNonNull(whenFull, "whenFull");
        if (capacity == 0 && whenFull == WhenFull.DROP_OLDEST) {
            throw new IllegalArgumentException("capacity must be positive for DROP_OLDEST: 0");
        }
        Subscription<T> subscription =
                new Subscription<>(this, Channel.buffered(capacity), whenFull);
        synchronized (subscriptions) {
            if (ended) {
                subscription.channel.close();
            } else {
                subscriptions.add(subscription);
            }
        }
        return subscription;
    }

    private void pump(Receiver<? extends T> source) {
        try {
            T value;
            while ((value = source.receiveOrNull()) != null) {
                for (Subscription<T> subscription : subscriptions) {
                    subscription.deliver(value);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void end() {
        synchronized (subscriptions) {
            ended = true;
            for (Subscription<T> subscription : subscriptions) {
                subscription.channel.close();
            }
            subscriptions.clear();
        }
    }

    /**
     * What one subscriber gets.
     *
     * @param <T> the type of the values
     */
    public static final class Subscription<T> implements AutoCloseable {
        private final Broadcast<T> broadcast;
        private final Channel<T> channel;
        private final WhenFull whenFull;
        private final AtomicLong dropped = new AtomicLong();

        private Subscription(Broadcast<T> broadcast, Channel<T> channel, WhenFull whenFull) {
            this.broadcast = broadcast;
            this.channel = channel;
            this.whenFull = whenFull;
        }

        /** {@return where the values come out; closed after the last one} */
        public Receiver<T> values() {
            return channel;
        }

        /** {@return how many values this subscriber has missed because its buffer was full} */
        public long dropped() {
            return dropped.get();
        }

        /** Unsubscribes. Values in the buffer can still be received. */
        @Override
        public void close() {
            broadcast.subscriptions.remove(this);
            channel.close();
        }

        private void deliver(T value) throws InterruptedException {
            try {
                switch (whenFull) {
                    case BLOCK -> channel.send(value);
                    case DROP_NEWEST -> {
                        if (!channel.trySend(value)) {
                            dropped.incrementAndGet();
                        }
                    }
                    case DROP_OLDEST -> {
                        while (!channel.trySend(value)) {
                            if (channel.tryReceive() != null) {
                                dropped.incrementAndGet();
                            }
                        }
                    }
                }
            } catch (ChannelClosedException e) {
                // Unsubscribed meanwhile.
                broadcast.subscriptions.remove(this);
            }
        }
    }
}
