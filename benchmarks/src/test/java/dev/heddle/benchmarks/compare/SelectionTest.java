package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

class SelectionTest {
    @Test
    void theQuickPassRunsItsSelectionInTheOrderOfTheTable() {
        List<Row> rows = Selection.rows(false, null);
        assertThat(rows).containsExactlyElementsOf(EnumSet.copyOf(Selection.QUICK));
        assertThat(rows).hasSizeBetween(8, 12);
    }

    @Test
    void theQuickPassHasRowsThatAreNothingButSwitches() {
        assertThat(Selection.QUICK)
                .contains(Row.PING_PONG, Row.PAIR_0, Row.CHAIN, Row.YIELD)
                .contains(Row.SELECT_2, Row.MUTEX_8, Row.SPAWN);
    }

    @Test
    void theQuickPassHasARowOfEachKind() {
        assertThat(Selection.QUICK.stream().map(Row::kind).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Row.Kind.values());
    }

    @Test
    void theFullPassRunsAll() {
        assertThat(Selection.rows(true, null)).containsExactly(Row.values());
    }

    @Test
    void aPatternChoosesAmongAllRowsInBothPasses() {
        Pattern pattern = Pattern.compile("cache.*");
        assertThat(Selection.rows(false, pattern)).containsExactly(Row.CACHE, Row.CACHE_32M);
        assertThat(Selection.rows(true, pattern)).containsExactly(Row.CACHE, Row.CACHE_32M);
    }

    @Test
    void aPatternMustMatchTheWholeName() {
        assertThat(Selection.rows(true, Pattern.compile("ping"))).isEmpty();
    }
}
