package dev.heddle.benchmarks.compare;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which rows a comparison runs. */
final class Selection {
    /** The rows of the quick pass: those that have missed their target, and one of each family. */
    static final Set<Row> QUICK =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            Row.PING_PONG,
                            Row.PAIR_0,
                            Row.PAIR_16,
                            Row.SELECT_2,
                            Row.CHAIN,
                            Row.SPAWN,
                            Row.EXTERNAL,
                            Row.YIELD,
                            Row.MUTEX_8,
                            Row.TIMER_STOP));

    private Selection() {}

    /**
     * The rows to run, in the order of the table.
     *
     * @param full whether all of them, if there is no pattern
     * @param names what the names of the rows must match; null to leave the choice to the pass
     */
    static List<Row> rows(boolean full, @Nullable Pattern names) {
        return Arrays.stream(Row.values())
                .filter(
                        row ->
                                names == null
                                        ? full || QUICK.contains(row)
                                        : names.asMatchPredicate().test(row.id()))
                .toList();
    }
}
