package dev.heddle.sync.waiting;

import org.jspecify.annotations.Nullable;

/**
 * A place in one {@link WaitQueue}. A {@link Waiter} is its own place for an operation on one
 * object; a select has one waiter and a place for each of its cases.
 *
 * <p>The links belong to the queue and are guarded by its owner's lock.
 */
public class WaitNode {
    /**
     * What passes between the two sides, in the direction the owner of the queue defines. Written
     * before the claim of the waiter, read after its outcome was seen: see {@link Waiter}. Cleared
     * by whoever took it.
     */
    public @Nullable Object item;

    /** The outcome with which {@link #claim} ends the wait; positive. */
    final int outcome;

    private final @Nullable Waiter waiter;

    /** Guarded by the queue's lock. */
    @Nullable WaitNode previous;

    /** Guarded by the queue's lock; null while this place stands in no queue. */
    @Nullable WaitNode next;

    /** The place that a waiter itself is. */
    WaitNode() {
        this.waiter = null;
        this.outcome = 1;
    }

    /**
     * A further place for a waiter that waits in several queues at once.
     *
     * @param waiter who waits
     * @param outcome what the waiter is told when it is claimed by way of this place; positive
     */
    public WaitNode(Waiter waiter, int outcome) {
        if (outcome <= 0) {
            throw new IllegalArgumentException("outcome must be positive: " + outcome);
        }
        this.waiter = waiter;
        this.outcome = outcome;
    }

    /** Who waits at this place. */
    public final Waiter waiter() {
        return waiter == null ? (Waiter) this : waiter;
    }

    /**
     * Ends the wait by way of this place, if nothing ended it before. The winner unparks the waiter
     * once it has released its locks.
     *
     * @return false if the wait had ended already
     */
    public final boolean claim() {
        return waiter().claim(outcome);
    }

    /** Whether this place stands in a queue; to be asked under that queue's lock. */
    public final boolean isLinked() {
        return next != null;
    }
}
