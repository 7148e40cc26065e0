package dev.heddle.scheduler;

/** What is counted per scheduler; written by its monitor. */
enum PoolFigure {
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
