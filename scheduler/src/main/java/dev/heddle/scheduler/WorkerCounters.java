package dev.heddle.scheduler;

import org.agrona.concurrent.status.AtomicCounter;

/**
 * The figures of one worker. Written by the worker's thread alone, with opaque stores (no ordering
 * is promised between figures), read by anybody.
 */
final class WorkerCounters {

    private static final WorkerFigure[] FIGURES = WorkerFigure.values();

    private final AtomicCounter[] counters;
    private final AtomicCounter tasksRun;

    WorkerCounters(AtomicCounter[] counters) {
        this.counters = counters;
        tasksRun = counters[WorkerFigure.TASKS_RUN.ordinal()];
    }

    static int count() {
        return FIGURES.length;
    }

    void increment(WorkerFigure figure) {
        counters[figure.ordinal()].incrementOpaque();
    }

    void add(WorkerFigure figure, long n) {
        counters[figure.ordinal()].getAndAddOpaque(n);
    }

    void taskRun() {
        tasksRun.incrementOpaque();
    }

    long get(WorkerFigure figure) {
        return counters[figure.ordinal()].getOpaque();
    }

    /** For figures where the order of two reads matters. */
    long getOrdered(WorkerFigure figure) {
        return counters[figure.ordinal()].get();
    }

    /**
     * Counts so that whoever reads the figure with {@link #getOrdered} sees all that was before.
     */
    void incrementOrdered(WorkerFigure figure) {
        counters[figure.ordinal()].incrementRelease();
    }
}
