package dev.heddle.benchmarks.lightload;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** What runs beside the unit that is woken. */
enum Load {
    /** Nothing. */
    IDLE("idle"),
    /** A unit that computes half of the time. */
    HALF("half load"),
    /** As many units that compute without end as may run at once. */
    HOGS("hogs"),
    /** A unit that allocates without end. */
    GARBAGE("garbage");

    private final String title;

    Load(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Starts its units, which end when told so. */
    List<LightUnits.Unit> start(LightUnits units, int parallelism, AtomicBoolean stop) {
        return chores(parallelism, stop).map(units::start).toList();
    }

    private Stream<Chore> chores(int parallelism, AtomicBoolean stop) {
        return switch (this) {
            case IDLE -> Stream.of();
            case HALF -> Stream.of(Chore.halfOfTheTime(stop::get));
            case HOGS -> Stream.generate(() -> Chore.hog(stop::get)).limit(parallelism);
            case GARBAGE -> Stream.of(Chore.garbage(stop::get));
        };
    }
}
