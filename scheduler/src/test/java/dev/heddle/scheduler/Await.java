package dev.heddle.scheduler;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do, with a bound. */
final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Await() {}

    /** Waits until a condition holds. */
    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("still not: " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** Waits until a thread is in a state. */
    static void state(Thread thread, Thread.State state) {
        until(thread + " is " + state, () -> thread.getState() == state);
    }

    /** Waits for a latch. */
    static void latch(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(latch.getCount() + " are missing");
        }
    }

    /** Waits for the end of a thread. */
    static void end(Thread thread) throws InterruptedException {
        if (!thread.join(LIMIT)) {
            throw new AssertionError(thread + " does not end");
        }
    }

    /** Keeps a processor busy, without ever parking, until a condition holds. */
    static void spinning(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("spun for too long");
            }
        }
    }
}
