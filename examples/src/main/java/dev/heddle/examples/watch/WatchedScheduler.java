package dev.heddle.examples.watch;

import dev.heddle.scheduler.SchedulerCounters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A scheduler of some process, seen through its counters file. */
final class WatchedScheduler {
    static final String HEADER =
            "%-16s %8s %10s %10s %10s %9s %9s %9s %9s %7s %6s %8s"
                    .formatted(
                            "scheduler",
                            "process",
                            "goroutines",
                            "started/s",
                            "slices/s",
                            "steals/s",
                            "parks/s",
                            "timers/s",
                            "polls/s",
                            "spares",
                            "hogs",
                            "blocked");

    private final SchedulerCounters counters;
    private Figures before;

    private WatchedScheduler(SchedulerCounters counters) {
        this.counters = counters;
        this.before = Figures.of(counters);
    }

    /**
     * Attaches to the scheduler behind a counters file.
     *
     * @throws IOException if the file is gone, or not complete yet
     */
    static WatchedScheduler open(Path file) throws IOException {
        return new WatchedScheduler(SchedulerCounters.open(file));
    }

    long processId() {
        return counters.processId();
    }

    /** Whether the scheduler has not been closed and its process lives. */
    boolean isRunning() {
        return Files.exists(counters.file()) && ProcessHandle.of(processId()).isPresent();
    }

    /** What it did since the last call, and how it stands now. */
    String row() {
        Figures now = Figures.of(counters);
        String row =
                "%-16.16s %8d %10d %10d %10d %9d %9d %9d %9d %7d %6d %8d"
                        .formatted(
                                counters.schedulerName(),
                                processId(),
                                now.goroutines(),
                                now.perSecond(Figures::started, before),
                                now.perSecond(f -> f.sum("slices run"), before),
                                now.perSecond(f -> f.sum("steals won"), before),
                                now.perSecond(f -> f.sum("parks"), before),
                                now.perSecond(f -> f.sum("timers fired"), before),
                                now.perSecond(f -> f.sum("event polls"), before),
                                now.sum("spares activated"),
                                now.sum("busy workers replaced"),
                                now.sum("blocked workers replaced"));
        before = now;
        return row;
    }
}
