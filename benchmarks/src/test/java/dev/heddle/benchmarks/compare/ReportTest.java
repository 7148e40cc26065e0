package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class ReportTest {
    private static final Result RESULT =
            new Result(
                    Workload.of(Row.PAIR_16),
                    2,
                    Map.of(
                            Contender.HEDDLE, measured(30, 20, 40),
                            Contender.HEDDLE_ON_JDK, measured(10, 10, 10),
                            Contender.JDK, measured(90, 80, 100),
                            Contender.GO, measured(60, 60, 60)));

    private final Report report =
            new Report(Machine.here("go1"), Pass.QUICK, Contender.usual(), List.of(RESULT));

    private static Measurement measured(double... rounds) {
        return Measurement.of(rounds, 5, 0.5);
    }

    @Test
    void theMedianOfRoundsIsTheMiddleOneOrBetweenTheTwoInTheMiddle() {
        assertThat(measured(3, 1, 2).median()).isEqualTo(2);
        assertThat(measured(4, 1, 2, 3).median()).isEqualTo(2.5);
        assertThat(measured(7).min()).isEqualTo(7);
        assertThat(measured(7, 9).max()).isEqualTo(9);
    }

    @Test
    void heddleIsComparedWithTheFastestPeerAndNotWithItself() {
        assertThat(RESULT.bestPeer()).contains(Contender.GO);
        assertThat(RESULT.ratio()).contains(0.5);
    }

    @Test
    void aRowThatNoPeerRunsHasNoRatio() {
        Map<Contender, Measurement> alone = Map.of(Contender.HEDDLE, measured(1));
        assertThat(new Result(Workload.of(Row.SPAWN), 1, alone).ratio()).isEmpty();
    }

    @Test
    void theTableShowsMedianSpreadAndRatioAndADashForWhatIsMissing() {
        assertThat(report.markdown())
                .contains("Parallelism 2")
                .contains(
                        "| one pair, capacity 16 | 30.0 (20.0–40.0) | 10.0 (10.0–10.0) |"
                                + " 90.0 (80.0–100) | – | – | 60.0 (60.0–60.0) | 0.50 × Go |");
    }

    @Test
    void aSecondTableShowsProcessorTimeAndContextSwitches() {
        assertThat(report.markdown())
                .contains(
                        "| one pair, capacity 16 | 5.0 · 500,000 | 5.0 · 500,000 |"
                                + " 5.0 · 500,000 | – | – | 5.0 · 500,000 |\n");
    }

    @Test
    void everyFormIsWritten(@TempDir Path directory) throws IOException {
        report.writeTo(directory);
        assertThat(Files.readString(directory.resolve("comparison.csv")))
                .contains("pair-16,2,Go,60.0,60.0,60.0,5.0,0.5");
        assertThat(Files.readString(directory.resolve("comparison.json")))
                .contains("\"ratio\" : 0.5")
                .contains("\"medianNanos\" : 90.0");
        assertThat(Files.readString(directory.resolve("comparison.svg")))
                .contains("<svg", "one pair, capacity 16", "parallelism 2", "</svg>");
        assertThat(directory.resolve("comparison.md")).exists();
    }
}
