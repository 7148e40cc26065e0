package dev.heddle.channels;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A case that waits for a channel.
 *
 * @param <R> the result of the select
 */
@SuppressWarnings("ReferenceEquality") // CLOSED is one object
abstract sealed class ChannelCase<R extends @Nullable Object> implements Select.Case<R> {
    /** Null if the case is about another kind of channel. */
    final @Nullable FifoChannel<?> fifo;

    /** Null if the case is about another kind of channel. */
    final @Nullable TimerChannel timer;

    /** What can close {@code fifo} by the clock; null in most cases. */
    final @Nullable DoneChannel done;

    /** The channel as it was named, for comparison and messages. */
    final Object channel;

    private ChannelCase(Object channel) {
        this.channel = channel;
        this.done = channel instanceof DoneChannel known ? known : null;
        this.fifo =
                done != null
                        ? done.closing()
                        : channel instanceof FifoChannel<?> known ? known : null;
        this.timer = channel instanceof TimerChannel known ? known : null;
    }

    /** Whether the case would probably not wait; takes no lock. */
    abstract boolean hint();

    /**
     * Carries out the case if that needs no waiting.
     *
     * @return what was received (CLOSED if closed and drained), or something after a send; null if
     *     the case has to wait
     * @throws ChannelClosedException if it is a send to a closed channel
     */
    abstract @Nullable Object attempt();

    /** Go's {@code case v := <-c}. */
    static final class Receive<T, R extends @Nullable Object> extends ChannelCase<R> {
        private final Function<? super T, ? extends R> then;
        private final @Nullable Supplier<? extends R> closed;

        Receive(
                Receiver<T> source,
                Function<? super T, ? extends R> then,
                @Nullable Supplier<? extends R> closed) {
            super(source);
            this.then = then;
            this.closed = closed;
        }

        @Override
        boolean hint() {
            return fifo != null
                    ? fifo.receiveHint() || (done != null && done.closeIfDue())
                    : timer != null && timer.nanosLeft(System.nanoTime()) == 0;
        }

        @Override
        @Nullable Object attempt() {
            if (fifo != null) {
                return fifo.receiveNow();
            }
            return timer != null ? timer.tryReceive() : null;
        }

        /** What the select results in, after this case has received an item. */
        @SuppressWarnings("unchecked")
        R result(Object item) {
            if (item != FifoChannel.CLOSED) {
                return then.apply((T) item);
            }
            if (closed == null) {
                throw new ChannelClosedException("receive", channel);
            }
            return closed.get();
        }

        @Override
        public String toString() {
            return "chan receive on " + channel;
        }
    }

    /** Go's {@code case c <- v}. */
    static final class Send<R extends @Nullable Object> extends ChannelCase<R> {
        final Object value;
        private final Supplier<? extends R> then;

        Send(Sender<?> target, Object value, Supplier<? extends R> then) {
            super(target);
            this.value = value;
            this.then = then;
        }

        @Override
        boolean hint() {
            return fifo != null && fifo.sendHint();
        }

        @Override
        @Nullable Object attempt() {
            return fifo != null && fifo.offerNow(value) ? value : null;
        }

        /** What the select results in, after this case has sent its value. */
        R result() {
            return then.get();
        }

        @Override
        public String toString() {
            return "chan send on " + channel;
        }
    }
}
