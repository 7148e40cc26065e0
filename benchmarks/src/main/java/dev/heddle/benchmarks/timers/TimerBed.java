package dev.heddle.benchmarks.timers;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.ObjLongConsumer;

/** Timers of one kind, each in a slot; all of them run the same thing. One thread at a time. */
abstract class TimerBed implements AutoCloseable {

    /** Does something on a thread on which timers of this kind are used. */
    void run(Runnable body) {
        body.run();
    }

    /** Sets a new timer. */
    abstract void arm(int slot, long delayNanos);

    /** Stops the timer in a slot. */
    abstract void stop(int slot);

    /** Gives the timer in a slot another time; by a new timer, where the kind knows no better. */
    void reset(int slot, long delayNanos) {
        stop(slot);
        arm(slot, delayNanos);
    }

    /** Waits until the latch has been counted down by timers. */
    void await(CountDownLatch fired) throws InterruptedException {
        fired.await();
    }

    @Override
    public abstract void close();

    /** Timers that are objects. */
    abstract static class OfHandles<H> extends TimerBed {
        private final @Nullable Object[] handles;

        OfHandles(int slots) {
            handles = new @Nullable Object[slots];
        }

        abstract H create(long delayNanos);

        abstract void stop(H handle);

        @Override
        final void arm(int slot, long delayNanos) {
            handles[slot] = create(delayNanos);
        }

        @Override
        final void stop(int slot) {
            stop(handle(slot));
        }

        @SuppressWarnings("unchecked")
        private H handle(int slot) {
            return (H) Objects.requireNonNull(handles[slot]);
        }

        final void onHandle(int slot, long delayNanos, ObjLongConsumer<H> reset) {
            reset.accept(handle(slot), delayNanos);
        }
    }
}
