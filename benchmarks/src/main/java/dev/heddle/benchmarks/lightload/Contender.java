package dev.heddle.benchmarks.lightload;

import dev.heddle.scheduler.Scheduler;

/** Who runs the units. */
enum Contender {
    /** Heddle's shared scheduler. */
    HEDDLE("Heddle"),
    /** The JDK's scheduler of virtual threads. */
    JDK("JDK"),
    /** Kotlin's coroutines on {@code Dispatchers.Default}. */
    KOTLIN("Kotlin"),
    /** Go's goroutines, in a program of their own. */
    GO("Go");

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** What starts its units, in this process. */
    LightUnits units() {
        return switch (this) {
            case HEDDLE -> new ThreadUnits(Scheduler.shared().threadFactory());
            case JDK -> new ThreadUnits(Thread.ofVirtual().factory());
            case KOTLIN -> new CoroutineUnits();
            case GO -> throw new IllegalArgumentException("Go has a program of its own");
        };
    }
}
