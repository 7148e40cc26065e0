package dev.heddle.timers.heap;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A timer that fires once, for one {@link TimerHeap}; a subclass says what happens then.
 *
 * <p>Of firing and a successful {@link #stop()} exactly one happens to a timer that was added. What
 * a thread did before it added the timer happens before {@link #fire()}.
 */
public abstract class HeapTimer {

    /*
     * Implementation notes
     *
     *   from   to       who, when
     *   NEW    ARMED    TimerHeap.add, under the heap's lock; compare-and-set against stop, see below
     *   NEW    STOPPED  stop, before the timer was added; add then leaves it out
     *   ARMED  STOPPED  stop, any thread, no lock; compare-and-set against the heap
     *   ARMED  FIRED    the heap, under its lock, when it has taken an expired timer out
     *
     * FIRED and STOPPED are final. A stopped timer stands in the heap until the heap comes across it.
     *
     * A timer that nobody but its adder knows before it is added cannot be stopped by another thread
     * then: it goes to ARMED by a store (10 of 75 ns of creating and stopping a timer). The fence
     * behind it keeps what the adder does later, such as showing the timer to others, behind the store
     * on every processor; so no stop can come before it, not even one through a data race.
     *
     * Orderings: heap and deadline are written before the compare-and-set to ARMED and never again, so
     * whoever acquires ARMED or a later state sees them. The compare-and-sets are volatile; a stopper
     * needs no more than that, since it hands nothing over but the state itself. isFired and isStopped
     * acquire, so that who sees FIRED sees what the adder wrote.
     */

    private static final int NEW = 0;
    private static final int ARMED = 1;
    private static final int FIRED = 2;
    private static final int STOPPED = 3;

    private static final VarHandle STATE =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "state", VarHandle.class, HeapTimer.class, int.class);

    /** Through STATE; see the table. */
    @SuppressWarnings("unused")
    private int state;

    /** Plain; written before ARMED. */
    private long deadlineNanos;

    /** Plain; written before ARMED. */
    private @Nullable TimerHeap heap;

    /** Plain; only the thread that took this timer out of the heap to fire it. */
    @Nullable HeapTimer nextExpired;

    /** Whether others than its adder may stop it before it is added. */
    private final boolean shared;

    /** A timer that is not in a heap yet. */
    protected HeapTimer() {
        this(true);
    }

    /**
     * A timer that is not in a heap yet.
     *
     * @param shared whether other threads than the one that adds it may stop it before it is added;
     *     if not, it is armed for less
     */
    protected HeapTimer(boolean shared) {
        this.shared = shared;
    }

    /**
     * Called by the thread that drives the heap, after it has taken this timer out, and outside the
     * heap's lock. Once at most. An exception goes to the caller of {@code expire}, after the other
     * expired timers were fired.
     */
    protected abstract void fire();

    /**
     * Prevents this timer from firing, if it is not too late. Never blocks; any thread, at any
     * time: also before the timer is added, if it was made for that; it will not be added then.
     *
     * @return whether this call, and no earlier one, prevented it
     */
    public final boolean stop() {
        int s = (int) STATE.getAcquire(this);
        if (s == NEW) {
            if (STATE.compareAndSet(this, NEW, STOPPED)) {
                return true;
            }
            s = (int) STATE.getAcquire(this);
        }
        if (s != ARMED || !STATE.compareAndSet(this, ARMED, STOPPED)) {
            return false;
        }
        TimerHeap h = heap;
        if (h != null) {
            h.stoppedOne();
        }
        return true;
    }

    /** Whether this timer was taken out of the heap to be fired; {@link #fire()} may still run. */
    public final boolean isFired() {
        return (int) STATE.getAcquire(this) == FIRED;
    }

    /** Whether this timer was stopped and will never fire. */
    public final boolean isStopped() {
        return (int) STATE.getAcquire(this) == STOPPED;
    }

    /** When this timer is due, on the scale of {@link System#nanoTime()}; 0 before it was added. */
    public final long deadlineNanos() {
        return deadlineNanos;
    }

    // ---- for the heap, under its lock

    /** Whether it was given to a heap before, this one or another. */
    final boolean wasAdded() {
        return heap != null;
    }

    /** Makes the timer one of the heap's; false if it was stopped before. */
    final boolean arm(TimerHeap heap, long deadlineNanos) {
        this.heap = heap;
        this.deadlineNanos = deadlineNanos;
        if (shared) {
            return STATE.compareAndSet(this, NEW, ARMED);
        }
        if ((int) STATE.get(this) != NEW) {
            return false;
        }
        STATE.setRelease(this, ARMED);
        VarHandle.storeStoreFence();
        return true;
    }

    final boolean isArmed() {
        return (int) STATE.getAcquire(this) == ARMED;
    }

    /** Decides that the timer fires; false if it was stopped. */
    final boolean tryFire() {
        return STATE.compareAndSet(this, ARMED, FIRED);
    }
}
