package dev.heddle.scheduler;

import org.jspecify.annotations.Nullable;

import java.util.SplittableRandom;

/**
 * Makes a worker decide against its habits, at random from a seed: goroutines run in orders, and
 * threads meet in moments, that are rare otherwise. For tests; {@code -Dheddle.debug.seed=N} or the
 * builder switch it on, and one worker with the same seed makes the same decisions again.
 *
 * <p>Whatever it decides is allowed at any time: a program or a protocol that fails by it was
 * wrong.
 */
final class Disturbance {

    /*
     * The worker asks at the places where the outcome of a race is decided:
     *
     *   place                                     decision
     *   what a goroutine wakes                    goes to the tail of the ring, not to next
     *   the next slot                             is taken back to the tail, as after a time slice
     *   the search                                another order of victims; next is stolen at once
     *   before sleeping                           looks again instead, as after a stray wake-up
     *   between publishing and looking who
     *   sleeps, between setting the bit and
     *   looking for work, around a goroutine      waits for some microseconds
     *
     * Without a seed a worker has no disturbance, which costs it a look at a final field.
     */

    private static final String PROPERTY = "heddle.debug.seed";

    private static final int LONGEST_PAUSE_SPINS = 400;

    private final SplittableRandom random;

    /** Of worker {@code id}. */
    Disturbance(long seed, int id) {
        random = new SplittableRandom(seed * 31 + id);
    }

    /** The seed that the command line gives; null if it gives none. */
    static @Nullable Long seedOfCommandLine() {
        return Long.getLong(PROPERTY);
    }

    /** Whether a task goes to the tail although it could run next. */
    boolean demotes() {
        return random.nextInt(4) == 0;
    }

    /** Whether to steal what its owner is about to run. */
    boolean robsAtOnce() {
        return random.nextInt(4) == 0;
    }

    /** Whether a worker looks for work once more, although it would sleep. */
    boolean wakesAstray() {
        return random.nextInt(8) == 0;
    }

    int victimSeed() {
        return random.nextInt();
    }

    /**
     * Waits for a moment, mostly not at all. Neither parks nor yields: the caller may be pinned.
     */
    void pause() {
        int dice = random.nextInt(16);
        if (dice == 0) {
            for (int i = random.nextInt(LONGEST_PAUSE_SPINS); i > 0; i--) {
                Thread.onSpinWait();
            }
        }
    }
}
