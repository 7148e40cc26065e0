package dev.heddle.benchmarks.netpoll;

import dev.heddle.benchmarks.ConnectionOptions;
import dev.heddle.benchmarks.JavaCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * What connections cost that are silent: memory of the server for each, and its processor time. A
 * server for each contender and round, in a process of its own; the other ends of the connections
 * are in the process of this command. Prints a Markdown table and writes it to {@code
 * benchmarks/target/idle}.
 *
 * <p>Both processes need a descriptor for each connection: see {@code ulimit -n}.
 */
@Command(
        name = "idle-connections",
        mixinStandardHelpOptions = true,
        description = "Measures what silent connections cost: Heddle, the JDK and Go, in turns.")
public final class IdleConnections implements Callable<Integer> {
    private static final Set<Contender> USUAL =
            EnumSet.of(Contender.HEDDLE, Contender.JDK, Contender.GO);

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "processes for each contender (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "5", description = "of silence (${DEFAULT-VALUE})")
    private int seconds;

    @Mixin
    private final ConnectionOptions options =
            new ConnectionOptions(
                    List.of(10_000),
                    "benchmarks/target/idle",
                    Runtime.getRuntime().availableProcessors());

    private IdleConnections() {}

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(
                new CommandLine(new IdleConnections())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Set<Contender> contenders = options.contenders(Contender.class, USUAL);
        Path goProgram = contenders.contains(Contender.GO) ? options.goProgram("idle") : null;
        StringBuilder tables = new StringBuilder();
        for (int parallelism : options.parallelism()) {
            for (int n : options.connections()) {
                Map<Contender, List<IdleRun.Figures>> figures = new LinkedHashMap<>();
                for (int round = 0; round < rounds; round++) {
                    for (Contender each : contenders) {
                        if (each != Contender.GO) {
                            add(figures, each, java(each, parallelism), n);
                        } else if (goProgram != null) {
                            add(figures, each, go(goProgram, parallelism), n);
                        }
                    }
                }
                String table = table(parallelism, n, figures);
                System.out.print(table);
                tables.append(table);
            }
        }
        Files.writeString(Files.createDirectories(options.output()).resolve("idle.md"), tables);
        return 0;
    }

    private void add(
            Map<Contender, List<IdleRun.Figures>> figures,
            Contender contender,
            ProcessBuilder builder,
            int connections)
            throws IOException, InterruptedException {
        try (IdleRun run = new IdleRun(builder)) {
            figures.computeIfAbsent(contender, key -> new ArrayList<>())
                    .add(run.measure(connections, seconds));
        }
    }

    private static ProcessBuilder java(Contender contender, int parallelism) {
        return new ProcessBuilder(
                JavaCommand.of(parallelism, contender.flags(), IdleServer.class, contender.name()));
    }

    private static ProcessBuilder go(Path program, int parallelism) {
        ProcessBuilder builder = new ProcessBuilder(program.toString());
        builder.environment().put("GOMAXPROCS", Integer.toString(parallelism));
        return builder;
    }

    private String table(
            int parallelism, int connections, Map<Contender, List<IdleRun.Figures>> figures) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.printf(
                "%n%d silent connections, parallelism %d; median of %d processes%n%n",
                connections, parallelism, rounds);
        out.println(
                "| | heap, bytes each | RSS, bytes each (least–most) | CPU, ms a second |"
                        + " switches a second | all echoing at once, s |");
        out.println("|---|---|---|---|---|---|");
        figures.forEach(
                (contender, all) ->
                        out.printf(
                                Locale.ROOT,
                                "| %s | %,.0f | %,.0f (%,.0f–%,.0f) | %.3f | %.1f | %.2f |%n",
                                contender.title(),
                                at(0.5, all, IdleRun.Figures::heap),
                                at(0.5, all, IdleRun.Figures::resident),
                                at(0, all, IdleRun.Figures::resident),
                                at(1, all, IdleRun.Figures::resident),
                                at(0.5, all, IdleRun.Figures::cpuMillis),
                                at(0.5, all, IdleRun.Figures::switches),
                                at(0.5, all, IdleRun.Figures::echoSeconds)));
        out.flush();
        return text.toString();
    }

    private static double at(
            double share, List<IdleRun.Figures> all, ToDoubleFunction<IdleRun.Figures> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
