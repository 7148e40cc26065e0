package dev.heddle.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the threads of a process have used, as Linux tells it.
 *
 * <p>A thread that ends between two looks counts up to the first of them only; one that starts
 * counts from its start.
 */
public final class ProcessUsage {
    private static final Used NOTHING = new Used(0, 0);

    private final Map<Path, Used> threads;

    private ProcessUsage(Map<Path, Used> threads) {
        this.threads = threads;
    }

    /**
     * Between two looks.
     *
     * @param cpuNanos processor time in nanoseconds
     * @param switches context switches, voluntary and not
     */
    public record Used(long cpuNanos, long switches) {}

    /**
     * Looks at a process.
     *
     * @throws IOException if there is no such process, or the system does not tell
     */
    public static ProcessUsage of(Process process) throws IOException {
        List<Path> tasks;
        try (Stream<Path> list = Files.list(proc(process).resolve("task"))) {
            tasks = list.toList();
        }
        Map<Path, Used> threads = new HashMap<>();
        for (Path task : tasks) {
            try {
                String[] words = Files.readString(task.resolve("schedstat")).split(" ");
                long switches = sum(task.resolve("status"), "ctxt_switches");
                threads.put(task, new Used(Long.parseLong(words[0]), switches));
            } catch (IOException | UncheckedIOException ended) {
                // meanwhile
            }
        }
        return new ProcessUsage(threads);
    }

    /** What was used since an earlier look. */
    public Used since(ProcessUsage earlier) {
        long cpu = 0;
        long switches = 0;
        for (Map.Entry<Path, Used> thread : threads.entrySet()) {
            Used before = earlier.threads.getOrDefault(thread.getKey(), NOTHING);
            cpu += thread.getValue().cpuNanos - before.cpuNanos;
            switches += thread.getValue().switches - before.switches;
        }
        return new Used(cpu, switches);
    }

    /** Bytes of memory that a process has in use (RSS). */
    public static long residentBytes(Process process) throws IOException {
        return sum(proc(process).resolve("status"), "VmRSS") * 1024;
    }

    private static Path proc(Process process) {
        return Path.of("/proc", Long.toString(process.pid()));
    }

    /** Adds up the numbers in the lines whose name contains a word. */
    private static long sum(Path status, String word) throws IOException {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.contains(word))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }
}
