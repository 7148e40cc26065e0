package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** With a script in the place of Go's program. */
class ComparisonTest {
    private static final int ROUNDS = 4;
    private static final Pass PASS = new Pass(1, new WarmUp(0, 0), ROUNDS, 1);

    private final ByteArrayOutputStream problems = new ByteArrayOutputStream();

    @TempDir Path directory;

    /** Runs a row with a program that says these lines first, and then answers so often. */
    private Result run(Pass pass, String first, int answers) throws IOException {
        Path script =
                Files.writeString(
                        directory.resolve("script"),
                        """
                        #!/bin/sh
                        echo %s
                        i=0
                        while [ $i -lt %d ] && read operations; do
                          echo $((operations * 7))
                          i=$((i + 1))
                        done
                        """
                                .formatted(first, answers));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        PrintStream out = new PrintStream(problems, true, StandardCharsets.UTF_8);
        return new Comparison(pass, List.of(Contender.GO), script, out)
                .run(Workload.of(Row.PAIR_16), 1);
    }

    @Test
    void theTimeOfAnOperationIsTheAnswerOverTheOperations() throws IOException {
        Result result = run(PASS, "ready", 1 + ROUNDS);
        assertThat(result.median(Contender.GO)).isEqualTo(7);
        assertThat(problems.size()).isZero();
    }

    @Test
    void whoDoesNotSupportTheRowIsMissing() throws IOException {
        assertThat(run(PASS, "unsupported", 0).cells()).isEmpty();
        assertThat(problems.size()).isZero();
    }

    @Test
    void whoFailsInItsLastRoundIsReportedAndMissing() throws IOException {
        assertThat(run(PASS, "ready", ROUNDS).cells()).isEmpty();
        assertThat(problems.toString(StandardCharsets.UTF_8))
                .startsWith("Go, one pair, capacity 16: ");
    }

    @Test
    void whoFailsInEachOfSeveralProcessesIsReportedForEach() throws IOException {
        Pass twice = new Pass(2, new WarmUp(0, 0), ROUNDS, 1);
        assertThat(run(twice, "ready", 0).cells()).isEmpty();
        assertThat(problems.toString(StandardCharsets.UTF_8)).hasLineCount(2);
    }
}
