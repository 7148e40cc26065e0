package dev.heddle.benchmarks.compare;

import com.fasterxml.jackson.jr.ob.JSON;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.IntConsumer;

/** What a comparison found, in the forms people want it in. */
final class Report {
    private final Machine machine;
    private final Pass pass;
    private final List<Contender> contenders;
    private final List<Result> results;

    Report(Machine machine, Pass pass, List<Contender> contenders, List<Result> results) {
        this.machine = machine;
        this.pass = pass;
        this.contenders = contenders;
        this.results = results;
    }

    /** Writes {@code comparison.md}, {@code .csv}, {@code .json} and {@code .svg}. */
    void writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("comparison.md"), markdown());
        Files.writeString(directory.resolve("comparison.csv"), csv());
        Files.writeString(directory.resolve("comparison.json"), json());
        new Chart(contenders, results).writeTo(directory.resolve("comparison.svg"));
    }

    /** Two tables for each parallelism: the time, and what it took of the machine. */
    String markdown() {
        StringBuilder text = new StringBuilder(machine.toString());
        text.append(".\n")
                .append("Nanoseconds an operation: " + pass.inWords() + "; (lowest–highest).\n");
        forEachParallelism(p -> appendTable(text, p));
        text.append(
                "\nProcessor nanoseconds of the whole process an operation, and context switches of"
                        + " the operating system in a million operations.\n");
        forEachParallelism(p -> appendCosts(text, p));
        return text.toString();
    }

    private void forEachParallelism(IntConsumer action) {
        results.stream().mapToInt(Result::parallelism).distinct().forEach(action);
    }

    private void appendTable(StringBuilder text, int parallelism) {
        appendHeader(text, parallelism, " Heddle / best peer |");
        for (Result result : results) {
            if (result.parallelism() == parallelism) {
                text.append("| ").append(result.row().title()).append(" |");
                contenders.forEach(c -> text.append(' ').append(cell(result, c)).append(" |"));
                text.append(' ').append(ratio(result)).append(" |\n");
            }
        }
    }

    private void appendCosts(StringBuilder text, int parallelism) {
        appendHeader(text, parallelism, "");
        for (Result result : results) {
            if (result.parallelism() == parallelism) {
                text.append("| ").append(result.row().title()).append(" |");
                contenders.forEach(c -> text.append(' ').append(costs(result, c)).append(" |"));
                text.append('\n');
            }
        }
    }

    private void appendHeader(StringBuilder text, int parallelism, String last) {
        text.append("\nParallelism ").append(parallelism).append("\n\n| workload |");
        contenders.forEach(c -> text.append(' ').append(c.title()).append(" |"));
        text.append(last).append("\n|---|").append("---|".repeat(contenders.size()));
        text.append(last.isEmpty() ? "\n" : "---|\n");
    }

    private static String cell(Result result, Contender contender) {
        Measurement cell = result.cells().get(contender);
        return cell == null
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%s (%s–%s)",
                        figure(cell.median()),
                        figure(cell.min()),
                        figure(cell.max()));
    }

    private static String costs(Result result, Contender contender) {
        Measurement cell = result.cells().get(contender);
        return cell == null
                ? "–"
                : figure(cell.cpuNanos()) + " · " + figure(cell.contextSwitches() * 1e6);
    }

    private static String ratio(Result result) {
        Optional<Double> ratio = result.ratio();
        return ratio.isEmpty()
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%.2f × %s",
                        ratio.get(),
                        result.bestPeer().orElseThrow().title());
    }

    /** Nanoseconds, with three digits or more. */
    static String figure(double nanos) {
        return String.format(Locale.ROOT, nanos < 99.95 ? "%.1f" : "%,.0f", nanos);
    }

    /** A line a cell. */
    String csv() {
        StringBuilder text =
                new StringBuilder(
                        "row,parallelism,contender,median_ns,min_ns,max_ns,cpu_ns,switches\n");
        for (Result result : results) {
            result.cells()
                    .forEach(
                            (contender, cell) ->
                                    text.append(
                                            new StringJoiner(",", "", "\n")
                                                    .add(result.row().id())
                                                    .add(Integer.toString(result.parallelism()))
                                                    .add(contender.title())
                                                    .add(Double.toString(cell.median()))
                                                    .add(Double.toString(cell.min()))
                                                    .add(Double.toString(cell.max()))
                                                    .add(Double.toString(cell.cpuNanos()))
                                                    .add(Double.toString(cell.contextSwitches()))));
        }
        return text.toString();
    }

    /** Everything, with the machine. */
    String json() throws IOException {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Result result : results) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("row", result.row().id());
            row.put("title", result.row().title());
            row.put("parallelism", result.parallelism());
            row.put("ratio", result.ratio().orElse(null));
            Map<String, Object> cells = new LinkedHashMap<>();
            result.cells().forEach((contender, cell) -> cells.put(contender.title(), cell(cell)));
            row.put("cells", cells);
            rows.add(row);
        }
        return JSON.std
                .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                .asString(
                        Map.of(
                                "machine",
                                machine.toString(),
                                "pass",
                                pass.toString(),
                                "rows",
                                rows));
    }

    private static Map<String, Double> cell(Measurement cell) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("medianNanos", cell.median());
        figures.put("minNanos", cell.min());
        figures.put("maxNanos", cell.max());
        figures.put("cpuNanos", cell.cpuNanos());
        figures.put("contextSwitches", cell.contextSwitches());
        return figures;
    }
}
