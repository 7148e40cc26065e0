package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowTest {
    @ParameterizedTest
    @EnumSource
    void aRowIsFoundByItsName(Row row) {
        assertThat(Row.of(row.id())).isEqualTo(row);
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
