package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BusySpellsTest {
    private final BusySpells spells = new BusySpells();

    private void endShort(int times) {
        for (int i = 0; i < times; i++) {
            spells.ended(49_999, 1);
        }
    }

    @Test
    void tasksCountAsLongUntilEightSpellsWereShort() {
        endShort(7);
        assertThat(spells.areLong()).isTrue();
        endShort(1);
        assertThat(spells.areLong()).isFalse();
        endShort(100);
        assertThat(spells.areLong()).isFalse();
    }

    @Test
    void aLongSpellOutweighsThreeShortOnes() {
        endShort(8);
        spells.ended(50_000, 1);
        endShort(3);
        assertThat(spells.areLong()).isTrue();
        endShort(1);
        assertThat(spells.areLong()).isFalse();
    }

    @Test
    void whatWasLearntFromLongOnesIsForgottenAsSoon() {
        for (int i = 0; i < 1_000; i++) {
            spells.ended(Long.MAX_VALUE, 1);
        }
        endShort(8);
        assertThat(spells.areLong()).isFalse();
    }

    @Test
    void itIsTheAverageThatCounts() {
        endShort(8);
        spells.ended(1_000_000, 21);
        assertThat(spells.areLong()).isFalse();
        spells.ended(1_000_000, 20);
        assertThat(spells.areLong()).isTrue();
    }

    @Test
    void aSpellWithoutTasksTeachesNothing() {
        endShort(8);
        spells.ended(1_000_000_000, 0);
        assertThat(spells.areLong()).isFalse();
    }
}
