package dev.heddle.benchmarks.netpoll;

import dev.heddle.benchmarks.ConnectionOptions;
import dev.heddle.benchmarks.JavaCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
 * Echo over loopback, client and server in one process on the same kind of threads: Heddle, the
 * JDK, Netty and Go, each in a process of its own, in turns. Prints a Markdown table for each size
 * and number of connections: microseconds a round trip as the median of the rounds (least to most),
 * processor time and context switches a round trip; they are written to {@code
 * benchmarks/target/echo}, too.
 */
@Command(
        name = "echo-comparison",
        mixinStandardHelpOptions = true,
        description = "Compares echo over loopback: Heddle, the JDK, Netty and Go, in turns.")
public final class EchoComparison implements Callable<Integer> {

    /** Of five times the usual length: the compilers need some 200,000 round trips. */
    private static final int WARM_UPS = 4;

    @Option(
            names = "--rounds",
            defaultValue = "7",
            description = "how often each is measured (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--trips",
            defaultValue = "20000",
            description = "round trips a measurement, over all connections (${DEFAULT-VALUE})")
    private int trips;

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "64,16384",
            description = "bytes a message (${DEFAULT-VALUE})")
    private List<Integer> sizes = List.of();

    @Mixin
    private final ConnectionOptions options =
            new ConnectionOptions(List.of(1, 100, 1000), "benchmarks/target/echo", 1, 2);

    private EchoComparison() {}

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(
                new CommandLine(new EchoComparison())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(args));
    }

    /** What one measurement gave, for one round trip. */
    private record Sample(double micros, double cpuMicros, double switches) {}

    /** A process that echoes. */
    private static final class Peer implements AutoCloseable {
        final String title;
        private final Process process;
        private final BufferedReader output;
        private final PrintWriter input;

        Peer(String title, ProcessBuilder builder) throws IOException {
            this.title = title;
            process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            output = process.inputReader(StandardCharsets.UTF_8);
            input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        }

        Sample measure(int size, int connections, int trips) throws IOException {
            input.println(size + " " + connections + " " + trips);
            String line = output.readLine();
            if (line == null) {
                throw new IOException(title + " ended");
            }
            String[] words = line.split(" ");
            double made = (double) Math.max(1, trips / connections) * connections;
            return new Sample(
                    Long.parseLong(words[0]) / made / 1_000,
                    Long.parseLong(words[1]) / made / 1_000,
                    Long.parseLong(words[2]) / made);
        }

        @Override
        public void close() {
            input.close();
            process.destroy();
        }
    }

    @Override
    public Integer call() throws Exception {
        List<Peer> peers = start();
        try {
            for (Peer peer : peers) {
                for (int i = 0; i < WARM_UPS; i++) {
                    peer.measure(sizes.getFirst(), 1 + 99 * (i & 1), 5 * trips);
                }
            }
            compare(peers);
        } finally {
            peers.forEach(Peer::close);
        }
        return 0;
    }

    private void compare(List<Peer> peers) throws IOException {
        Path file = Files.createDirectories(options.output()).resolve("echo.md");
        try (PrintWriter markdown = new PrintWriter(Files.newBufferedWriter(file))) {
            for (int size : sizes) {
                for (int n : options.connections()) {
                    String table = table(size, n, measure(peers, size, n));
                    System.out.print(table);
                    markdown.print(table);
                    markdown.flush();
                }
            }
        }
    }

    private Map<Peer, List<Sample>> measure(List<Peer> peers, int size, int connections)
            throws IOException {
        Map<Peer, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Peer peer : peers) {
                samples.computeIfAbsent(peer, key -> new ArrayList<>())
                        .add(peer.measure(size, connections, trips));
            }
        }
        return samples;
    }

    private static String table(int size, int connections, Map<Peer, List<Sample>> samples) {
        StringBuilder text = new StringBuilder();
        text.append(String.format("%n%d bytes, %d connections%n%n", size, connections))
                .append("| | µs a round trip | CPU µs | context switches |\n|---|---|---|---|\n");
        samples.forEach(
                (peer, all) ->
                        text.append(
                                String.format(
                                        Locale.ROOT,
                                        "| %s | %.2f (%.2f–%.2f) | %.2f | %.3f |%n",
                                        peer.title,
                                        at(0.5, all, Sample::micros),
                                        at(0, all, Sample::micros),
                                        at(1, all, Sample::micros),
                                        at(0.5, all, Sample::cpuMicros),
                                        at(0.5, all, Sample::switches))));
        return text.toString();
    }

    private static double at(double share, List<Sample> all, ToDoubleFunction<Sample> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    // ---- the processes

    private List<Peer> start() throws Exception {
        Set<Contender> contenders =
                options.contenders(Contender.class, EnumSet.allOf(Contender.class));
        Path goProgram = contenders.contains(Contender.GO) ? options.goProgram("echo") : null;
        List<Peer> peers = new ArrayList<>();
        for (int parallelism : options.parallelism()) {
            for (Contender each : contenders) {
                String title = each.title() + ", P = " + parallelism;
                if (each != Contender.GO) {
                    peers.add(new Peer(title, java(each, parallelism)));
                } else if (goProgram != null) {
                    ProcessBuilder builder = new ProcessBuilder(goProgram.toString());
                    builder.environment().put("GOMAXPROCS", "" + parallelism);
                    peers.add(new Peer(title, builder));
                }
            }
        }
        return peers;
    }

    private static ProcessBuilder java(Contender contender, int parallelism) {
        return new ProcessBuilder(
                JavaCommand.of(
                        parallelism,
                        contender.flags(),
                        EchoPeer.class,
                        contender.name(),
                        Integer.toString(parallelism)));
    }
}
