package dev.heddle.sync.waiting;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock for critical sections of a few dozen instructions, to be extended by the object whose
 * fields it guards, so that lock and fields share a cache line.
 *
 * <p>Not reentrant and not fair. Its holder must not park, call code of others or allocate without
 * bound. A virtual thread that holds it is not unmounted, unless it waits for another spin lock; so
 * at parallelism 1 it is never contended but there.
 */
public abstract class SpinLock {
    /*
     * Test-and-test-and-set: the waiting loop reads a cached line and writes only when it saw the
     * lock free. After SPINS looks the holder is taken for preempted by the operating system, and
     * the waiter gives way.
     *
     * Orderings: compareAndSet acquires, setRelease releases; a critical section sees all that
     * earlier ones wrote. The release store needs no fence behind it: whoever must be seen by a
     * reader that takes no lock says so at its own field.
     */
    private static final int SPINS = 128;

    private static final VarHandle LOCKED;

    static {
        try {
            LOCKED = MethodHandles.lookup().findVarHandle(SpinLock.class, "locked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Accessed through LOCKED only. */
    @SuppressWarnings("unused")
    private boolean locked;

    /** An unlocked lock. */
    protected SpinLock() {}

    /** Takes the lock. */
    public final void lock() {
        if (!LOCKED.compareAndSet(this, false, true)) {
            lockContended();
        }
    }

    /** Takes the lock if it is free. */
    public final boolean tryLock() {
        return LOCKED.compareAndSet(this, false, true);
    }

    /** Releases the lock; for its holder only. */
    public final void unlock() {
        LOCKED.setRelease(this, false);
    }

    private void lockContended() {
        int spins = 0;
        do {
            while ((boolean) LOCKED.getOpaque(this)) {
                if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    spins = 0;
                    Thread.yield();
                }
            }
        } while (!LOCKED.compareAndSet(this, false, true));
    }
}
