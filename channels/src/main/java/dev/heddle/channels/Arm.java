package dev.heddle.channels;

import dev.heddle.sync.waiting.WaitNode;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

/** A channel case of one selection under way: its place in the channel's queue. */
final class Arm extends WaitNode {
    final int index;
    final @Nullable FifoChannel<?> fifo;
    final @Nullable TimerChannel timer;
    final @Nullable DoneChannel done;

    /** What a send case sends; null in a receive case. For the selecting thread only. */
    @Nullable Object value;

    /** For the selecting thread only. */
    boolean enabled = true;

    Arm(Waiter waiter, int index, ChannelCase<?> channelCase) {
        super(waiter, index + 1);
        this.index = index;
        this.fifo = channelCase.fifo;
        this.timer = channelCase.timer;
        this.done = channelCase.done;
        this.value = channelCase instanceof ChannelCase.Send<?> send ? send.value : null;
    }

    /** Whether the case need not wait; under the locks of all channels. */
    boolean isReady(long nowNanos) {
        if (!enabled) {
            return false;
        }
        if (fifo != null) {
            return value != null ? fifo.canSend() : fifo.canReceive();
        }
        return timer != null && timer.seemsDue(nowNanos);
    }

    /** Whether the case would probably not wait; takes no lock. */
    boolean seemsReady() {
        if (!enabled) {
            return false;
        }
        if (fifo != null) {
            return value != null ? fifo.sendHint() : fifo.receiveHint();
        }
        return timer != null && timer.nanosLeft(System.nanoTime()) == 0;
    }

    /**
     * Carries out the case if that needs no waiting.
     *
     * @return what was received, or the value that was sent; null if the case has to wait
     */
    @Nullable Object attempt() {
        if (fifo != null) {
            return value == null ? fifo.receiveNow() : fifo.offerNow(value) ? value : null;
        }
        return timer == null ? null : timer.tryReceive();
    }

    /** Whether the clock can make the case ready. */
    boolean isTimed() {
        return timer != null || (done != null && done.hasDeadline());
    }

    /** Time until the clock makes the case ready; Long.MAX_VALUE if it never does. */
    long nanosLeft(long nowNanos) {
        if (!enabled) {
            return Long.MAX_VALUE;
        }
        if (timer != null) {
            return timer.nanosLeft(nowNanos);
        }
        return done != null ? done.nanosLeft(nowNanos) : Long.MAX_VALUE;
    }

    /** Takes its place in the queue; under the channel's lock. */
    void enqueue() {
        if (enabled && fifo != null) {
            item = value;
            (value != null ? fifo.senders() : fifo.receivers()).addLast(this);
        }
    }

    /** Gives up its place in the queue, if it still has it; takes the channel's lock. */
    void dequeue() {
        if (enabled && fifo != null) {
            fifo.leave(value != null ? fifo.senders() : fifo.receivers(), this);
        }
    }
}
