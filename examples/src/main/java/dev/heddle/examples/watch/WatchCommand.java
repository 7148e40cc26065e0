package dev.heddle.examples.watch;

import dev.heddle.channels.Channels;
import dev.heddle.scheduler.SchedulerCounters;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Prints what the schedulers of other processes do. They are not disturbed: each publishes its
 * counters in a memory-mapped file, which is all that is read here.
 *
 * <p>Runs on the main thread. Channels need no scheduler, so the ticker is one here too.
 */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Prints what every running scheduler of this user does, one line each, every second.",
            "Ends when PROCESS has ended, if one is given; otherwise at Ctrl-C."
        })
public final class WatchCommand implements Callable<Integer> {
    private static final int ROWS_PER_HEADER = 20;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "PROCESS",
            description = "only the schedulers of the process with this id")
    private @Nullable Long process;

    @Option(
            names = "--every",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "in ms, default: ${DEFAULT-VALUE}")
    private int everyMillis;

    @Option(
            names = {"-n", "--rounds"},
            paramLabel = "N",
            description = "how many times; without it, no end")
    private @Nullable Integer rounds;

    private final Map<Path, WatchedScheduler> watched = new TreeMap<>();
    private int rows;

    /** For picocli. */
    public WatchCommand() {}

    @Override
    public Integer call() throws IOException {
        if (everyMillis < 1 || (rounds != null && rounds < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--every and --rounds must be at least 1");
        }
        if (process != null && ProcessHandle.of(process).isEmpty()) {
            throw new ParameterException(spec.commandLine(), "there is no process " + process);
        }
        attach();
        int round = 0;
        for (Instant tick : Channels.tick(Duration.ofMillis(everyMillis))) {
            printRows(spec.commandLine().getOut());
            round++;
            boolean ended = process != null && ProcessHandle.of(process).isEmpty();
            if (ended || (rounds != null && round == rounds)) {
                break;
            }
            attach();
        }
        return 0;
    }

    /** Finds the schedulers that have started since the last time. */
    private void attach() throws IOException {
        for (Path file : SchedulerCounters.files()) {
            if (!watched.containsKey(file)) {
                try {
                    WatchedScheduler scheduler = WatchedScheduler.open(file);
                    if (process == null || process == scheduler.processId()) {
                        watched.put(file, scheduler);
                    }
                } catch (IOException e) {
                    // closed meanwhile, or only just being made: the next round will tell
                }
            }
        }
    }

    private void printRows(PrintWriter out) {
        watched.values().removeIf(scheduler -> !scheduler.isRunning());
        if (watched.isEmpty()) {
            out.println("no scheduler is running");
        }
        for (WatchedScheduler scheduler : watched.values()) {
            if (rows++ % ROWS_PER_HEADER == 0) {
                out.println(WatchedScheduler.HEADER);
            }
            out.println(scheduler.row());
        }
        out.flush();
    }
}
