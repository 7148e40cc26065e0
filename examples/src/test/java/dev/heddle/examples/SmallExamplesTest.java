package dev.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.scheduler.Scheduler;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class SmallExamplesTest {

    @Test
    void theSieveFindsThePrimes() throws Exception {
        assertThat(SieveCommand.firstPrimes(10))
                .containsExactly(2, 3, 5, 7, 11, 13, 17, 19, 23, 29);
    }

    @Test
    void theSievePrintsOnePrimeALineAndNoneForZero() {
        assertThat(CommandRun.of("sieve", "3").out()).containsExactly("2", "3", "5");
        assertThat(CommandRun.of("sieve", "0").out()).isEmpty();
        assertThat(CommandRun.of("sieve", "-1").status()).isEqualTo(2);
    }

    @Test
    void thePoolRunsEveryJobAndGivesUpOnLongOnes() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            List<PoolCommand.Outcome> outcomes =
                    scheduler.run(() -> PoolCommand.runAll(3, 2, Duration.ofSeconds(20)));
            assertThat(outcomes)
                    .containsExactlyInAnyOrder(
                            new PoolCommand.Outcome(1, true),
                            new PoolCommand.Outcome(2, true),
                            new PoolCommand.Outcome(3, true));
            outcomes = scheduler.run(() -> PoolCommand.runAll(100, 50, Duration.ZERO));
            assertThat(outcomes).hasSize(100).noneMatch(PoolCommand.Outcome::inTime);
        }
    }

    @Test
    void theRateLimiterLetsABurstPassAndThenKeepsTheRate() throws Exception {
        Duration period = Duration.ofMillis(20);
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            List<Duration> passed = scheduler.run(() -> RateLimitCommand.passes(8, 3, period));
            scheduler.shutdownNow();
            for (int i = 3; i < 8; i++) {
                assertThat(passed.get(i)).isGreaterThanOrEqualTo(period.multipliedBy(i - 3));
            }
        }
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(String.join("\n", CommandRun.of("--help").out()))
                .contains("search", "sieve", "pool", "ratelimit");
    }
}
