package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdaptiveSpinTest {
    private final AdaptiveSpin lock = new AdaptiveSpin() {};

    private void spinInVain(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(lock.isSpinWorthwhile()).isTrue();
            lock.spunInVain();
        }
    }

    private int skips() {
        int skips = 0;
        while (!lock.isSpinWorthwhile()) {
            skips++;
        }
        return skips;
    }

    @Test
    void whoeverSpinsInVainOverAndOverStops() {
        spinInVain(AdaptiveSpin.VAIN);
        assertThat(lock.isSpinWorthwhile()).isFalse();
    }

    @Test
    void afterAWhileOneTestsWhetherItPaysAgainAndThatIsAll() {
        spinInVain(AdaptiveSpin.VAIN);
        assertThat(skips()).isEqualTo(AdaptiveSpin.SKIPS);
        lock.spunInVain();
        assertThat(lock.isSpinWorthwhile()).isFalse();
    }

    @Test
    void aTestThatPaysOffMakesAllSpinAgain() {
        spinInVain(AdaptiveSpin.VAIN);
        skips();
        lock.spunWell();
        spinInVain(AdaptiveSpin.VAIN);
    }

    @Test
    void successForgivesWhatWasInVainBefore() {
        spinInVain(AdaptiveSpin.VAIN - 1);
        lock.spunWell();
        spinInVain(AdaptiveSpin.VAIN);
    }
}
