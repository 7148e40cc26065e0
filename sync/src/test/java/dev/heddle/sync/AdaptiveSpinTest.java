package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdaptiveSpinTest {
    private final AdaptiveSpin spin = new AdaptiveSpin();

    private void spinInVain(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(spin.isWorthwhile()).isTrue();
            spin.wasInVain();
        }
    }

    private int skips() {
        int skips = 0;
        while (!spin.isWorthwhile()) {
            skips++;
        }
        return skips;
    }

    @Test
    void whoeverSpinsInVainOverAndOverStops() {
        spinInVain(AdaptiveSpin.VAIN);
        assertThat(spin.isWorthwhile()).isFalse();
    }

    @Test
    void afterAWhileOneTestsWhetherItPaysAgainAndThatIsAll() {
        spinInVain(AdaptiveSpin.VAIN);
        assertThat(skips()).isEqualTo(AdaptiveSpin.SKIPS);
        spin.wasInVain();
        assertThat(spin.isWorthwhile()).isFalse();
    }

    @Test
    void aTestThatPaysOffMakesAllSpinAgain() {
        spinInVain(AdaptiveSpin.VAIN);
        skips();
        spin.paidOff();
        spinInVain(AdaptiveSpin.VAIN);
    }

    @Test
    void successForgivesWhatWasInVainBefore() {
        spinInVain(AdaptiveSpin.VAIN - 1);
        spin.paidOff();
        spinInVain(AdaptiveSpin.VAIN);
    }
}
