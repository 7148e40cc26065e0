package dev.heddle.benchmarks.lightload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;

class FindingsTest {
    private final Findings findings = new Findings();

    private static Delays micros(long from, long to) {
        return new Delays(LongStream.rangeClosed(from, to).map(i -> 1_000 * i).toArray(), false);
    }

    @Test
    void thePercentilesAreThoseOfAllRounds() {
        findings.add(Contender.GO, Load.IDLE, micros(1, 500));
        findings.add(Contender.GO, Load.IDLE, micros(501, 1_000));
        assertThat(findings.delayTable()).contains("| Go | 500 / 990 / 999 | – | – | – |\n");
    }

    @Test
    void shortDelaysHaveADecimal() {
        findings.add(Contender.JDK, Load.HALF, new Delays(new long[] {2_500}, false));
        assertThat(findings.delayTable()).contains("| JDK | – | 2.5 / 2.5 / 2.5 | – | – |\n");
    }

    @Test
    void aWakeUpThatWasNotAnsweredInOneRoundCountsForAll() {
        findings.add(Contender.KOTLIN, Load.HOGS, micros(1, 10));
        findings.add(Contender.KOTLIN, Load.HOGS, new Delays(new long[0], true));
        findings.add(Contender.KOTLIN, Load.GARBAGE, micros(7, 7));
        assertThat(findings.delayTable())
                .contains("| Kotlin | – | – | never runs | 7.0 / 7.0 / 7.0 |\n");
    }

    @Test
    void delaysBeyondTheHistogramCountAsItsHighest() {
        findings.add(Contender.GO, Load.IDLE, new Delays(new long[] {-1, Long.MAX_VALUE}, false));
        assertThat(findings.delayTable()).contains("| Go | 0.0 / 60,");
    }

    @Test
    void costsAreTheMedianAndTheExtremesOfTheRounds() {
        findings.add(Contender.HEDDLE, 0, new Cost(0.25, 3));
        findings.add(Contender.HEDDLE, 0, new Cost(0.75, 1));
        findings.add(Contender.HEDDLE, 0, new Cost(0.5, 2));
        findings.add(Contender.GO, 10, new Cost(100, 2_000));
        assertThat(findings.costTable())
                .isEqualTo(
                        """
                        | CPU, ms a second; switches a second | idle | 10 % load |
                        |---|---|---|
                        | Heddle | 0.50 (0.25–0.75); 2 | – |
                        | Go | – | 100.00 (100.00–100.00); 2,000 |
                        """);
    }

    @Test
    void thereIsAFileForEachHistogram(@TempDir Path directory) throws IOException {
        findings.add(Contender.HEDDLE, Load.IDLE, micros(1, 10));
        findings.add(Contender.GO, Load.HOGS, micros(1, 10));
        findings.writeHistograms(directory, "-2");
        assertThat(directory.resolve("heddle-idle-2.hgrm")).isNotEmptyFile();
        assertThat(directory.resolve("go-hogs-2.hgrm")).isNotEmptyFile();
    }
}
