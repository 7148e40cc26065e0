package dev.heddle.sync;

import dev.heddle.sync.waiting.SpinLock;
import dev.heddle.sync.waiting.WaitNode;
import dev.heddle.sync.waiting.WaitQueue;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

/**
 * Those who wait at one synchronizer, first come first served, and the lock that guards them. An
 * object of its own, because a synchronizer's own {@code lock} may mean something else.
 */
final class WaitList extends SpinLock {

    /** Guarded by this lock. */
    private final WaitQueue queue = new WaitQueue();

    /** Plain; whoever locked a mutex, kept only if that is asked for: a hint for people. */
    @Nullable Thread owner;

    /** The places in order; under the lock. */
    WaitQueue queue() {
        return queue;
    }

    /**
     * Takes out the first who still waits and ends that wait; under the lock. The caller unparks it
     * after releasing the lock.
     *
     * @return null if nobody waits
     */
    @Nullable Waiter claimFirst(int outcome) {
        for (WaitNode node; (node = queue.pollFirst()) != null; ) {
            Waiter waiter = node.waiter();
            if (waiter.claim(outcome)) {
                return waiter;
            }
        }
        return null;
    }

    /**
     * Ends the wait of everybody; under the lock.
     *
     * @return a chain for {@link #unparkAll}, to be called after releasing the lock
     */
    @Nullable Waiter claimAll(int outcome) {
        Waiter chain = null;
        for (Waiter waiter; (waiter = claimFirst(outcome)) != null; ) {
            waiter.item = chain;
            chain = waiter;
        }
        return chain;
    }

    /** Wakes a chain of claimed waiters; not under the lock. */
    static void unparkAll(@Nullable Waiter chain) {
        Waiter waiter = chain;
        while (waiter != null) {
            Waiter next = (Waiter) waiter.item;
            waiter.item = null;
            waiter.unpark();
            waiter = next;
        }
    }

    /** The number of those who wait, read without the lock: for people. */
    int size() {
        return queue.size();
    }
}
