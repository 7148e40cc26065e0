package dev.heddle.scheduler;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The right to run goroutines: as many seats as the scheduler's parallelism. A worker runs
 * goroutines while it has a seat; the monitor takes the seat of a stuck one and gives it to a
 * spare. (Go calls a seat a P.)
 */
final class Seats {

    /*
     * Implementation notes
     *
     * One word: limit in the high half, seats taken in the low half, so that "taken < limit" and the
     * step that relies on it are one compare-and-set. taken <= limit except after the limit was
     * lowered, until enough workers have stepped down.
     *
     *   take      taken < limit  -> taken + 1    a spare that is to be seated, a worker that returns
     *   giveUp    taken > 0      -> taken - 1    the monitor, for a stuck worker; a seat not filled
     *   stepDown  taken > limit  -> taken - 1    a worker between two goroutines
     *   resize    limit := n                     setParallelism
     *
     * A seat must not stay empty while somebody waits for one. Whoever gives up a seat (volatile
     * compare-and-set) then looks for a spare; whoever becomes a spare (volatile write to the list
     * of spares) then looks for a free seat. One of the two sees the other. See WorkerPool.
     */

    private static final VarHandle STATE =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "state", VarHandle.class, Seats.class, long.class);

    /** limit << 32 | taken; compare-and-set, anybody. */
    private volatile long state;

    Seats(int limit) {
        state = pack(limit, 0);
    }

    /** Takes a seat if one is free. */
    boolean tryTake() {
        for (; ; ) {
            long s = state;
            if (taken(s) >= limit(s)) {
                return false;
            }
            if (STATE.compareAndSet(this, s, s + 1)) {
                return true;
            }
        }
    }

    /** Gives up a seat that was taken. */
    void giveUp() {
        STATE.getAndAdd(this, -1L);
    }

    /** Gives up a seat if more are taken than there should be. */
    boolean tryStepDown() {
        for (; ; ) {
            long s = state;
            if (taken(s) <= limit(s)) {
                return false;
            }
            if (STATE.compareAndSet(this, s, s - 1)) {
                return true;
            }
        }
    }

    /** Changes the number of seats; nobody loses a seat by this, see {@link #tryStepDown}. */
    void resize(int limit) {
        for (; ; ) {
            long s = state;
            if (STATE.compareAndSet(this, s, pack(limit, taken(s)))) {
                return;
            }
        }
    }

    /** Whether somebody should step down. */
    boolean isOverfull() {
        long s = state;
        return taken(s) > limit(s);
    }

    boolean isAnyFree() {
        long s = state;
        return taken(s) < limit(s);
    }

    int limit() {
        return limit(state);
    }

    int taken() {
        return taken(state);
    }

    private static long pack(int limit, int taken) {
        return (long) limit << Integer.SIZE | taken;
    }

    private static int limit(long state) {
        return (int) (state >>> Integer.SIZE);
    }

    private static int taken(long state) {
        return (int) state;
    }
}
