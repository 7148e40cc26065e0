package dev.heddle.benchmarks.compare;

import dev.heddle.timers.TimerService;
import dev.heddle.timers.Timers;

/** Heddle's channels, locks and timers on the JDK's own virtual threads: no flag, no scheduler. */
final class HeddleOnJdkPeer extends HeddleChannelsPeer {
    @Override
    public boolean supports(Row row) {
        return VirtualThreads.supports(row) && super.supports(row);
    }

    @Override
    Thread start(Body body) {
        return VirtualThreads.start(body);
    }

    @Override
    TimerService timers() {
        return Timers.system();
    }
}
