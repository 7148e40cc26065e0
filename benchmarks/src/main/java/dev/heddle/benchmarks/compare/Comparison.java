package dev.heddle.benchmarks.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs a row with all its contenders, in turns. */
final class Comparison {
    private static final int FIRST_OPERATIONS = 1;

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
        boolean failed;

        Measurement measurement() {
            return Measurement.of(
                    nanosPerOperation.stream().mapToDouble(Double::doubleValue).toArray(),
                    (double) cpuNanos / operations,
                    (double) contextSwitches / operations);
        }
    }

    /** A process and how many operations fill a round. */
    private record Entrant(Contender contender, PeerProcess process, int operations) {}

    Result run(Workload workload, int parallelism) throws IOException {
        Map<Contender, Score> scores = new EnumMap<>(Contender.class);
        List<List<Contender>> groups = Memory.together(those(workload), workload);
        for (int fork = 0; fork < pass.forks(); fork++) {
            for (List<Contender> group : groups) {
                fork(group, workload, parallelism, scores);
            }
        }
        Map<Contender, Measurement> cells = new EnumMap<>(Contender.class);
        scores.forEach(
                (contender, score) -> {
                    if (!score.failed) {
                        cells.put(contender, score.measurement());
                    }
                });
        return new Result(workload, parallelism, cells);
    }

    /** A process for each of them, all at the same time. */
    private void fork(
            List<Contender> group, Workload workload, int parallelism, Map<Contender, Score> scores)
            throws IOException {
        Map<Contender, PeerProcess> processes = new EnumMap<>(Contender.class);
        try {
            for (Contender contender : group) {
                List<String> command = contender.command(workload, parallelism, go);
                processes.put(contender, new PeerProcess(command, pass.patience(workload)));
            }
            takeTurns(entrants(processes, workload, scores), workload, scores);
        } finally {
            for (PeerProcess process : processes.values()) {
                process.close();
            }
        }
    }

    private List<Contender> those(Workload workload) {
        return contenders.stream().filter(c -> Memory.fits(c, workload)).toList();
    }

    /** Those that run the row, warm. */
    private List<Entrant> entrants(
            Map<Contender, PeerProcess> processes,
            Workload workload,
            Map<Contender, Score> scores) {
        List<Contender> ready = new ArrayList<>();
        processes.forEach(
                (contender, process) -> {
                    try {
                        if (process.awaitReady()) {
                            ready.add(contender);
                        }
                    } catch (IOException e) {
                        fail(contender, workload, scores, e);
                    }
                });
        List<Entrant> entrants = new ArrayList<>();
        for (Contender contender : ready) {
            PeerProcess process = Objects.requireNonNull(processes.get(contender));
            try {
                entrants.add(new Entrant(contender, process, warmUp(process, workload)));
            } catch (IOException e) {
                fail(contender, workload, scores, e);
            }
        }
        return entrants;
    }

    /** Reports it; a contender that fails in one of its processes has no figure for the row. */
    private void fail(
            Contender contender, Workload workload, Map<Contender, Score> scores, IOException e) {
        scores.computeIfAbsent(contender, c -> new Score()).failed = true;
        problems.println(contender.title() + ", " + workload.row().title() + ": " + e.getMessage());
    }

    /**
     * Runs more and more operations, and then those of a round, until the process is warm, or the
     * time for that is over: by the clock, for a run may do more than it measures.
     */
    private int warmUp(PeerProcess process, Workload workload) throws IOException {
        WarmUp limits = pass.warmUp(workload);
        SteadyState steady = new SteadyState(limits);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.mostMillis());
        double round = TimeUnit.MILLISECONDS.toNanos(pass.roundMillis());
        int operations = workload.operations(FIRST_OPERATIONS);
        do {
            long nanos = Math.max(1, process.run(operations));
            steady.add(operations, nanos, process.residentBytes());
            double wanted = operations * Math.min(10, round / nanos);
            operations = workload.operations((long) wanted);
        } while (!steady.isReached() && System.nanoTime() - end < 0);
        return operations;
    }

    private void takeTurns(
            List<Entrant> entrants, Workload workload, Map<Contender, Score> scores) {
        List<Entrant> alive = new ArrayList<>(entrants);
        long start = System.nanoTime();
        int round = 0;
        while (pass.goesOn(round++, (System.nanoTime() - start) / 1_000_000)) {
            alive.removeIf(entrant -> !hasMeasured(entrant, workload, scores));
        }
    }

    private boolean hasMeasured(Entrant entrant, Workload workload, Map<Contender, Score> scores) {
        try {
            measure(entrant, scores.computeIfAbsent(entrant.contender(), c -> new Score()));
            return true;
        } catch (IOException e) {
            fail(entrant.contender(), workload, scores, e);
            return false;
        }
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
