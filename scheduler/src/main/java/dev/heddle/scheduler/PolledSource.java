package dev.heddle.scheduler;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/** A worker's event source, with the bookkeeping of who is in it. */
final class PolledSource {

    /*
     * Implementation notes
     *
     *   state: FREE -> BUSY -> FREE        worker or monitor, a look without waiting
     *          FREE -> WAITING -> FREE     worker, before it waits
     *
     * One poller at a time: FREE is left by compare-and-set. WAITING is set before the worker looks
     * at its condition for the last time; a waker changes the condition first and then looks at the
     * state. All volatile, so either the worker sees the changed condition, or the waker sees WAITING
     * and calls wakeup, which is remembered by the source if the wait has not begun yet.
     */

    private static final int FREE = 0;
    private static final int BUSY = 1;
    private static final int WAITING = 2;

    private static final VarHandle STATE =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "state",
                    VarHandle.class,
                    PolledSource.class,
                    int.class);

    private final EventSource source;

    /** Volatile; see the notes. */
    private volatile int state;

    PolledSource(EventSource source) {
        this.source = source;
    }

    EventSource source() {
        return source;
    }

    boolean isRegistered() {
        return source.isRegistered();
    }

    /** Looks for events without waiting; does nothing if another thread is in the source. */
    int poll(long timeoutNanos) {
        if (!STATE.compareAndSet(this, FREE, BUSY)) {
            return 0;
        }
        try {
            return source.poll(timeoutNanos);
        } finally {
            state = FREE;
        }
    }

    /** Waits for events, unless {@code condition} holds already. The worker's own thread only. */
    int pollUnless(BooleanSupplier condition, long timeoutNanos) {
        if (!STATE.compareAndSet(this, FREE, WAITING)) {
            return 0; // the monitor looks right now
        }
        try {
            return condition.getAsBoolean() ? 0 : source.poll(timeoutNanos);
        } finally {
            state = FREE;
        }
    }

    /** Ends the wait of the worker, if it waits here. */
    boolean wakeIfPolling() {
        if (state != WAITING) {
            return false;
        }
        source.wakeup();
        return true;
    }
}
