package dev.heddle.channels;

import dev.heddle.scheduler.Gap;
import dev.heddle.sync.waiting.SpinLock;
import dev.heddle.sync.waiting.WaitNode;
import dev.heddle.sync.waiting.WaitQueue;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

/** Receivers that wait, made of the same pieces as a channel, so that broken twins can omit one. */
final class Rendezvous extends SpinLock {
    /** What a receive gives when the wait was interrupted. */
    static final Integer INTERRUPTED = -2;

    /** What a receive gives when the channel was closed. */
    static final Integer CLOSED = -3;

    private final WaitQueue receivers = new WaitQueue();
    private volatile boolean closed;

    /** Waits for a value; null: in vain. */
    @Nullable Integer receive(long nanos) {
        Waiter waiter = new Waiter();
        lock();
        receivers.addLast(waiter);
        unlock();
        return await(waiter, nanos);
    }

    /** Waits for a value awake, so that it sees its outcome as soon as there is one. */
    @Nullable Integer receiveAwake(int looks) {
        Waiter waiter = new Waiter();
        lock();
        receivers.addLast(waiter);
        unlock();
        for (int i = 0; i < looks && waiter.outcome() == Waiter.WAITING; i++) {
            Thread.onSpinWait();
        }
        return await(waiter, 0);
    }

    /** Looks whether the channel is closed before, not while, it takes a place in the queue. */
    @Nullable Integer receiveCheckingTooEarly(long nanos) {
        return closed ? CLOSED : receive(nanos);
    }

    private @Nullable Integer await(Waiter waiter, long nanos) {
        int outcome = waiter.awaitUntil(this, System.nanoTime() + nanos);
        if (outcome > 0) {
            return (Integer) waiter.item;
        }
        lock();
        receivers.remove(waiter);
        unlock();
        return outcome == Waiter.INTERRUPTED ? INTERRUPTED : null;
    }

    /** Hands over a value whether or not the receiver still wants it. */
    boolean sendWithoutClaim(int value) {
        lock();
        WaitNode node = receivers.pollFirst();
        Gap.pass();
        if (node != null) {
            node.item = value;
            node.claim();
        }
        unlock();
        if (node != null) {
            node.waiter().unpark();
        }
        return node != null;
    }

    /** Claims first and writes the value then. */
    boolean sendAfterClaim(int value) {
        lock();
        WaitNode node = receivers.pollFirst();
        boolean claimed = node != null && node.claim();
        Gap.pass();
        if (node != null && claimed) {
            node.item = value;
        }
        unlock();
        if (node != null) {
            node.waiter().unpark();
        }
        return claimed;
    }

    /** Closes, and wakes those who wait now. */
    void close() {
        WaitNode node = closeWithoutUnpark();
        if (node != null) {
            node.waiter().unpark();
        }
    }

    /** Closes, and leaves it to the caller to wake who waits now. */
    @Nullable WaitNode closeWithoutUnpark() {
        closed = true;
        lock();
        WaitNode node = receivers.pollFirst();
        if (node != null) {
            node.item = CLOSED;
            node.claim();
        }
        unlock();
        return node;
    }
}
