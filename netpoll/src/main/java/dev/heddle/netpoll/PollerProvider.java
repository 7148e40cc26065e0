package dev.heddle.netpoll;

import dev.heddle.scheduler.EventSource;

import java.util.function.Supplier;

/** Gives each scheduler its poller. For {@link java.util.ServiceLoader} only. */
public final class PollerProvider implements EventSource.Provider {
    /** For {@link java.util.ServiceLoader}. */
    public PollerProvider() {}

    @Override
    public Supplier<? extends EventSource> eventSources() {
        Poller poller = new Poller();
        return () -> new WorkerPoller(poller);
    }
}
