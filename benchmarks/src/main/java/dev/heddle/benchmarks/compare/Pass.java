package dev.heddle.benchmarks.compare;

import java.time.Duration;

/**
 * How long a comparison measures.
 *
 * @param forks how many processes each contender gets for a row, one after the other
 * @param warmUp how long each process runs before it is measured
 * @param rounds how often each process is measured, in turn with the others; less often if the row
 *     takes very long
 * @param roundMillis how long a round takes
 */
record Pass(int forks, WarmUp warmUp, int rounds, int roundMillis) {
    static final Pass QUICK = new Pass(1, new WarmUp(1_500, 6_000), 5, 50);
    static final Pass FULL = new Pass(1, new WarmUp(2_000, 8_000), 7, 60);

    /** So long the rounds of a row may take before it has to do with the least number of them. */
    static final int PATIENCE_MILLIS = 20_000;

    /** After so long, one round has to do. */
    static final int ENDLESS_MILLIS = 5 * PATIENCE_MILLIS;

    private static final int LEAST_ROUNDS = 3;

    /** What a million units may take besides, for an answer, and to get warm. */
    private static final Duration PATIENCE_A_MILLION = Duration.ofMinutes(1);

    /** The same with a warm-up of so many milliseconds at least. */
    Pass warmedUpFor(int millis) {
        return new Pass(forks, warmUp.ofAtLeast(millis), rounds, roundMillis);
    }

    /**
     * Whether there is another round.
     *
     * @param done the rounds so far
     * @param millis what they took
     */
    boolean goesOn(int done, long millis) {
        if (millis >= ENDLESS_MILLIS) {
            return done == 0;
        }
        return done < rounds && (done < LEAST_ROUNDS || millis < PATIENCE_MILLIS);
    }

    /** How long a process may take for an answer before it is taken for stuck. */
    Duration patience(Workload workload) {
        return Duration.ofMinutes(2)
                .plus(PATIENCE_A_MILLION.multipliedBy(workload.units() / Memory.SMALL));
    }

    /**
     * How long it runs before it is measured: ten times as long where there are very many units.
     */
    WarmUp warmUp(Workload workload) {
        return workload.units() <= Memory.SMALL
                ? warmUp
                : new WarmUp(warmUp.leastMillis(), 10 * warmUp.mostMillis());
    }

    /** In words, for the head of a table. */
    String inWords() {
        return String.format(
                "median of up to %d rounds of %d ms in each of %d process%s, after %s, in turns",
                rounds, roundMillis, forks, forks == 1 ? "" : "es", warmUp.inWords());
    }
}
