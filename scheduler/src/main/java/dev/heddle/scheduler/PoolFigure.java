package dev.heddle.scheduler;

/** What is counted per scheduler: the first by threads outside, the others by its monitor. */
enum PoolFigure {
    STARTED_OUTSIDE("goroutines started from outside"),
    SPARES("spares activated"),
    HOGS("busy workers replaced"),
    BLOCKED_CALLS("blocked workers replaced"),
    RESCUED_TIMERS("overdue timers fired by the monitor");

    private final String label;

    PoolFigure(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
