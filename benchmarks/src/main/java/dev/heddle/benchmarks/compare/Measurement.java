package dev.heddle.benchmarks.compare;

import java.util.Arrays;

/**
 * A cell of the table: what an operation cost one contender.
 *
 * @param median the median of the rounds, in nanoseconds
 * @param min the fastest round
 * @param max the slowest round
 * @param cpuNanos processor time of the process
 * @param contextSwitches of the operating system
 */
record Measurement(double median, double min, double max, double cpuNanos, double contextSwitches) {

    /**
     * Of rounds.
     *
     * @param nanosPerOperation one figure for each round; at least one
     */
    static Measurement of(double[] nanosPerOperation, double cpuNanos, double contextSwitches) {
        double[] sorted = nanosPerOperation.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Measurement(
                median, sorted[0], sorted[sorted.length - 1], cpuNanos, contextSwitches);
    }
}
