package dev.heddle.channels;

/**
 * Go's channel: values pass from senders to receivers, first in, first out, and whoever has to wait
 * parks. What each operation does, and what it promises, stands at {@link Sender} and {@link
 * Receiver}; hand out the end that is meant to be used. {@link Select} waits for several channels
 * at once.
 *
 * {@snippet :
 * Channel<String> lines = Channel.buffered(16);
 * Thread.startVirtualThread(
 *         () -> {
 *             for (String line : lines) { // until it is closed and drained
 *                 System.out.println(line);
 *             }
 *         });
 * lines.send("warp");
 * lines.send("weft");
 * lines.close();
 * }
 *
 * <p>Works on any thread, platform or virtual, on any scheduler. An abandoned channel need not be
 * closed: it is collected when nothing refers to it.
 *
 * @param <T> the type of the values; null is no value
 */
public sealed interface Channel<T> extends Sender<T>, Receiver<T>
        permits FifoChannel, NeverChannel {
    /**
     * A channel without buffer: a send lasts until a receiver has the value.
     *
     * @param <T> the type of the values
     * @return a new channel
     */
    static <T> Channel<T> unbuffered() {
        return new FifoChannel<>(0);
    }

    /**
     * A channel that holds some values until they are received.
     *
     * @param <T> the type of the values
     * @param capacity how many; 0 is {@link #unbuffered()}. Memory for more than 1024 is taken as
     *     it is needed.
     * @return a new channel
     * @throws IllegalArgumentException if {@code capacity} is negative
     */
    static <T> Channel<T> buffered(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("capacity must not be negative: " + capacity);
        }
        return new FifoChannel<>(capacity);
    }

    /**
     * A channel whose sends never wait; its capacity is {@link Integer#MAX_VALUE}. If receivers
     * cannot keep up it takes all the memory there is: prefer a bound wherever one can be named.
     *
     * @param <T> the type of the values
     * @return a new channel
     */
    static <T> Channel<T> unbounded() {
        return new FifoChannel<>(Integer.MAX_VALUE);
    }

    /** {@return how many values the buffer holds now; those of waiting senders do not count} */
    int size();

    /** {@return how many values the buffer can hold} */
    int capacity();
}
