package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

class CurvesTest {
    private static final int[] DECADES = {10, 100, 1_000, 10_000};

    private final Curves curves =
            new Curves(
                    "goroutines",
                    result -> result.workload().units(),
                    List.of(Contender.HEDDLE, Contender.GO),
                    List.of(
                            result(10, Map.of(Contender.HEDDLE, 20.0, Contender.GO, 100.0)),
                            result(1_000, Map.of(Contender.HEDDLE, 30.0))));

    private static Result result(int units, Map<Contender, Double> nanos) {
        Map<Contender, Measurement> cells = new EnumMap<>(Contender.class);
        nanos.forEach((c, n) -> cells.put(c, Measurement.of(new double[] {n}, 1, 1)));
        return new Result(new Workload(Row.RING, units), 2, cells);
    }

    private static String growth(double... costs) {
        return Growth.of(new Curve(DECADES, costs)).toString();
    }

    @Test
    void aCostThatDoesNotDoubleIsConstant() {
        assertThat(growth(100, 90, 120, 170)).isEqualTo("× 1.9, O(1)");
    }

    @Test
    void aCostThatFallsIsConstant() {
        assertThat(growth(1_000, 100, 50, 40)).isEqualTo("× 1.0, O(1)");
    }

    @Test
    void aCostThatGrowsWithTheDigitsIsLogarithmic() {
        assertThat(growth(100, 200, 300, 400)).isEqualTo("× 4.0, O(log n)");
    }

    @Test
    void aCostThatGrowsWithTheUnitsIsMore() {
        assertThat(growth(1, 10, 100, 1_000)).isEqualTo("× 1000.0, more than O(log n)");
    }

    @Test
    void theTableHasAColumnForEachNumberAndADashForWhatWasNotMeasured() {
        assertThat(curves.markdown(true))
                .isEqualTo(
                        """
                        | workload | goroutines | 10 | 1,000 | growth |
                        |---|---|---|---|---|
                        | ring | Heddle | 20.0 | 30.0 | × 1.5, O(1) |
                        | ring | Go | 100 | – | × 1.0, O(1) |
                        """);
        assertThat(curves.markdown(false)).doesNotContain("O(1)");
    }

    @Test
    void thePictureHasAPanelForTheRow(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("curves.svg");
        new CurveChart(curves).writeTo(file);
        assertThat(Files.readString(file))
                .contains("<svg", ">ring<", ">1k<", "<polyline", "</svg>");
    }

    @Test
    void anAxisRunsFromZeroToOneAndHasRoundMarks() {
        Axis axis = new Axis(1, 100);
        assertThat(axis.position(1)).isZero();
        assertThat(axis.position(10)).isEqualTo(0.5);
        assertThat(axis.position(100)).isEqualTo(1);
        assertThat(axis.marks()).containsExactly(1.0, 10.0, 100.0);
        assertThat(new Axis(15, 60).marks()).containsExactly(20.0, 50.0);
    }
}
