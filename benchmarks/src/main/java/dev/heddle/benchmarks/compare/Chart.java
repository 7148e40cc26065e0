package dev.heddle.benchmarks.compare;

import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler.LegendPosition;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A picture of the ratios: how long each peer takes where Heddle takes 1. */
final class Chart {
    /** Where the logarithmic axis begins; a missing bar has this height. */
    private static final double LOWEST = 0.1;

    private final List<Contender> peers;
    private final List<Result> results;

    Chart(List<Contender> contenders, List<Result> results) {
        this.peers = contenders.stream().filter(Contender::isPeer).toList();
        this.results = results.stream().filter(result -> result.ratio().isPresent()).toList();
    }

    /** Writes an SVG; nothing if there is nothing to show. */
    void writeTo(Path file) throws IOException {
        if (results.isEmpty()) {
            return;
        }
        System.setProperty("java.awt.headless", "true");
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(200 + 45 * results.size())
                        .height(700)
                        .title("time of an operation; Heddle takes 1")
                        .build();
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisMin(LOWEST);
        chart.getStyler().setXAxisLabelRotation(90);
        chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
        List<String> labels =
                results.stream().map(r -> r.row().id() + " P=" + r.parallelism()).toList();
        for (Contender peer : peers) {
            chart.addSeries(
                    peer.title(), labels, results.stream().map(r -> relative(r, peer)).toList());
        }
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    }

    private static double relative(Result result, Contender peer) {
        Measurement cell = result.cells().get(peer);
        Measurement heddle = result.cells().get(Contender.HEDDLE);
        return cell == null || heddle == null
                ? LOWEST
                : Math.max(LOWEST, cell.median() / heddle.median());
    }
}
