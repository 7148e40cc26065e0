package dev.heddle.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A picture of curves: a panel a row, a line a contender, logarithmic axes. */
final class CurveChart {
    private static final int LEFT = 52;
    private static final int WIDTH = 270;
    private static final int HEIGHT = 170;
    private static final int TOP = 76;
    private static final int GAP_X = 70;
    private static final int GAP_Y = 60;
    private static final int COLUMNS = 3;
    private static final int LEGEND = 130;

    private final Curves curves;

    CurveChart(Curves curves) {
        this.curves = curves;
    }

    /** Writes an SVG. */
    void writeTo(Path file) throws IOException {
        List<Row> rows = curves.rows();
        int lines = (rows.size() + COLUMNS - 1) / COLUMNS;
        Svg svg = new Svg(COLUMNS * (WIDTH + GAP_X), TOP + lines * (HEIGHT + GAP_Y));
        svg.text(8, 18, "title", "Nanoseconds an operation, by " + curves.variable());
        for (int i = 0; i < curves.contenders().size(); i++) {
            svg.dot(14 + LEGEND * i, 34, Svg.colour(i));
            svg.text(22 + LEGEND * i, 38, "", curves.contenders().get(i).title());
        }
        for (int i = 0; i < rows.size(); i++) {
            int left = LEFT + i % COLUMNS * (WIDTH + GAP_X);
            new Panel(svg, rows.get(i), left, TOP + i / COLUMNS * (HEIGHT + GAP_Y)).draw();
        }
        Files.writeString(file, svg.toString());
    }

    private final class Panel {
        private final Svg svg;
        private final Row row;
        private final int left;
        private final int top;
        private final List<Curve> lines;
        private final Axis across;
        private final Axis up;

        Panel(Svg svg, Row row, int left, int top) {
            this.svg = svg;
            this.row = row;
            this.left = left;
            this.top = top;
            lines = curves.contenders().stream().map(c -> curves.curve(row, c)).toList();
            across = Axis.of(Arrays.stream(curves.xs()).asDoubleStream().toArray());
            up =
                    Axis.of(
                            lines.stream()
                                    .flatMapToDouble(line -> Arrays.stream(line.costs()))
                                    .toArray());
        }

        void draw() {
            int bottom = top + HEIGHT;
            for (double mark : up.marks()) {
                svg.line(left, y(mark), left + WIDTH, y(mark), "grid");
                svg.text(left - 4, y(mark) + 4, "end", Axis.label(mark));
            }
            for (int each : curves.xs()) {
                svg.text(x(each), bottom + 14, "middle", Axis.label(each));
            }
            svg.text(left, top - 6, "", row.id());
            svg.line(left, bottom, left + WIDTH, bottom, "axis");
            svg.line(left, top, left, bottom, "axis");
            for (int i = 0; i < lines.size(); i++) {
                draw(lines.get(i), Svg.colour(i));
            }
        }

        private void draw(Curve line, String colour) {
            List<double[]> points = new ArrayList<>();
            for (int i = 0; i < line.xs().length; i++) {
                double[] point = {x(line.xs()[i]), y(line.costs()[i])};
                points.add(point);
                svg.dot(point[0], point[1], colour);
            }
            svg.path(points, colour);
        }

        private double x(double value) {
            return left + WIDTH * across.position(value);
        }

        private double y(double nanos) {
            return top + HEIGHT * (1 - up.position(nanos));
        }
    }
}
