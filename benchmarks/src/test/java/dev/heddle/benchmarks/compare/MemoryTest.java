package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class MemoryTest {
    private static final Workload MILLION = new Workload(Row.RING, 1_000_000);
    private static final int SMALL_BUT_LARGE = 100_000;
    private static final Workload TEN_MILLIONS = new Workload(Row.SPAWN, 10_000_000);

    @Test
    void aMillionUnitsNeedNoFlag() {
        assertThat(Memory.fits(Contender.HEDDLE, MILLION)).isTrue();
        assertThat(Memory.heapFlags(Contender.HEDDLE, MILLION)).isEmpty();
    }

    @Test
    void tenMillionUnitsGetTheHeapTheyNeed() {
        assertThat(Memory.heapFlags(Contender.HEDDLE, TEN_MILLIONS)).containsExactly("-Xmx9536m");
    }

    @Test
    void aMillionUnitsRunSideBySideWithThePeers() {
        List<Contender> two = List.of(Contender.HEDDLE, Contender.GO);
        assertThat(Memory.together(two, MILLION)).containsExactly(two);
    }

    @Test
    void withTenMillionUnitsEachContenderRunsAlone() {
        List<Contender> two = List.of(Contender.HEDDLE, Contender.GO);
        assertThat(Memory.together(two, TEN_MILLIONS))
                .containsExactly(List.of(Contender.HEDDLE), List.of(Contender.GO));
    }

    @Test
    void anArmedTimerIsSmallWhoeverHasIt() {
        Workload timers = new Workload(Row.TIMER_STOP, 10_000_000);
        assertThat(Memory.needed(Contender.GO, timers))
                .isEqualTo(Memory.needed(Contender.HEDDLE, timers))
                .isLessThan(Memory.needed(Contender.HEDDLE, TEN_MILLIONS));
    }

    @Test
    void largeUnitsFitIfTheyFitBesideThoseOfAllOthersAndNeedNoFlag() {
        Workload cache = Workload.of(Row.CACHE_32M);
        assertThat(Memory.needed(Contender.GO, cache)).isEqualTo(3L << 29);
        assertThat(Memory.heapFlags(Contender.HEDDLE, cache)).isEmpty();
        Workload larger = new Workload(Row.CACHE_32M, SMALL_BUT_LARGE);
        assertThat(Memory.fits(Contender.HEDDLE, larger)).isFalse();
    }

    @Test
    void whatNoMachineHasDoesNotFit() {
        Workload huge = new Workload(Row.SPAWN, Integer.MAX_VALUE);
        assertThat(Memory.fits(Contender.HEDDLE, huge)).isFalse();
    }
}
