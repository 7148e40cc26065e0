package dev.heddle.timers.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The private state of the heap, for the broken twins: a twin works on the real object and replaces
 * one method of it by a copy that lacks the crucial line. Proofs don't use it.
 */
public final class HeapInternals {

    /** {@code HeapTimer.state}. */
    static final VarHandle STATE = field(HeapTimer.class, "state", int.class);

    static final int ARMED = 1;
    static final int FIRED = 2;
    static final int STOPPED = 3;

    /** {@code TimerHeap.earliest}. */
    static final VarHandle EARLIEST = field(TimerHeap.class, "earliest", long.class);

    /** {@code TimerHeap.armed}. */
    static final VarHandle ARMED_TIMERS = field(TimerHeap.class, "armed", long.class);

    private HeapInternals() {}

    /** What {@code TimerHeap.add} does last, with a release instead of a volatile write. */
    public static void releaseEarliest(TimerHeap heap, long earliest) {
        EARLIEST.setRelease(heap, earliest);
    }

    private static VarHandle field(Class<?> owner, String name, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                    .findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
