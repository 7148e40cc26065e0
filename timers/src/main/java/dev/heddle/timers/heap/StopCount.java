package dev.heddle.timers.heap;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Room before the count, so that stoppers do not take the lock's cache line away. */
abstract class StopCountPadding extends SpinLock {
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14;
}

/** The count itself. */
abstract class StopCountField extends StopCountPadding {

    private static final VarHandle STOPS =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "stops",
                    VarHandle.class,
                    StopCountField.class,
                    long.class);

    /** Through STOPS. */
    @SuppressWarnings("unused")
    private long stops;

    /** Counts a stop; how many there were with it. */
    final long countStop() {
        return (long) STOPS.getAndAdd(this, 1L) + 1;
    }

    /** Acquires: a reader that counts a stop also sees the timer stopped. */
    final long stops() {
        return (long) STOPS.getAcquire(this);
    }
}

/**
 * How many armed timers of a heap were ever stopped. Any thread counts, without the heap's lock; on
 * a cache line of its own, because stoppers are often not on the worker that the heap belongs to.
 */
abstract class StopCount extends StopCountField {
    @SuppressWarnings("unused")
    private long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, q11, q12, q13, q14;
}
