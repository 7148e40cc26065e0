package dev.heddle.benchmarks.compare;

/**
 * How long a comparison measures.
 *
 * @param forks how many processes each contender gets for a row, one after the other
 * @param warmUpMillis how long each process runs before it is measured
 * @param rounds how often each process is measured, in turn with the others
 * @param roundMillis how long a round takes
 */
record Pass(int forks, int warmUpMillis, int rounds, int roundMillis) {
    static final Pass QUICK = new Pass(1, 800, 5, 150);
    static final Pass FULL = new Pass(3, 3_000, 7, 400);
}
