package dev.heddle.netpoll;

import dev.heddle.scheduler.Scheduler;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ThreadFactory;

/** The threads that the contract is tested on. */
enum ThreadKind {
    GOROUTINE_1(1),
    GOROUTINE_2(2),
    GOROUTINE_4(4),
    GOROUTINE_64(64),
    VIRTUAL(0),
    PLATFORM(0);

    private final int parallelism;

    ThreadKind(int parallelism) {
        this.parallelism = parallelism;
    }

    /** A scheduler of this kind's own, to be closed by the caller; null if it needs none. */
    @Nullable Scheduler newScheduler() {
        return parallelism == 0 ? null : Scheduler.builder().parallelism(parallelism).build();
    }

    ThreadFactory factory(@Nullable Scheduler scheduler) {
        if (scheduler != null) {
            return scheduler.threadFactory();
        }
        return this == VIRTUAL
                ? Thread.ofVirtual().factory()
                : Thread.ofPlatform().daemon().factory();
    }
}
