package dev.heddle.benchmarks.compare;

import dev.heddle.benchmarks.RunOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/**
 * The command that compares Heddle with its peers: it prints a table, and writes it as Markdown,
 * CSV, JSON and SVG.
 */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Runs the same workloads on Heddle and its peers, in turns.")
public final class Compare implements Callable<Integer> {

    @Option(names = "--full", description = "all rows; longer warm-ups, more rounds")
    private boolean full;

    @Option(
            names = "--warm-up",
            paramLabel = "MILLIS",
            description = "how long each process runs first at least; otherwise as the pass has it")
    private @Nullable Integer warmUpMillis;

    @Option(
            names = "--rows",
            paramLabel = "REGEX",
            description =
                    "the rows whose name matches, like ping-pong or pair-16; otherwise a"
                            + " selection, and with --full all")
    private @Nullable Pattern rows;

    @Mixin private final RunOptions options = new RunOptions("benchmarks/target/comparison", 1, 2);

    private final PrintStream out = System.out;

    private Compare() {}

    /** Runs the command and ends the JVM with its status. */
    public static void main(String[] args) {
        System.exit(
                new CommandLine(new Compare())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(args));
    }

    private Pass pass() {
        Pass pass = full ? Pass.FULL : Pass.QUICK;
        Integer millis = warmUpMillis;
        return millis == null ? pass : pass.warmedUpFor(Math.max(1, millis));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Participants participants = Participants.of(options, Contender.usual());
        List<Contender> columns = participants.columns();
        List<Row> selected = Selection.rows(full, rows);
        if (selected.isEmpty() || columns.isEmpty()) {
            out.println("nothing to compare: no row or no contender is left");
            return 2;
        }
        long start = System.nanoTime();
        Pass pass = pass();
        Duration estimate =
                new Estimate(pass, columns)
                        .of(
                                selected.stream().map(Workload::of).toList(),
                                options.parallelism().size());
        out.printf("%d rows: %s by the settings%n", selected.size(), Estimate.inWords(estimate));
        Comparison comparison = new Comparison(pass, columns, participants.go(), out);
        List<Result> results = new ArrayList<>();
        for (int p : options.parallelism()) {
            for (Row row : selected) {
                Result result = comparison.run(Workload.of(row), p);
                results.add(result);
                out.println(line(result, columns));
            }
        }
        Report report = new Report(participants.machine(), pass, columns, results);
        report.writeTo(options.output());
        out.println();
        out.println(report.markdown());
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        out.printf(
                "%d s (estimated: %d); files in %s%n",
                time.toSeconds(), estimate.toSeconds(), options.output().toAbsolutePath());
        return 0;
    }

    private static String line(Result result, List<Contender> columns) {
        StringBuilder text =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "P=%d %-42s",
                                result.parallelism(),
                                result.row().title()));
        for (Contender contender : columns) {
            Measurement cell = result.cells().get(contender);
            text.append(
                    cell == null
                            ? ""
                            : String.format(
                                    Locale.ROOT, " %s %.1f", contender.title(), cell.median()));
        }
        result.ratio()
                .ifPresent(ratio -> text.append(String.format(Locale.ROOT, "  = %.2f", ratio)));
        return text.toString();
    }
}
