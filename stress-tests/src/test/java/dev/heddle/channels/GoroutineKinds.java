package dev.heddle.channels;

import dev.heddle.scheduler.Scheduler;

import java.util.List;
import java.util.stream.Stream;

/** Goroutines: the tests of channels, which know no scheduler, run on them here once more. */
public final class GoroutineKinds implements ThreadKind.Provider {

    private static final List<ThreadKind> KINDS =
            Stream.of(1, 2, 4).map(GoroutineKinds::onWorkers).toList();

    private static ThreadKind onWorkers(int parallelism) {
        String name = "goroutines on " + parallelism;
        Scheduler scheduler = Scheduler.builder().name(name).parallelism(parallelism).build();
        return new ThreadKind(name, scheduler.threadFactory());
    }

    @Override
    public Stream<ThreadKind> kinds() {
        return KINDS.stream();
    }
}
