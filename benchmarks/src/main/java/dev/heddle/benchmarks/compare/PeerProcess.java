package dev.heddle.benchmarks.compare;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running contender, which waits until it is told to run. */
final class PeerProcess implements AutoCloseable {
    /** Of Linux on most processors; the growth is what counts, and does not depend on it. */
    private static final long PAGE_BYTES = 4096;

    private final Executor afterPatience;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;

    /**
     * Starts it.
     *
     * @param patience how long it may take for an answer
     */
    PeerProcess(List<String> command, Duration patience) throws IOException {
        afterPatience = CompletableFuture.delayedExecutor(patience.toSeconds(), TimeUnit.SECONDS);
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        orders =
                new BufferedWriter(
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Waits until it is there.
     *
     * @return whether it runs this row at all
     */
    boolean awaitReady() throws IOException {
        return "ready".equals(answer());
    }

    /**
     * Runs so many operations.
     *
     * @return how long they took, in nanoseconds
     * @throws IOException if the process has died, or does not answer in time
     */
    long run(int operations) throws IOException {
        orders.write(Integer.toString(operations));
        orders.newLine();
        orders.flush();
        return Long.parseLong(answer());
    }

    private String answer() throws IOException {
        CompletableFuture<?> tooSlow =
                CompletableFuture.runAsync(process::destroyForcibly, afterPatience);
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IOException("it ended, or took too long");
            }
            return line;
        } finally {
            tooSlow.cancel(false);
        }
    }

    /** The processor time of the process so far, in nanoseconds. */
    long cpuNanos() {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    /** The memory of the process that is in use; 0 where the system does not tell. */
    long residentBytes() {
        try {
            String pages =
                    Files.readString(Path.of("/proc", Long.toString(process.pid()), "statm"));
            return PAGE_BYTES * Long.parseLong(pages.split(" ")[1]);
        } catch (IOException unknown) {
            return 0;
        }
    }

    /** The context switches of its threads that live; 0 where the system does not tell. */
    long contextSwitches() {
        Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        try (Stream<Path> threads = Files.list(tasks)) {
            return threads.mapToLong(PeerProcess::switchesOf).sum();
        } catch (IOException unknown) {
            return 0;
        }
    }

    private static long switchesOf(Path task) {
        try (Stream<String> lines = Files.lines(task.resolve("status"))) {
            return lines.filter(line -> line.contains("ctxt_switches"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }

    /** Ends it. */
    @Override
    public void close() throws IOException {
        try {
            orders.close();
        } catch (IOException dead) {
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
