package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final Workload MILLION = new Workload(Row.RING, 1_000_000);
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
    void whatNoMachineHasDoesNotFit() {
        Workload huge = new Workload(Row.SPAWN, Integer.MAX_VALUE);
        assertThat(Memory.fits(Contender.HEDDLE, huge)).isFalse();
    }
}
