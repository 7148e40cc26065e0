package dev.heddle.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A picture of the ratios: how long each peer takes where Heddle takes 1, on a logarithmic axis, a
 * line a row and a panel a parallelism.
 */
final class Chart {
    private static final double LOWEST = 0.1;
    private static final double HIGHEST = 30;
    private static final double[] MARKS = {0.1, 0.2, 0.5, 1, 2, 5, 10, 20};

    private static final int LABELS = 270;
    private static final int PANEL = 330;
    private static final int GAP = 20;
    private static final int TOP = 64;
    private static final int LINE = 15;

    private final List<Contender> peers;
    private final List<Result> results;
    private final List<Row> rows;
    private final List<Integer> panels;

    Chart(List<Contender> contenders, List<Result> results) {
        this.peers = contenders.stream().filter(Contender::isPeer).toList();
        this.results = results.stream().filter(result -> result.ratio().isPresent()).toList();
        this.rows = this.results.stream().map(Result::row).distinct().toList();
        this.panels = this.results.stream().map(Result::parallelism).distinct().toList();
    }

    /** Writes an SVG; nothing if there is nothing to show. */
    void writeTo(Path file) throws IOException {
        if (results.isEmpty()) {
            return;
        }
        int bottom = TOP + LINE * rows.size();
        Svg svg = new Svg(LABELS + panels.size() * (PANEL + GAP), bottom + 24);
        svg.text(
                8,
                18,
                "title",
                "Time of an operation; Heddle takes 1. Right of 1, Heddle is faster.");
        for (int i = 0; i < peers.size(); i++) {
            svg.dot(LABELS + 90 * i, 34, Svg.colour(i));
            svg.text(LABELS + 90 * i + 8, 38, "", peers.get(i).title());
        }
        for (int i = 0; i < rows.size(); i++) {
            svg.text(LABELS - 8, y(i) + 4, "end", rows.get(i).title());
        }
        for (int panel = 0; panel < panels.size(); panel++) {
            drawPanel(svg, panel, bottom);
        }
        Files.writeString(file, svg.toString());
    }

    private void drawPanel(Svg svg, int panel, int bottom) {
        int left = LABELS + panel * (PANEL + GAP);
        svg.text(left + PANEL / 2.0, TOP - 10, "middle", "parallelism " + panels.get(panel));
        for (double mark : MARKS) {
            double x = left + x(mark);
            svg.line(x, TOP, x, bottom, mark == 1 ? "axis" : "grid");
            svg.text(x, bottom + 14, "middle", mark < 1 ? "" + mark : "" + (int) mark);
        }
        for (Result result : results) {
            if (result.parallelism() == panels.get(panel)) {
                drawDots(svg, left, result);
            }
        }
    }

    private void drawDots(Svg svg, int left, Result result) {
        for (int i = 0; i < peers.size(); i++) {
            Optional<Double> relative = result.relative(peers.get(i));
            if (relative.isPresent()) {
                svg.dot(left + x(relative.get()), y(rows.indexOf(result.row())), Svg.colour(i));
            }
        }
    }

    private static double y(int row) {
        return TOP + LINE * (row + 0.5);
    }

    /** What is beyond the axis is drawn at its end. */
    private static double x(double ratio) {
        double inside = Math.clamp(ratio, LOWEST, HIGHEST);
        return PANEL * Math.log(inside / LOWEST) / Math.log(HIGHEST / LOWEST);
    }
}
