package dev.heddle.benchmarks.lightload;

import dev.heddle.benchmarks.JavaCommand;
import dev.heddle.benchmarks.ProcessUsage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A contender in a process of its own: see {@link LightLoadPeer} for what is said. */
final class PeerProcess implements AutoCloseable {
    /** From the start of a tick to the first look at the processor time. */
    private static final Duration SETTLE = Duration.ofMillis(500);

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter orders;

    /**
     * Starts it.
     *
     * @param goProgram Go's program; any path for others
     */
    PeerProcess(Contender contender, int parallelism, Path goProgram) throws IOException {
        List<String> command =
                contender == Contender.GO
                        ? List.of(goProgram.toString())
                        : JavaCommand.of(
                                parallelism,
                                List.of(),
                                LightLoadPeer.class,
                                contender.name(),
                                Integer.toString(parallelism));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("GOMAXPROCS", Integer.toString(parallelism));
        process = builder.start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    /** Lets it compile what it runs. */
    void warmUp(Load load, Duration span) throws IOException {
        answer("warm " + word(load) + " " + span.toMillis());
    }

    Delays wake(Load load, Duration span) throws IOException {
        return Delays.of(answer("wake " + word(load) + " " + span.toMillis()));
    }

    private static String word(Load load) {
        return load.name().toLowerCase(Locale.ROOT);
    }

    /** What the process costs while a unit computes for so much of each millisecond. */
    Cost cost(int percent, Duration span) throws IOException, InterruptedException {
        long millis = span.plus(SETTLE).plus(SETTLE).toMillis();
        answer("tick " + percent + " " + millis);
        Thread.sleep(SETTLE);
        ProcessUsage before = ProcessUsage.of(process);
        long start = System.nanoTime();
        Thread.sleep(span);
        ProcessUsage.Used used = ProcessUsage.of(process).since(before);
        double seconds = (System.nanoTime() - start) / 1e9;
        Thread.sleep(SETTLE.multipliedBy(2)); // until the unit has ended
        return new Cost(used.cpuNanos() / 1e6 / seconds, used.switches() / seconds);
    }

    private String answer(String order) throws IOException {
        orders.println(order);
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("a contender ended at: " + order);
        }
        return line;
    }

    @Override
    public void close() {
        orders.close();
        process.destroy();
    }
}
