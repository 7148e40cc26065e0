package dev.heddle.benchmarks.lightload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The loads, on every runtime that lives in a JVM. */
class LightUnitsTest {
    private static final Duration SPAN = Duration.ofMillis(100);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GO")
    void eachWakeUpOfAnIdleRuntimeIsAnswered(Contender contender) throws InterruptedException {
        WakeUps wakeUps = new WakeUps(contender.units(), 2, Duration.ofMinutes(1));
        Delays delays = wakeUps.measure(Load.IDLE, SPAN);
        assertThat(delays.never()).isFalse();
        assertThat(delays.nanos()).isNotEmpty();
        for (long nanos : delays.nanos()) {
            assertThat(nanos).isNotNegative();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GO")
    void theUnitsOfALoadEndWhenToldSo(Contender contender) throws InterruptedException {
        LightUnits units = contender.units();
        for (Load load : Load.values()) {
            AtomicBoolean stop = new AtomicBoolean();
            List<LightUnits.Unit> started = load.start(units, 2, stop);
            stop.set(true);
            for (LightUnits.Unit unit : started) {
                unit.join();
            }
            assertThat(started).hasSize(load == Load.IDLE ? 0 : load == Load.HOGS ? 2 : 1);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GO")
    void aUnitTakesTheStepsOfAChore(Contender contender) throws InterruptedException {
        long[] answers = {Chore.YIELD, 1, Chore.YIELD, Chore.END};
        List<Integer> steps = new ArrayList<>();
        Chore chore =
                () -> {
                    steps.add(steps.size());
                    return answers[steps.size() - 1];
                };
        contender.units().start(chore).join();
        assertThat(steps).containsExactly(0, 1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GO")
    void aWarmUpTakesItsTime(Contender contender) throws InterruptedException {
        long start = System.nanoTime();
        new WakeUps(contender.units(), 2, Duration.ofMinutes(1)).warmUp(Load.HALF, SPAN);
        assertThat(System.nanoTime() - start).isGreaterThan(SPAN.toNanos());
    }

    @Test
    void aWakeUpThatIsNotAnsweredEndsTheMeasurement() throws InterruptedException {
        LightUnits jdk = Contender.JDK.units();
        int more = 4 * Runtime.getRuntime().availableProcessors();
        WakeUps wakeUps = new WakeUps(jdk, more, Duration.ofMillis(50));
        Delays delays = wakeUps.measure(Load.HOGS, Duration.ofMinutes(1));
        assertThat(delays.never()).isTrue();
    }

    @Test
    void ticksEndAfterTheirSpan() {
        long start = System.nanoTime();
        Chore ticks = Chore.ticks(1, 3_000_000);
        for (long pause; (pause = ticks.step()) != Chore.END; ) {
            assertThat(pause).isBetween(Chore.YIELD, 1_000_000L);
        }
        assertThat(System.nanoTime() - start).isGreaterThan(3_000_000);
    }

    @Test
    void delaysAreTheSameAfterALine() {
        Delays some = Delays.of(new Delays(new long[] {1, 22, 333}, true).line());
        assertThat(some.nanos()).containsExactly(1, 22, 333);
        assertThat(some.never()).isTrue();
        Delays none = Delays.of(new Delays(new long[0], false).line());
        assertThat(none.nanos()).isEmpty();
        assertThat(none.never()).isFalse();
        assertThat(Delays.of(new Delays(new long[0], true).line()).never()).isTrue();
    }
}
