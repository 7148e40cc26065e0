package dev.heddle.benchmarks.compare;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the table at one parallelism.
 *
 * @param cells what was measured; a contender that cannot run the row is missing
 */
record Result(Workload workload, int parallelism, Map<Contender, Measurement> cells) {

    Row row() {
        return workload.row();
    }

    /** The fastest of those Heddle is compared with. */
    Optional<Contender> bestPeer() {
        return cells.keySet().stream()
                .filter(Contender::isPeer)
                .min(Comparator.comparingDouble(peer -> median(peer)));
    }

    /** Heddle's time over the best peer's; empty if one of them is missing. */
    Optional<Double> ratio() {
        return cells.containsKey(Contender.HEDDLE)
                ? bestPeer().map(peer -> median(Contender.HEDDLE) / median(peer))
                : Optional.empty();
    }

    /** A contender's time over Heddle's; empty if one of them is missing. */
    Optional<Double> relative(Contender contender) {
        return cells.containsKey(Contender.HEDDLE) && cells.containsKey(contender)
                ? Optional.of(median(contender) / median(Contender.HEDDLE))
                : Optional.empty();
    }

    /** The median of a contender that has run the row. */
    @SuppressWarnings("NullAway") // asked for contenders in the map
    double median(Contender contender) {
        return cells.get(contender).median();
    }
}
