package dev.heddle.benchmarks.http;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables: on the console as they come, as Markdown, and every sample as CSV. */
final class Report implements AutoCloseable {
    private final PrintWriter markdown;
    private final PrintWriter csv;

    /** Writes {@code http.md} and {@code http.csv} to a directory. */
    Report(Path directory) throws IOException {
        Files.createDirectories(directory);
        markdown = new PrintWriter(Files.newBufferedWriter(directory.resolve("http.md")));
        csv = new PrintWriter(Files.newBufferedWriter(directory.resolve("http.csv")));
        csv.println(
                "load,connections,server,requests_per_second,cpu_us,switches,p50_us,p99_us,load");
    }

    void add(String load, int connections, Map<ServerProcess, List<Sample>> samples) {
        String table = table(load, connections, samples);
        System.out.print(table);
        markdown.print(table);
        markdown.flush();
        samples.forEach(
                (server, all) -> all.forEach(each -> addCsv(load, connections, server, each)));
        csv.flush();
    }

    private void addCsv(String load, int connections, ServerProcess server, Sample sample) {
        csv.printf(
                Locale.ROOT,
                "\"%s\",%d,\"%s\",%.0f,%.3f,%.4f,%.1f,%.1f,%.3f%n",
                load,
                connections,
                server.title(),
                sample.perSecond(),
                sample.cpuMicros(),
                sample.switches(),
                sample.p50(),
                sample.p99(),
                sample.loadShare());
    }

    private static String table(
            String load, int connections, Map<ServerProcess, List<Sample>> samples) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.printf(
                Locale.ROOT,
                "%nConnections: %d. Load: %s. Load average of the machine: %.1f.%n%n",
                connections,
                load,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        out.println(
                "| server | requests/s | CPU µs a request | switches a request | p50 µs | p99 µs |"
                        + " load's processor |");
        out.println("|---|---|---|---|---|---|---|");
        samples.forEach((server, all) -> out.println(row(server.title(), all)));
        out.flush();
        return text.toString();
    }

    private static String row(String title, List<Sample> all) {
        double share = median(all, Sample::loadShare);
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f (%,.0f–%,.0f) | %.1f (%.1f–%.1f) | %.2f | %.0f | %.0f | %s |",
                title,
                median(all, Sample::perSecond),
                at(0, all, Sample::perSecond),
                at(1, all, Sample::perSecond),
                median(all, Sample::cpuMicros),
                at(0, all, Sample::cpuMicros),
                at(1, all, Sample::cpuMicros),
                median(all, Sample::switches),
                median(all, Sample::p50),
                median(all, Sample::p99),
                Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.0f %%", 100 * share));
    }

    private static double median(List<Sample> all, ToDoubleFunction<Sample> figure) {
        return at(0.5, all, figure);
    }

    private static double at(double share, List<Sample> all, ToDoubleFunction<Sample> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    @Override
    public void close() {
        markdown.close();
        csv.close();
    }
}
