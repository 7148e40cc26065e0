package dev.heddle.channels;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;

/**
 * The end of a channel that values come out of. Usable by any number of threads of any kind at
 * once.
 *
 * <p><b>Blocking.</b> A receive waits until there is a value or the channel is closed. Receivers
 * that wait are served in the order of their arrival (but a channel made of time, {@link
 * Channels#after} or {@link Channels#tick}, serves whoever comes first); the values of one sender
 * arrive in the order they were sent.
 *
 * <p><b>Interruption and timeout.</b> <em>Value beats interrupt beats timeout:</em> a receive that
 * can take place at once does so whatever the interrupt status is, and one that took place returns
 * normally, with the interrupt status still set. One that throws or times out has had no effect: no
 * value is lost.
 *
 * <p><b>Close.</b> Values sent before the close still arrive; then the channel is <em>drained</em>,
 * and every receive says so at once, each in its own way.
 *
 * <p><b>Memory effects.</b> See {@link Sender}.
 *
 * @param <T> the type of the values; null is no value
 */
public sealed interface Receiver<T> extends Iterable<T> permits Channel, TimerChannel, DoneChannel {
    /**
     * Receives a value, waiting as long as it takes.
     *
     * @return the value
     * @throws ChannelClosedException once the channel is closed and drained
     * @throws InterruptedException if the thread is interrupted while it has to wait
     */
    T receive() throws InterruptedException;

    /**
     * Receives a value, waiting as long as it takes; Go's {@code v, ok := <-c}.
     *
     * @return null once the channel is closed and drained
     * @throws InterruptedException if the thread is interrupted while it has to wait
     */
    @Nullable T receiveOrNull() throws InterruptedException;

    /**
     * Receives a value, waiting for a limited time.
     *
     * @param timeout how long to wait at most; zero or less: not at all
     * @return null if the time was up first
     * @throws ChannelClosedException once the channel is closed and drained
     * @throws InterruptedException if the thread is interrupted and there is no value, also if it
     *     may not wait at all
     */
    @Nullable T receive(Duration timeout) throws InterruptedException;

    /**
     * Receives a value if one is there. Never fails spuriously: null means that at one moment
     * during the call there was none.
     *
     * @return null if there is no value now, or never again: see {@link #isDrained()}
     */
    @Nullable T tryReceive();

    /**
     * Receives the values that are there, without waiting for more; those of waiting senders
     * included, which go on.
     *
     * @param target where to add the values, in their order. If it throws, the value it refused and
     *     up to 63 behind it are lost.
     * @param max how many at most
     * @return how many were added
     */
    int drainTo(Collection<? super T> target, int max);

    /** {@return whether the channel is closed and empty, so that nothing will ever come again} */
    boolean isDrained();

    /**
     * Receives until the channel is closed and drained; Go's {@code range}. Each iterator takes
     * values of its own from the channel, in {@code hasNext} if that comes first, and is for one
     * thread.
     *
     * <p>If the thread is interrupted while the iterator has to wait, it throws {@link
     * CancellationException} (the interface allows no checked exception) and leaves the interrupt
     * status set. Behind the end, {@code next} throws {@link NoSuchElementException}.
     */
    @Override
    default Iterator<T> iterator() {
        return new ChannelIterator<>(this);
    }
}
