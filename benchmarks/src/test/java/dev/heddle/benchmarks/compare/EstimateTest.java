package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class EstimateTest {
    private static final Pass PASS = new Pass(3, new WarmUp(1_000, 1_000), 5, 100);
    private static final List<Contender> TWO = List.of(Contender.HEDDLE, Contender.GO);
    private static final int STARTS = 2 * Estimate.START_MILLIS;
    private static final int ROUND = 100 + Estimate.COUNTERS_MILLIS;

    private static long millis(Pass pass, List<Contender> contenders, Row row, int parallelisms) {
        List<Workload> workloads = List.of(Workload.of(row));
        return new Estimate(pass, contenders).of(workloads, parallelisms).toMillis();
    }

    private static Duration ofPass(boolean full) {
        List<Workload> workloads = Selection.rows(full, null).stream().map(Workload::of).toList();
        Pass pass = full ? Pass.FULL : Pass.QUICK;
        return new Estimate(pass, Contender.usual()).of(workloads, 2);
    }

    @Test
    void aProcessStartsWarmsUpAndHasItsRounds() {
        int fork = STARTS + 2 * (1_000 + 50) + 5 * 2 * ROUND;
        assertThat(millis(PASS, TWO, Row.PAIR_16, 1)).isEqualTo(3 * fork);
    }

    @Test
    void eachDegreeOfParallelismTakesAsLong() {
        assertThat(millis(PASS, TWO, Row.SPAWN, 3)).isEqualTo(3 * millis(PASS, TWO, Row.SPAWN, 1));
    }

    @Test
    void whoCannotRunARowStartsAndThatIsAll() {
        int fork = STARTS + 1_000 + 50 + 5 * ROUND;
        assertThat(millis(PASS, TWO, Row.EXTERNAL, 1)).isEqualTo(3 * fork);
    }

    @Test
    void aRowThatTakesVeryLongHasThreeRounds() {
        Pass many = new Pass(1, new WarmUp(1_000, 1_000), 50, 100);
        int turn = 10_000 + Estimate.COUNTERS_MILLIS;
        Workload sleeps = new Workload(Row.SLEEPS, 5_000_000);
        int fork = STARTS + 2 * (many.warmUp(sleeps).usualMillis() + 5_000 + 3 * turn);
        assertThat(new Estimate(many, TWO).of(List.of(sleeps), 1).toMillis()).isEqualTo(fork);
    }

    @Test
    void whatDoesNotFitIntoTheMachineTakesNoTime() {
        Workload huge = new Workload(Row.SPAWN, Integer.MAX_VALUE);
        assertThat(new Estimate(PASS, TWO).of(List.of(huge), 1)).isZero();
    }

    @Test
    void theQuickPassTakesNineMinutesAtMost() {
        assertThat(ofPass(false)).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(9));
    }

    @Test
    void theFullPassTakesAnHourAtMost() {
        assertThat(ofPass(true)).isBetween(Duration.ofMinutes(40), Duration.ofMinutes(60));
    }

    @Test
    void bothPassesWarmUpForSecondsAndTheFullOneForLonger() {
        WarmUp quick = Pass.QUICK.warmUp();
        WarmUp full = Pass.FULL.warmUp();
        assertThat(quick.leastMillis()).isGreaterThanOrEqualTo(1_500);
        assertThat(full.leastMillis()).isGreaterThan(quick.leastMillis());
        assertThat(full.mostMillis()).isGreaterThan(quick.mostMillis());
        assertThat(Pass.FULL.rounds()).isGreaterThan(Pass.QUICK.rounds());
    }

    @Test
    void aWarmUpThatMayGoOnIsCountedForHalfOfThat() {
        Pass longer = new Pass(1, new WarmUp(1_000, 6_000), 5, 100);
        int fork = STARTS + 2 * (3_500 + 50) + 5 * 2 * ROUND;
        assertThat(millis(longer, TWO, Row.PAIR_16, 1)).isEqualTo(fork);
    }

    @Test
    void minutesAreRounded() {
        assertThat(Estimate.inWords(Duration.ofSeconds(3))).isEqualTo("about a minute");
        assertThat(Estimate.inWords(Duration.ofSeconds(89))).isEqualTo("about a minute");
        assertThat(Estimate.inWords(Duration.ofSeconds(91))).isEqualTo("some 2 minutes");
    }
}
