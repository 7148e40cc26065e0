package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.stream.Stream;

class RowTest {
    @ParameterizedTest
    @EnumSource
    void aRowIsFoundByItsName(Row row) {
        assertThat(Row.of(row.id())).isEqualTo(row);
    }

    @Test
    void whatNeedsItsNumberOfUnitsCannotBeScaled() {
        assertThat(Stream.of(Row.SELECT_4, Row.FILL, Row.SKYNET, Row.PING_PONG))
                .noneMatch(Row::isScalable);
        assertThat(Stream.of(Row.SPAWN, Row.RING, Row.TIMER_STOP)).allMatch(Row::isScalable);
    }

    @Test
    void whereManyTimersAreArmedManyAreMeasured() {
        assertThat(new Workload(Row.TIMER_STOP, 1).operations(1)).isEqualTo(1);
        assertThat(new Workload(Row.TIMER_STOP, 10_000_000).operations(1)).isEqualTo(100_000);
    }

    @ParameterizedTest
    @EnumSource
    void operationsAreAMultipleOfTheUnitsThatShareThem(Row row) {
        for (long wanted : new long[] {1, 999, 12_345, Long.MAX_VALUE}) {
            Workload workload = Workload.of(row);
            assertThat(workload.operations(wanted)).isPositive();
            assertThat(workload.operations(wanted) % row.units()).isZero();
        }
    }
}
