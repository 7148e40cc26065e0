package dev.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.PoolCommand.Outcome;
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
            List<Outcome> outcomes =
                    scheduler.run(() -> PoolCommand.runAll(3, 2, Duration.ofSeconds(20)));
            assertThat(outcomes).extracting(Outcome::job).containsExactlyInAnyOrder(1, 2, 3);
            assertThat(outcomes).allMatch(Outcome::inTime);
            assertThat(outcomes).allMatch(o -> o.took().toMillis() >= 10L * o.job());
            assertThat(outcomes).allMatch(o -> o.worker() == 1 || o.worker() == 2);
            outcomes = scheduler.run(() -> PoolCommand.runAll(100, 50, Duration.ZERO));
            assertThat(outcomes).hasSize(100).noneMatch(Outcome::inTime);
        }
    }

    @Test
    void thePoolSaysHowEachJobEnded() {
        CommandRun run = CommandRun.of("pool", "--jobs", "2", "--workers", "1", "--limit", "9000");
        assertThat(run.out()).hasSize(2);
        assertThat(run.out().get(0)).matches("job 1 done after \\d+ ms \\(worker 1\\)");
        run = CommandRun.of("pool", "--jobs", "1", "--limit", "0");
        assertThat(run.out().get(0)).matches("job 1 given up after \\d+ ms \\(worker \\d\\)");
    }

    @Test
    void badFiguresAreExplained() {
        assertThat(CommandRun.of("pool", "--workers", "0").err()).contains("at least 1");
        assertThat(CommandRun.of("pool", "--limit", "-1").status()).isEqualTo(2);
        assertThat(CommandRun.of("ratelimit", "--period", "0").err()).contains("at least 1");
        assertThat(CommandRun.of("ratelimit", "--requests", "-1").status()).isEqualTo(2);
        assertThat(CommandRun.of("sieve", "many").err()).contains("'many' is not an int");
    }

    @Test
    void theRateLimiterPrintsWhenEachRequestPassed() {
        CommandRun run =
                CommandRun.of("ratelimit", "--requests", "2", "--burst", "1", "--period", "5");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .hasSize(2)
                .allMatch(line -> line.matches("request \\d after \\d+ ms"));
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
                .contains("search", "sieve", "pool", "ratelimit", "watch");
    }
}
