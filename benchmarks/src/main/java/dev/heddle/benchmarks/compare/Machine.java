package dev.heddle.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/**
 * Where a comparison ran.
 *
 * @param processor its name
 * @param processors how many
 * @param system the operating system
 * @param jdk the JDK of all JVMs
 * @param go Go's version; empty if it did not take part
 * @param date the day
 */
record Machine(
        String processor, int processors, String system, String jdk, String go, LocalDate date) {

    static Machine here(String go) {
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + ' ' + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + ' ' + Runtime.version(),
                go,
                LocalDate.now(ZoneOffset.UTC));
    }

    private static String processorName() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch");
        }
    }

    @Override
    public String toString() {
        return String.format(
                "%s, %d processors, %s; %s, G1, default flags%s; %s",
                processor, processors, system, jdk, go.isEmpty() ? "" : "; " + go, date);
    }
}
