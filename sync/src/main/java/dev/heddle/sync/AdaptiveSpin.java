package dev.heddle.sync;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a lock remembers of those who found it taken and spun before they waited: they should do so
 * as long as that pays for itself.
 *
 * <p>Go spins if another of its processors runs and the own queue is empty (runtime_canSpin). A
 * synchronizer here does not know the scheduler of its threads, so it goes by experience.
 */
abstract class AdaptiveSpin {

    /*
     * Implementation notes
     *
     *   history                   to         who, when
     *   0 .. VAIN - 1             + 1        one who spun in vain
     *   VAIN .. VAIN + SKIPS - 2  + 1        one who does not spin
     *   VAIN + SKIPS - 1          VAIN - 1   one who does not spin: the next one does, as a test
     *   any                       0          one who spun and got it
     *
     * Opaque, and updates may get lost: a number that is wrong by one or two means a spin more or
     * less, and nothing else depends on it.
     *
     * A superclass, so that the history stands beside the lock's state: whoever spins has that cache
     * line anyway. As an object of its own it cost eight goroutines on two workers 10 to 50 % a lock.
     */

    /** Tries before a wait; none where whoever holds the lock cannot run meanwhile. */
    static final int ROUNDS = Runtime.getRuntime().availableProcessors() > 1 ? 4 : 0;

    /** So many in a row have to be in vain. */
    static final int VAIN = 4;

    /** So many do not spin then, until one tests whether it pays again. */
    static final int SKIPS = 32;

    private static final int PAUSES = 12;

    private static final VarHandle HISTORY =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "history",
                    VarHandle.class,
                    AdaptiveSpin.class,
                    int.class);

    /** Opaque, anybody; see the table. */
    @SuppressWarnings("UnusedVariable")
    private int history;

    /** Whether the caller should spin; if so, it has to say what became of it. */
    final boolean isSpinWorthwhile() {
        int h = (int) HISTORY.getOpaque(this);
        if (h < VAIN) {
            return true;
        }
        HISTORY.setOpaque(this, h + 1 >= VAIN + SKIPS ? VAIN - 1 : h + 1);
        return false;
    }

    /** The caller spun and need not wait. */
    final void spunWell() {
        if ((int) HISTORY.getOpaque(this) != 0) {
            HISTORY.setOpaque(this, 0);
        }
    }

    /** The caller spun and has to wait. */
    final void spunInVain() {
        int h = (int) HISTORY.getOpaque(this);
        if (h < VAIN) {
            HISTORY.setOpaque(this, h + 1);
        }
    }

    /** The pause between two tries. */
    static void pause() {
        for (int i = 0; i < PAUSES; i++) {
            Thread.onSpinWait();
        }
    }
}
