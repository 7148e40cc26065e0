package dev.heddle.benchmarks.lightload;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What all rounds at one parallelism have found, and the tables of it. */
final class Findings {
    private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<Contender, Map<Load, Histogram>> delays = new EnumMap<>(Contender.class);
    private final Map<Contender, Set<Load>> never = new EnumMap<>(Contender.class);
    private final Map<Contender, Map<Integer, List<Cost>>> costs = new EnumMap<>(Contender.class);

    void add(Contender contender, Load load, Delays found) {
        Histogram all =
                delays.computeIfAbsent(contender, c -> new EnumMap<>(Load.class))
                        .computeIfAbsent(load, l -> new Histogram(HIGHEST_NANOS, 3));
        for (long nanos : found.nanos()) {
            all.recordValue(Math.clamp(nanos, 0, HIGHEST_NANOS));
        }
        if (found.never()) {
            never.computeIfAbsent(contender, c -> EnumSet.noneOf(Load.class)).add(load);
        }
    }

    void add(Contender contender, int percent, Cost cost) {
        costs.computeIfAbsent(contender, c -> new TreeMap<>())
                .computeIfAbsent(percent, p -> new ArrayList<>())
                .add(cost);
    }

    /** Percentiles of the delays, a column a load. */
    String delayTable() {
        StringBuilder text = new StringBuilder("| µs: p50 / p99 / p99.9 |");
        for (Load load : Load.values()) {
            text.append(' ').append(load.title()).append(" |");
        }
        text.append("\n|---|").append("---|".repeat(Load.values().length)).append('\n');
        delays.forEach(
                (contender, loads) -> {
                    text.append("| ").append(contender.title()).append(" |");
                    for (Load load : Load.values()) {
                        text.append(' ').append(delayCell(contender, load, loads)).append(" |");
                    }
                    text.append('\n');
                });
        return text.toString();
    }

    private String delayCell(Contender contender, Load load, Map<Load, Histogram> loads) {
        Histogram all = loads.get(load);
        if (all == null) {
            return "–";
        }
        if (never.getOrDefault(contender, Set.of()).contains(load)) {
            return "never runs";
        }
        return micros(all, 50) + " / " + micros(all, 99) + " / " + micros(all, 99.9);
    }

    private static String micros(Histogram all, double percentile) {
        double micros = all.getValueAtPercentile(percentile) / 1e3;
        return String.format(Locale.ROOT, micros < 9.95 ? "%.1f" : "%,.0f", micros);
    }

    /** Processor time and context switches, a column a load. */
    String costTable() {
        List<Integer> columns =
                costs.values().stream()
                        .flatMap(c -> c.keySet().stream())
                        .distinct()
                        .sorted()
                        .toList();
        StringBuilder text = new StringBuilder("| CPU, ms a second; switches a second |");
        for (int percent : columns) {
            text.append(percent == 0 ? " idle |" : " " + percent + " % load |");
        }
        text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        costs.forEach(
                (contender, byPercent) -> {
                    text.append("| ").append(contender.title()).append(" |");
                    for (int percent : columns) {
                        List<Cost> all = byPercent.getOrDefault(percent, List.of());
                        text.append(' ').append(costCell(all)).append(" |");
                    }
                    text.append('\n');
                });
        return text.toString();
    }

    private static String costCell(List<Cost> all) {
        return all.isEmpty()
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%.2f (%.2f–%.2f); %,.0f",
                        at(0.5, all, Cost::cpuMillis),
                        at(0, all, Cost::cpuMillis),
                        at(1, all, Cost::cpuMillis),
                        at(0.5, all, Cost::switches));
    }

    private static double at(double share, List<Cost> all, ToDoubleFunction<Cost> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /** Writes the whole distribution of each load, in microseconds. */
    void writeHistograms(Path directory, String suffix) throws IOException {
        for (Map.Entry<Contender, Map<Load, Histogram>> contender : delays.entrySet()) {
            for (Map.Entry<Load, Histogram> load : contender.getValue().entrySet()) {
                String name = contender.getKey() + "-" + load.getKey() + suffix + ".hgrm";
                Path file = directory.resolve(name.toLowerCase(Locale.ROOT));
                try (PrintStream out =
                        new PrintStream(
                                Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
                    load.getValue().outputPercentileDistribution(out, 1e3);
                }
            }
        }
    }
}
