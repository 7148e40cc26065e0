package dev.heddle.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the threads of a process that live now have used since they started, as Linux tells it.
 *
 * @param cpuNanos processor time in nanoseconds
 * @param switches context switches, voluntary and not
 */
public record ProcessUsage(long cpuNanos, long switches) {

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
        long cpu = 0;
        long switches = 0;
        for (Path task : tasks) {
            try {
                cpu += Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]);
                switches += sum(task.resolve("status"), "ctxt_switches");
            } catch (IOException | UncheckedIOException ended) {
                // meanwhile
            }
        }
        return new ProcessUsage(cpu, switches);
    }

    /** What was used since {@code earlier}. */
    public ProcessUsage since(ProcessUsage earlier) {
        return new ProcessUsage(cpuNanos - earlier.cpuNanos, switches - earlier.switches);
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
