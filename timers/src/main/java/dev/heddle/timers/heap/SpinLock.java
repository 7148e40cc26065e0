package dev.heddle.timers.heap;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock for the heap's critical sections, which are short, allocate rarely, and call nobody.
 *
 * <p>Not reentrant and not fair. It may be taken where parking is impossible: on a carrier thread,
 * between two virtual threads.
 */
abstract class SpinLock {

    /*
     * Test-and-test-and-set: a waiter reads a cached line and writes only after it saw the lock free.
     * After SPINS looks it takes the holder for preempted by the operating system and gives way; a
     * virtual thread that cannot be unmounted at that point goes on spinning.
     *
     * compareAndSet acquires and setRelease releases: a critical section sees all earlier ones. What
     * must be ordered before a later read by the releasing thread is written volatile in its own place.
     */
    private static final int SPINS = 128;

    private static final VarHandle LOCKED =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "locked",
                    VarHandle.class,
                    SpinLock.class,
                    boolean.class);

    /** Through LOCKED. */
    @SuppressWarnings("unused")
    private boolean locked;

    final void lock() {
        if (!LOCKED.compareAndSet(this, false, true)) {
            lockContended();
        }
    }

    /** Takes the lock if nobody holds it; true if so. */
    final boolean tryLock() {
        return !(boolean) LOCKED.getOpaque(this) && LOCKED.compareAndSet(this, false, true);
    }

    final void unlock() {
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
