package dev.heddle.benchmarks.compare;

import dev.heddle.timers.TimerService;
import dev.heddle.timers.Timers;

/** Heddle's channels, locks and timers on platform threads. */
final class HeddleOnPlatformPeer extends HeddleChannelsPeer {
    /** More threads than these are not what anybody would start. */
    private static final int MOST_THREADS = 200;

    @Override
    public boolean supports(Row row) {
        return row.units() <= MOST_THREADS && row != Row.CHAINED_SPAWN && row != Row.TIMER_STOP;
    }

    @Override
    Thread start(Body body) {
        return Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                body.run();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
    }

    @Override
    TimerService timers() {
        return Timers.system();
    }
}
