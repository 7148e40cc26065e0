package dev.heddle.scheduler;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A thread's sleep for as long as a condition holds, which others change and then look here. */
final class Doze {

    /*
     * Implementation notes
     *
     * Dekker. The sleeper sets asleep, then looks at the condition for the last time; a waker changes
     * the condition, then reads asleep. Both volatile, so either the sleeper sees the changed
     * condition, or the waker sees it asleep. A waker clears asleep and then unparks, so a stray
     * permit ends no sleep: the loop goes on while asleep is set and the condition holds.
     */

    /** Volatile; set by the sleeper, cleared by anybody. */
    private volatile boolean asleep;

    /** Sleeps while {@code condition} holds and nobody ends it. The sleeper only. */
    void sleepWhile(BooleanSupplier condition, Object blocker) {
        asleep = true;
        while (asleep && condition.getAsBoolean()) {
            LockSupport.park(blocker);
        }
        asleep = false;
    }

    /** Ends the sleep if there is one; after a change of the condition. Anybody. */
    void endIfAsleep(Thread sleeper) {
        if (asleep) {
            end(sleeper);
        }
    }

    /** Ends the sleep, and any other wait of the sleeper. Anybody. */
    void end(Thread sleeper) {
        asleep = false;
        LockSupport.unpark(sleeper);
    }
}
