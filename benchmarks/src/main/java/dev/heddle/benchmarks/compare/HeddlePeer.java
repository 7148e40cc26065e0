package dev.heddle.benchmarks.compare;

import dev.heddle.scheduler.Scheduler;
import dev.heddle.timers.TimerService;

/** Heddle: its channels, locks and timers on its own scheduler. */
final class HeddlePeer extends HeddleChannelsPeer {
    private final Scheduler scheduler = Scheduler.shared();
    private final TimerService timers = scheduler.timers();

    @Override
    Thread start(Body body) {
        return scheduler.go(body::run);
    }

    @Override
    TimerService timers() {
        return timers;
    }
}
