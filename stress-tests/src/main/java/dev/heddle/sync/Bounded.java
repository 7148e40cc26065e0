package dev.heddle.sync;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits with a bound, so that a lost wake-up is an outcome and not a hanging test. */
final class Bounded {

    /** Longer than any wait that is woken takes. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The same for a twin, which is expected to wait in vain. */
    static final Duration TWINS_PATIENCE = Duration.ofMillis(20);

    /** So short that the timeout meets the wake-up. */
    static final Duration MOMENT = Duration.ofNanos(300);

    /** Longer than it takes to spin for a lock, and to come to wait then. */
    private static final int MOST_PAUSES = 150;

    private Bounded() {}

    /** A wait that says whether it succeeded. */
    @FunctionalInterface
    interface Wait {
        boolean run(Duration timeout) throws InterruptedException;
    }

    /** Lets the other actor get some way, another one each time. */
    static void pause() {
        for (int i = ThreadLocalRandom.current().nextInt(MOST_PAUSES); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    /** Whether a wait succeeds without using up its time: then it was woken. */
    static boolean wokenIn(Duration patience, Wait wait) {
        long start = System.nanoTime();
        return succeedsIn(patience, wait) && System.nanoTime() - start < patience.toNanos();
    }

    /** Whether a wait succeeds in time. */
    static boolean succeedsIn(Duration timeout, Wait wait) {
        try {
            return wait.run(timeout);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
