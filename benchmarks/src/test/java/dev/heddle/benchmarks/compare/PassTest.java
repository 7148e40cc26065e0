package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class PassTest {
    private static final Pass PASS = new Pass(1, new WarmUp(1_000, 6_000), 7, 50);
    private static final Workload MILLION = new Workload(Row.SPAWN, 1_000_000);
    private static final Workload TEN_MILLIONS = new Workload(Row.SPAWN, 10_000_000);

    private static int rounds(int roundMillis) {
        int rounds = 0;
        while (PASS.goesOn(rounds, (long) rounds * roundMillis)) {
            rounds++;
        }
        return rounds;
    }

    @Test
    void aRowThatTakesLongHasFewerRoundsButOneAtLeast() {
        assertThat(rounds(50)).isEqualTo(7);
        assertThat(rounds(5_000)).isEqualTo(4);
        assertThat(rounds(Pass.PATIENCE_MILLIS)).isEqualTo(3);
        assertThat(rounds(Pass.ENDLESS_MILLIS)).isEqualTo(1);
    }

    @Test
    void veryManyUnitsHaveMoreTimeToAnswerAndToGetWarm() {
        assertThat(PASS.patience(Workload.of(Row.PAIR_16))).isEqualTo(Duration.ofMinutes(2));
        assertThat(PASS.patience(TEN_MILLIONS)).isEqualTo(Duration.ofMinutes(12));
        assertThat(PASS.warmUp(MILLION)).isEqualTo(PASS.warmUp());
        assertThat(PASS.warmUp(TEN_MILLIONS)).isEqualTo(new WarmUp(1_000, 60_000));
    }
}
