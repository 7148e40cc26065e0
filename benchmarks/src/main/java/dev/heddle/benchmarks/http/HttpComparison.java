package dev.heddle.benchmarks.http;

import dev.heddle.benchmarks.ConnectionOptions;
import dev.heddle.benchmarks.JavaCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Plain text over HTTP: the examples' server on Heddle, the JDK's HttpServer on virtual threads,
 * Netty and Go's net/http, each in a process of its own, driven in turns by the same load, which
 * runs in the process of this command. Prints a Markdown table for each number of connections, and
 * writes them to {@code benchmarks/target/http}.
 */
@Command(
        name = "http-comparison",
        mixinStandardHelpOptions = true,
        description = "Compares HTTP servers: Heddle, the JDK, Netty and Go, in turns.")
public final class HttpComparison implements Callable<Integer> {

    private static final int WARM_UP_CONNECTIONS = 100;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "how often each is measured (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--millis",
            defaultValue = "1500",
            description = "length of a measurement (${DEFAULT-VALUE})")
    private int millis;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "8",
            description = "how long each is driven before the first round (${DEFAULT-VALUE})")
    private int warmUpSeconds;

    @Option(
            names = "--examples",
            paramLabel = "JAR",
            split = ",",
            defaultValue = "examples/target/heddle-examples.jar",
            description = "the server; several are compared with each other (${DEFAULT-VALUE})")
    private List<Path> examples = List.of();

    @Mixin
    private final ConnectionOptions options =
            new ConnectionOptions(List.of(1, 100, 1000), "benchmarks/target/http", 1, 2);

    private HttpComparison() {}

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(
                new CommandLine(new HttpComparison())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<ServerProcess> servers = new ArrayList<>();
        try (Report report = new Report(options.output())) {
            start(servers);
            warmUp(servers);
            for (Load load : loads()) {
                for (int n : options.connections()) {
                    report.add(load.name(), n, measure(load, servers, n));
                }
            }
        } finally {
            servers.forEach(ServerProcess::close);
        }
        return 0;
    }

    private List<Load> loads() throws InterruptedException {
        Duration time = Duration.ofMillis(millis);
        List<Load> loads = new ArrayList<>();
        loads.add(new SelectorLoad(time.dividedBy(5), time));
        if (WrkLoad.isThere()) {
            loads.add(new WrkLoad(time));
        } else {
            System.err.println("without wrk, which is not on the path");
        }
        return loads;
    }

    private void warmUp(List<ServerProcess> servers) throws IOException {
        Duration time = Duration.ofSeconds(Math.max(1, warmUpSeconds)).dividedBy(2);
        SelectorLoad load = new SelectorLoad(time, time);
        for (ServerProcess server : servers) {
            load.run(server, WARM_UP_CONNECTIONS);
        }
    }

    private Map<ServerProcess, List<Sample>> measure(
            Load load, List<ServerProcess> servers, int connections)
            throws IOException, InterruptedException {
        Map<ServerProcess, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (ServerProcess server : servers) {
                samples.computeIfAbsent(server, key -> new ArrayList<>())
                        .add(load.run(server, connections));
            }
        }
        return samples;
    }

    // ---- the processes

    private void start(List<ServerProcess> servers) throws IOException, InterruptedException {
        Set<Contender> contenders =
                options.contenders(Contender.class, EnumSet.allOf(Contender.class));
        Path goProgram = contenders.contains(Contender.GO) ? options.goProgram("http") : null;
        for (int parallelism : options.parallelism()) {
            for (Contender each : contenders) {
                String title = each.title() + ", P = " + parallelism;
                if (each == Contender.HEDDLE) {
                    startHeddle(servers, title, parallelism);
                } else if (each != Contender.GO) {
                    servers.add(new ServerProcess(title, java(each, parallelism)));
                } else if (goProgram != null) {
                    ProcessBuilder builder = new ProcessBuilder(goProgram.toString());
                    builder.environment().put("GOMAXPROCS", "" + parallelism);
                    servers.add(new ServerProcess(title, builder));
                }
            }
        }
    }

    private void startHeddle(List<ServerProcess> servers, String title, int parallelism)
            throws IOException {
        for (Path jar : examples) {
            if (!Files.isRegularFile(jar)) {
                throw new IOException("no " + jar + ": mvn -q package -pl examples -am");
            }
            String suffix = examples.size() == 1 ? "" : " (" + jar + ")";
            List<String> command =
                    JavaCommand.ofJar(
                            jar,
                            "serve",
                            "--host",
                            "127.0.0.1",
                            "--port",
                            "0",
                            "-p",
                            "" + parallelism);
            servers.add(new ServerProcess(title + suffix, new ProcessBuilder(command)));
        }
    }

    private static ProcessBuilder java(Contender contender, int parallelism) {
        return new ProcessBuilder(
                JavaCommand.of(
                        parallelism,
                        contender.flags(),
                        PlaintextServer.class,
                        contender.name(),
                        Integer.toString(parallelism)));
    }
}
