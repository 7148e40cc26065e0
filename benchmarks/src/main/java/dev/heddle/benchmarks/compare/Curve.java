package dev.heddle.benchmarks.compare;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What an operation of a row cost a contender while something grew.
 *
 * @param xs what grew, ascending
 * @param costs nanoseconds, one for each
 */
record Curve(int[] xs, double[] costs) {

    /** Of those results that the contender has. */
    static Curve of(List<Result> results, ToIntFunction<Result> x, Row row, Contender contender) {
        List<Result> measured =
                results.stream()
                        .filter(r -> r.row() == row && r.cells().containsKey(contender))
                        .toList();
        return new Curve(
                measured.stream().mapToInt(x).toArray(),
                measured.stream().mapToDouble(r -> r.median(contender)).toArray());
    }

    boolean isEmpty() {
        return xs.length == 0;
    }
}
