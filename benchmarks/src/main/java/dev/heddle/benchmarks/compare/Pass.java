package dev.heddle.benchmarks.compare;

/**
 * How long a comparison measures.
 *
 * @param forks how many processes each contender gets for a row, one after the other
 * @param warmUpMillis how long each process runs before it is measured
 * @param rounds how often each process is measured, in turn with the others; less often if the row
 *     takes very long
 * @param roundMillis how long a round takes
 */
record Pass(int forks, int warmUpMillis, int rounds, int roundMillis) {
    static final Pass QUICK = new Pass(1, 450, 5, 50);
    static final Pass FULL = new Pass(3, 2_000, 5, 300);

    /** The same with another warm-up. */
    Pass warmedUpFor(int millis) {
        return new Pass(forks, millis, rounds, roundMillis);
    }
}
