package dev.heddle.benchmarks.compare;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a row with all its contenders, in turns. */
final class Comparison {
    private static final int FIRST_OPERATIONS = 1_000;

    private final Pass pass;
    private final List<Contender> contenders;
    private final Path go;
    private final PrintStream problems;

    /**
     * @param contenders the columns
     * @param go Go's program, if Go is among the contenders
     * @param problems where a contender that fails is reported
     */
    Comparison(Pass pass, List<Contender> contenders, Path go, PrintStream problems) {
        this.pass = pass;
        this.contenders = contenders;
        this.go = go;
        this.problems = problems;
    }

    /** What a contender of this row is at, over all its forks. */
    private static final class Score {
        final List<Double> nanosPerOperation = new ArrayList<>();
        long operations;
        long cpuNanos;
        long contextSwitches;

        Measurement measurement() {
            return Measurement.of(
                    nanosPerOperation.stream().mapToDouble(Double::doubleValue).toArray(),
                    (double) cpuNanos / operations,
                    (double) contextSwitches / operations);
        }
    }

    /** A process and how many operations fill a round. */
    private record Entrant(Contender contender, PeerProcess process, int operations) {}

    Result run(Row row, int parallelism) throws IOException {
        Map<Contender, Score> scores = new EnumMap<>(Contender.class);
        for (int fork = 0; fork < pass.forks(); fork++) {
            List<Entrant> entrants = new ArrayList<>();
            try {
                for (Contender contender : contenders) {
                    Entrant entrant = enter(contender, row, parallelism);
                    if (entrant != null) {
                        entrants.add(entrant);
                    }
                }
                for (int round = 0; round < pass.rounds(); round++) {
                    for (Entrant entrant : entrants) {
                        measure(
                                entrant,
                                scores.computeIfAbsent(entrant.contender(), c -> new Score()));
                    }
                }
            } finally {
                for (Entrant entrant : entrants) {
                    entrant.process().close();
                }
            }
        }
        Map<Contender, Measurement> cells = new EnumMap<>(Contender.class);
        scores.forEach((contender, score) -> cells.put(contender, score.measurement()));
        return new Result(row, parallelism, cells);
    }

    private @Nullable Entrant enter(Contender contender, Row row, int parallelism)
            throws IOException {
        PeerProcess process = new PeerProcess(contender.command(row, parallelism, go));
        try {
            if (process.isSupported()) {
                return new Entrant(contender, process, warmUp(process, row));
            }
            process.close();
        } catch (IOException e) {
            problems.println(contender.title() + ", " + row.title() + ": " + e.getMessage());
            process.close();
        }
        return null;
    }

    /** Runs more and more operations until the time for it is over. */
    private int warmUp(PeerProcess process, Row row) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pass.warmUpMillis());
        double round = TimeUnit.MILLISECONDS.toNanos(pass.roundMillis());
        int operations = row.operations(FIRST_OPERATIONS);
        do {
            long nanos = Math.max(1, process.run(operations));
            double wanted = operations * Math.min(10, round / nanos);
            operations = row.operations((long) wanted);
        } while (System.nanoTime() - end < 0);
        return operations;
    }

    private static void measure(Entrant entrant, Score score) throws IOException {
        PeerProcess process = entrant.process();
        long cpu = process.cpuNanos();
        long switches = process.contextSwitches();
        long nanos = process.run(entrant.operations());
        score.cpuNanos += process.cpuNanos() - cpu;
        score.contextSwitches += process.contextSwitches() - switches;
        score.operations += entrant.operations();
        score.nanosPerOperation.add((double) nanos / entrant.operations());
    }
}
