package dev.heddle.benchmarks.compare;

/**
 * How long a comparison measures.
 *
 * @param forks how many processes each contender gets, one after the other, for a row of the {@link
 *     Selection#QUICK quick} selection
 * @param otherForks how many for another row
 * @param warmUp how long each process runs before it is measured
 * @param rounds how often each process is measured, in turn with the others; less often if the row
 *     takes very long
 * @param roundMillis how long a round takes
 */
record Pass(int forks, int otherForks, WarmUp warmUp, int rounds, int roundMillis) {
    static final Pass QUICK = new Pass(1, 1, new WarmUp(1_500, 6_000), 5, 50);
    static final Pass FULL = new Pass(1, 1, new WarmUp(2_000, 8_000), 7, 60);

    /** So long the rounds of a row may take before it has to do with the least number of them. */
    static final int PATIENCE_MILLIS = 20_000;

    private static final int LEAST_ROUNDS = 3;

    /** The same with a warm-up of so many milliseconds at least. */
    Pass warmedUpFor(int millis) {
        return new Pass(forks, otherForks, warmUp.ofAtLeast(millis), rounds, roundMillis);
    }

    /** How many processes each contender gets for a row. */
    int forks(Row row) {
        return Selection.QUICK.contains(row) ? forks : otherForks;
    }

    /**
     * Whether there is another round.
     *
     * @param done the rounds so far
     * @param millis what they took
     */
    boolean goesOn(int done, long millis) {
        return done < rounds && (done < LEAST_ROUNDS || millis < PATIENCE_MILLIS);
    }

    /** In words, for the head of a table. */
    String inWords() {
        return String.format(
                "median of up to %d rounds of %d ms in each of %d processes%s, after %s, in turns",
                rounds,
                roundMillis,
                forks,
                otherForks == forks ? "" : " (" + otherForks + " for rows of the full pass alone)",
                warmUp.inWords());
    }
}
