package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadyStateTest {
    private static final int OPERATIONS = 1_000;
    private static final long MILLI = 1_000_000;

    private long resident = 1_000_000;

    private final SteadyState state = new SteadyState(new WarmUp(1_000, 3_000));

    /** So many runs, each of a thousand operations that take so many milliseconds together. */
    private void run(int runs, int millis) {
        for (int i = 0; i < runs; i++) {
            state.add(OPERATIONS, millis * MILLI, resident);
        }
    }

    @Test
    void aProcessThatHasHadLessThanTheLeastTimeIsNotWarm() {
        run(9, 100);
        assertThat(state.isReached()).isFalse();
        run(1, 100);
        assertThat(state.isReached()).isTrue();
    }

    @Test
    void oneThatGetsFasterIsNotWarmUntilItDoesNoMore() {
        run(5, 100);
        run(10, 50);
        assertThat(state.isReached()).isFalse();
        run(11, 48);
        assertThat(state.isReached()).isTrue();
    }

    @Test
    void aFewSlowRunsInTheEarlierWindowAreEnoughToGoOn() {
        run(9, 50);
        run(1, 250);
        run(10, 50);
        assertThat(state.isReached()).isFalse();
    }

    @Test
    void oneThatTakesMoreAndMoreMemoryIsNotWarmHoweverFast() {
        for (int i = 0; i < 10; i++) {
            resident += 50_000;
            run(1, 100);
        }
        assertThat(state.isReached()).isFalse();
        run(5, 100);
        assertThat(state.isReached()).isTrue();
    }

    @Test
    void whereTheSystemDoesNotTellTheMemoryTheTimeDecides() {
        resident = 0;
        run(10, 100);
        assertThat(state.isReached()).isTrue();
    }

    @Test
    void oneThatGetsSlowerIsWarm() {
        run(5, 100);
        run(3, 200);
        assertThat(state.isReached()).isTrue();
    }

    @Test
    void oneThatNeverSettlesHasTheMostTime() {
        for (int millis = 640; millis >= 20; millis /= 2) {
            run(640 / millis, millis);
            boolean over = state.isReached();
            assertThat(over).isEqualTo(millis <= 40);
        }
    }

    @Test
    void aRunThatExceedsTheMostTimeIsTheOnlyOne() {
        run(1, 3_000);
        assertThat(state.isReached()).isTrue();
    }

    @Test
    void longRunsAreComparedOneByOne() {
        run(1, 1_200);
        assertThat(state.isReached()).isFalse();
        run(1, 1_150);
        assertThat(state.isReached()).isTrue();
    }

    @Test
    void withoutLimitsTheFirstRunIsEnough() {
        SteadyState none = new SteadyState(new WarmUp(0, 0));
        none.add(1, 1, 1);
        assertThat(none.isReached()).isTrue();
    }
}
