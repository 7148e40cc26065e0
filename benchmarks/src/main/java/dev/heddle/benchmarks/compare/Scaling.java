package dev.heddle.benchmarks.compare;

import dev.heddle.benchmarks.RunOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * The command that shows how costs grow: over the parallelism, more than there are processors, and
 * over the number of goroutines. It prints tables, and writes them as Markdown and SVG.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar dev.heddle.benchmarks.compare.Scaling}
 */
@Command(
        name = "scaling",
        mixinStandardHelpOptions = true,
        description = "Shows how costs grow with the parallelism and with the goroutines.")
public final class Scaling implements Callable<Integer> {
    private static final int TEN_MILLIONS = 10_000_000;
    private static final int UNITS_PARALLELISM = 2;

    private static final List<Contender> USUAL =
            List.of(Contender.HEDDLE, Contender.JDK, Contender.KOTLIN, Contender.GO);

    @Option(
            names = "--full",
            description = "longer warm-ups, more rounds; ten million units if they fit")
    private boolean full;

    @Option(
            names = "--parallelism-rows",
            split = ",",
            paramLabel = "ROW",
            defaultValue = "ping-pong,pair-128,many-4,parallel,select-4,mutex-8,spawn,yield,chain",
            description = "rows over the parallelism, none by '': ${DEFAULT-VALUE}")
    private List<String> parallelismRows = List.of();

    @Option(
            names = "--units",
            split = ",",
            defaultValue = "10,100,1000,10000,100000,1000000",
            description = "how many goroutines: ${DEFAULT-VALUE}")
    private List<Integer> units = List.of();

    @Option(
            names = "--units-rows",
            split = ",",
            paramLabel = "ROW",
            defaultValue = "spawn,yield,ring,sleeps,timer-stop",
            description = "rows over the number of goroutines, none by '': ${DEFAULT-VALUE}")
    private List<String> unitsRows = List.of();

    @Spec private @Nullable CommandSpec command;

    @Mixin
    private final RunOptions options = new RunOptions("benchmarks/target/scaling", 1, 2, 4, 8);

    private final PrintStream out = System.out;

    private Scaling() {}

    /** Runs the command and ends the JVM with its status. */
    public static void main(String[] args) {
        System.exit(
                new CommandLine(new Scaling())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Participants participants = Participants.of(options, USUAL);
        List<Contender> columns = participants.columns();
        long start = System.nanoTime();
        Pass pass = full ? Pass.FULL : Pass.QUICK;
        Comparison comparison = new Comparison(pass, columns, participants.go(), out);
        Duration estimate = estimate(pass, columns);
        out.println(Estimate.inWords(estimate) + " by the settings");
        Machine machine = participants.machine();
        String tables = overParallelism(comparison, columns, machine);
        tables += overUnits(comparison, columns, machine);
        out.println();
        out.println(tables);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        out.printf(
                "%d s (estimated: %d); files in %s%n",
                time.toSeconds(), estimate.toSeconds(), options.output().toAbsolutePath());
        return 0;
    }

    private String overParallelism(Comparison comparison, List<Contender> columns, Machine machine)
            throws IOException {
        List<Result> results = new ArrayList<>();
        String table = "";
        for (Row row : rows(parallelismRows)) {
            for (int p : options.parallelism()) {
                results.add(run(comparison, Workload.of(row), p));
            }
            Curves curves = new Curves("parallelism", Result::parallelism, columns, results);
            table = write(machine, "parallelism", curves, false);
        }
        return table;
    }

    private String overUnits(Comparison comparison, List<Contender> columns, Machine machine)
            throws IOException {
        List<Result> results = new ArrayList<>();
        String variable = "goroutines (timers), parallelism " + UNITS_PARALLELISM;
        String table = "";
        for (Row row : scalableRows()) {
            for (int each : sizes()) {
                results.add(run(comparison, new Workload(row, each), UNITS_PARALLELISM));
            }
            Curves curves = new Curves(variable, r -> r.workload().units(), columns, results);
            table = write(machine, "units", curves, true);
        }
        return table;
    }

    private Duration estimate(Pass pass, List<Contender> columns) {
        Estimate estimate = new Estimate(pass, columns);
        List<Workload> sized =
                scalableRows().stream()
                        .flatMap(row -> sizes().stream().map(each -> new Workload(row, each)))
                        .toList();
        return estimate.of(
                        rows(parallelismRows).stream().map(Workload::of).toList(),
                        options.parallelism().size())
                .plus(estimate.of(sized, 1));
    }

    private static List<Row> rows(List<String> ids) {
        return ids.stream().filter(id -> !id.isEmpty()).map(Row::of).toList();
    }

    private List<Row> scalableRows() {
        List<Row> rows = rows(unitsRows);
        for (Row row : rows) {
            if (!row.isScalable()) {
                throw new ParameterException(
                        Objects.requireNonNull(command).commandLine(),
                        "the number of units of " + row.id() + " cannot be chosen");
            }
        }
        return rows;
    }

    private List<Integer> sizes() {
        List<Integer> sizes = new ArrayList<>(units);
        if (full) {
            sizes.add(TEN_MILLIONS);
        }
        return sizes.stream().distinct().sorted().toList();
    }

    private Result run(Comparison comparison, Workload workload, int p) throws IOException {
        Result result = comparison.run(workload, p);
        StringBuilder line =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "%s, %,d, P=%d:",
                                workload.row().id(),
                                workload.units(),
                                p));
        result.cells()
                .forEach(
                        (contender, cell) ->
                                line.append(
                                        String.format(
                                                Locale.ROOT,
                                                " %s %.1f",
                                                contender.title(),
                                                cell.median())));
        out.println(line);
        return result;
    }

    /** Writes what there is so far, for a run may be stopped, and returns the table. */
    private String write(Machine machine, String name, Curves curves, boolean withGrowth)
            throws IOException {
        Path directory = Files.createDirectories(options.output());
        String text = machine + ".\n\n" + curves.markdown(withGrowth) + "\n";
        Files.writeString(directory.resolve(name + ".md"), text);
        new CurveChart(curves).writeTo(directory.resolve(name + ".svg"));
        return text;
    }
}
