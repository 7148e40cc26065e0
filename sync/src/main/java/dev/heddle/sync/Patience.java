package dev.heddle.sync;

import dev.heddle.sync.waiting.WaitReason;
import dev.heddle.sync.waiting.Waiter;

/** What ends a wait for a lock besides the lock. */
enum Patience {
    /** Nothing. */
    ENDLESS,
    /** An interrupt. */
    INTERRUPTIBLE,
    /** An interrupt, or a deadline. */
    TIMED;

    /**
     * Waits.
     *
     * @param deadlineNanos for {@link #TIMED} alone, on the scale of {@link System#nanoTime}
     * @return the outcome; {@link Waiter#INTERRUPTED} or {@link Waiter#TIMED_OUT} if nobody claimed
     *     the waiter
     */
    int await(Waiter waiter, WaitReason reason, long deadlineNanos) {
        return switch (this) {
            case ENDLESS -> waiter.awaitUninterruptibly(reason);
            case INTERRUPTIBLE -> waiter.await(reason);
            case TIMED -> waiter.awaitUntil(reason, deadlineNanos);
        };
    }
}
