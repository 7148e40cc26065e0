package dev.heddle.channels;

import java.time.Duration;

/**
 * The end of a channel that values go into. Usable by any number of threads of any kind at once.
 *
 * <p><b>Blocking.</b> A send waits until a receiver took the value (unbuffered) or a slot of the
 * buffer is free (buffered). Senders that wait are served in the order of their arrival.
 *
 * <p><b>Interruption and timeout.</b> <em>Value beats interrupt beats timeout:</em> a send that can
 * take place at once does so whatever the interrupt status is, and one that took place returns
 * normally, with the interrupt status still set. One that throws or returns false has had no
 * effect.
 *
 * <p><b>Close.</b> Senders close, to say that no more values come. Every send to a closed channel
 * throws, those that wait at that moment included.
 *
 * <p><b>Memory effects.</b> As in Go: a send happens-before the return of the receive that gets the
 * value; on an unbuffered channel that receive happens-before the return of the send; with capacity
 * <i>C</i> the <i>k</i>-th receive happens-before the return of the <i>k+C</i>-th send; a close
 * happens-before the return of a receive that reports it.
 *
 * @param <T> the type of the values; null is no value
 */
public sealed interface Sender<T> permits Channel {
    /**
     * Sends a value, waiting as long as it takes.
     *
     * @param value what to send; not null
     * @throws ChannelClosedException if the channel is closed, or is closed during the wait
     * @throws InterruptedException if the thread is interrupted while it has to wait
     */
    void send(T value) throws InterruptedException;

    /**
     * Sends a value, waiting for a limited time.
     *
     * @param value what to send; not null
     * @param timeout how long to wait at most; zero or less: not at all
     * @return false if the time was up first
     * @throws ChannelClosedException if the channel is closed, or is closed during the wait
     * @throws InterruptedException if the thread is interrupted and the value cannot be sent, also
     *     if it may not wait at all
     */
    boolean send(T value, Duration timeout) throws InterruptedException;

    /**
     * Sends a value if that needs no waiting. Never fails spuriously: false means that at one
     * moment during the call no receiver waited and no slot was free.
     *
     * @param value what to send; not null
     * @return false if the send would have to wait
     * @throws ChannelClosedException if the channel is closed
     */
    boolean trySend(T value);

    /**
     * Closes the channel: wakes all who wait for it. Values already in the buffer can still be
     * received.
     *
     * @return false if it was closed already
     * @throws UnsupportedOperationException if this is {@link Channels#never()}
     */
    boolean close();

    /** {@return whether the channel is closed} */
    boolean isClosed();
}
