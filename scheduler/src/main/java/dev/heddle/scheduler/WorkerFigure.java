package dev.heddle.scheduler;

/** What is counted per worker. */
enum WorkerFigure {
    STARTED("goroutines started"),
    FINISHED("goroutines finished"),
    TASKS_RUN("slices run"),
    STEALS_TRIED("steals tried"),
    STEALS_WON("steals won"),
    PARKS("parks"),
    INJECTIONS("batches taken from the injection queue"),
    OVERFLOWS("batches moved to the injection queue"),
    POLLS("event polls"),
    TIMERS_FIRED("timers fired");

    private final String label;

    WorkerFigure(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
