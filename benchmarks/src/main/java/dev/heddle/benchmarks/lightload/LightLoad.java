package dev.heddle.benchmarks.lightload;

import dev.heddle.benchmarks.RunOptions;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * The command that measures what Heddle, the JDK, Kotlin and Go do that have little to do, each in
 * a process of its own, in turns: how late a unit runs that something outside has woken, beside
 * each {@link Load}; and the processor time of the process while nothing runs, and while a unit
 * computes for a hundredth and for a tenth of each millisecond. Prints a Markdown table of each,
 * and writes them and the whole histograms to {@code benchmarks/target/light-load}.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar dev.heddle.benchmarks.lightload.LightLoad}
 */
@Command(
        name = "light-load",
        mixinStandardHelpOptions = true,
        description = "Compares delays of wake-ups, and what waiting costs, in turns.")
public final class LightLoad implements Callable<Integer> {
    private static final int[] PERCENTS = {0, 1, 10};
    private static final Duration WARM_UP = Duration.ofSeconds(4);

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "how often each is measured (${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(
            names = "--millis",
            defaultValue = "2000",
            description = "length of a measurement (${DEFAULT-VALUE})")
    private int millis = 2_000;

    @Mixin
    private final RunOptions options =
            new RunOptions(
                    "benchmarks/target/light-load", Runtime.getRuntime().availableProcessors());

    private LightLoad() {}

    /** Runs the command and ends the JVM with its status. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LightLoad()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Set<Contender> contenders =
                EnumSet.copyOf(options.contenders(Contender.class, EnumSet.allOf(Contender.class)));
        Path go = contenders.contains(Contender.GO) ? options.goProgram("lightload") : null;
        if (go == null) {
            contenders.remove(Contender.GO);
        }
        Path directory = Files.createDirectories(options.output());
        StringBuilder delays = new StringBuilder();
        StringBuilder costs = new StringBuilder();
        for (int parallelism : options.parallelism()) {
            Findings findings = measure(contenders, parallelism, go == null ? Path.of("go") : go);
            delays.append(head("Delay of a wake-up", parallelism)).append(findings.delayTable());
            costs.append(head("What it costs", parallelism)).append(findings.costTable());
            findings.writeHistograms(directory, "-" + parallelism);
        }
        System.out.print(delays);
        System.out.print(costs);
        Files.writeString(directory.resolve("delays.md"), delays);
        Files.writeString(directory.resolve("costs.md"), costs);
        return 0;
    }

    private String head(String what, int parallelism) {
        return String.format(
                "%n%s, parallelism %d; %d rounds of %d ms in turns%n%n",
                what, parallelism, rounds, millis);
    }

    private Findings measure(Set<Contender> contenders, int parallelism, Path go)
            throws IOException, InterruptedException {
        Map<Contender, PeerProcess> processes = new EnumMap<>(Contender.class);
        try {
            for (Contender contender : contenders) {
                processes.put(contender, new PeerProcess(contender, parallelism, go));
            }
            for (PeerProcess process : processes.values()) {
                process.warmUp(Load.IDLE, WARM_UP.dividedBy(2));
                process.warmUp(Load.HALF, WARM_UP.dividedBy(2));
            }
            return takeTurns(processes);
        } finally {
            processes.values().forEach(PeerProcess::close);
        }
    }

    private Findings takeTurns(Map<Contender, PeerProcess> processes)
            throws IOException, InterruptedException {
        Duration span = Duration.ofMillis(millis);
        Findings findings = new Findings();
        for (int round = 0; round < rounds; round++) {
            for (Load load : Load.values()) {
                for (Map.Entry<Contender, PeerProcess> each : processes.entrySet()) {
                    findings.add(each.getKey(), load, each.getValue().wake(load, span));
                }
            }
            for (int percent : PERCENTS) {
                for (Map.Entry<Contender, PeerProcess> each : processes.entrySet()) {
                    findings.add(each.getKey(), percent, each.getValue().cost(percent, span));
                }
            }
        }
        return findings;
    }
}
