package dev.heddle.sync;

import dev.heddle.sync.waiting.WaitNode;
import dev.heddle.sync.waiting.Waiter;

import java.time.Duration;

/**
 * One thing that passes from hand to hand, made of the same pieces as the synchronizers, so that
 * broken twins can omit one.
 */
final class HandOver {
    private final WaitList waiters = new WaitList();

    /** Whether nobody has it; guarded by the list's lock. */
    private boolean there;

    HandOver(boolean there) {
        this.there = there;
    }

    boolean take(Duration timeout) throws InterruptedException {
        Waiter waiter = new Waiter();
        waiters.lock();
        boolean got = there;
        there = false;
        if (!got) {
            waiters.queue().addLast(waiter);
        }
        waiters.unlock();
        return got || await(waiter, timeout);
    }

    /** Looks whether it is there before, not while, it takes a place in the queue. */
    boolean takeLookingTooEarly(Duration timeout) throws InterruptedException {
        waiters.lock();
        boolean got = there;
        there = false;
        waiters.unlock();
        if (got) {
            return true;
        }
        Waiter waiter = new Waiter();
        waiters.lock();
        waiters.queue().addLast(waiter);
        waiters.unlock();
        return await(waiter, timeout);
    }

    private boolean await(Waiter waiter, Duration timeout) throws InterruptedException {
        int outcome = waiter.awaitUntil(this, System.nanoTime() + timeout.toNanos());
        if (outcome > 0) {
            return true;
        }
        waiters.lock();
        waiters.queue().remove(waiter);
        waiters.unlock();
        if (outcome == Waiter.INTERRUPTED) {
            throw new InterruptedException();
        }
        return false;
    }

    void give() {
        waiters.lock();
        Waiter first = waiters.claimFirst(1);
        there = first == null;
        waiters.unlock();
        if (first != null) {
            first.unpark();
        }
    }

    /** Gives it to the first in the queue, whether or not that one still waits. */
    void giveWithoutClaim() {
        waiters.lock();
        WaitNode first = waiters.queue().pollFirst();
        there = first == null;
        if (first != null) {
            first.claim();
        }
        waiters.unlock();
        if (first != null) {
            first.waiter().unpark();
        }
    }

    /** Whether nobody has it. */
    boolean isThere() {
        waiters.lock();
        boolean answer = there;
        waiters.unlock();
        return answer;
    }
}
