package dev.heddle.sync;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do, with a bound. */
final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("still not: " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** Waits until a thread waits on something that is described by a text. */
    static void blockedOn(Thread thread, String reason) {
        until(
                thread + " waits on " + reason,
                () -> {
                    Object blocker = LockSupport.getBlocker(thread);
                    return blocker != null
                            && blocker.toString().contains(reason)
                            && (thread.getState() == Thread.State.WAITING
                                    || thread.getState() == Thread.State.TIMED_WAITING);
                });
    }

    static void end(Thread thread) throws InterruptedException {
        if (!thread.join(LIMIT)) {
            throw new AssertionError(thread + " does not end");
        }
    }
}
