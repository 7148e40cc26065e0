package dev.heddle.channels;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The channel that is closed when a context ends. Whoever waits for it knows the deadline of the
 * context, and ends it when it is time.
 */
final class DoneChannel implements Receiver<Void> {
    private final CancelContext context;
    private final FifoChannel<Void> closing = new FifoChannel<>(0);

    DoneChannel(CancelContext context) {
        this.context = context;
    }

    /** What is closed at the end. */
    FifoChannel<Void> closing() {
        return closing;
    }

    /** For the context alone, when it ends. */
    void close() {
        closing.close();
    }

    boolean hasDeadline() {
        return context.deadline() != null;
    }

    /** Time until the deadline; Long.MAX_VALUE if there is none. */
    long nanosLeft(long nowNanos) {
        return context.nanosLeft(nowNanos);
    }

    /** Closes the channel if it is time; whether it is closed. */
    boolean closeIfDue() {
        return context.endIfDue();
    }

    @Override
    public Void receive() throws InterruptedException {
        receiveOrNull();
        throw new ChannelClosedException("receive", this);
    }

    @Override
    public @Nullable Void receiveOrNull() throws InterruptedException {
        while (!closeIfDue()) {
            long now = System.nanoTime();
            closing.awaitClose(nanosLeft(now), now);
        }
        return null;
    }

    @Override
    public @Nullable Void receive(Duration timeout) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(timeout, "timeout"));
        long now = System.nanoTime();
        long deadline = now + left;
        while (!closeIfDue()) {
            if (left <= 0) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted in chan receive on " + this);
                }
                return null;
            }
            closing.awaitClose(Math.min(left, nanosLeft(now)), now);
            now = System.nanoTime();
            left = deadline - now;
        }
        throw new ChannelClosedException("receive", this);
    }

    @Override
    public @Nullable Void tryReceive() {
        return null;
    }

    @Override
    public int drainTo(Collection<? super Void> target, int max) {
        Objects.requireNonNull(target, "target");
        return 0;
    }

    @Override
    public boolean isDrained() {
        return closeIfDue();
    }

    @Override
    public String toString() {
        return "done of " + context;
    }
}
