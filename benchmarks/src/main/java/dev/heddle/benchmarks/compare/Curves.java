package dev.heddle.benchmarks.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * Costs over the parallelism, or over the number of units, as a table.
 *
 * @param variable what grows, for people
 * @param x what grows
 * @param contenders those that are shown
 * @param results in ascending order of what grows
 */
record Curves(
        String variable,
        ToIntFunction<Result> x,
        List<Contender> contenders,
        List<Result> results) {

    List<Row> rows() {
        return results.stream().map(Result::row).distinct().toList();
    }

    int[] xs() {
        return results.stream().mapToInt(x).distinct().sorted().toArray();
    }

    Curve curve(Row row, Contender contender) {
        return Curve.of(results, x, row, contender);
    }

    /** A line for each row and contender; with the growth if that means anything. */
    String markdown(boolean withGrowth) {
        StringBuilder text = new StringBuilder("| workload | " + variable + " |");
        for (int each : xs()) {
            text.append(String.format(Locale.ROOT, " %,d |", each));
        }
        text.append(withGrowth ? " growth |\n" : "\n").append("|---".repeat(xs().length + 2));
        text.append(withGrowth ? "|---|\n" : "|\n");
        for (Row row : rows()) {
            for (Contender contender : contenders) {
                Curve curve = curve(row, contender);
                if (!curve.isEmpty()) {
                    text.append("| ").append(row.id()).append(" | ").append(contender.title());
                    text.append(" |").append(figures(curve));
                    text.append(withGrowth ? " " + Growth.of(curve) + " |\n" : "\n");
                }
            }
        }
        return text.toString();
    }

    private String figures(Curve curve) {
        StringBuilder cells = new StringBuilder();
        for (int each : xs()) {
            int at = Arrays.binarySearch(curve.xs(), each);
            cells.append(' ').append(at < 0 ? "–" : Report.figure(curve.costs()[at])).append(" |");
        }
        return cells.toString();
    }
}
