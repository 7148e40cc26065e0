package dev.heddle.benchmarks.compare;

import dev.heddle.timers.TimerService;
import dev.heddle.timers.Timers;

/** Heddle's channels, locks and timers on the JDK's own virtual threads: no flag, no scheduler. */
final class HeddleOnJdkPeer extends HeddleChannelsPeer {
    @Override
    Thread start(Work work) {
        return VirtualThreads.start(work);
    }

    @Override
    TimerService timers() {
        return Timers.system();
    }
}
