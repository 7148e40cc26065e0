package dev.heddle.scheduler;

import dev.heddle.timers.heap.TimerHeap;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the JDK's virtual threads call their scheduler: hands their continuations and their timed
 * waits to a {@link WorkerPool}.
 *
 * <p>It is a {@link ForkJoinPool} because the JDK sends timed waits to a scheduler of that type
 * only; any other would get the JDK's shared delay queue. No thread of that pool is ever started,
 * and the methods not overridden here are never reached.
 *
 * <p>Both methods run with the caller's continuation pinned, maybe inside a lock of the JDK: they
 * must not block, park, load classes or log.
 */
final class Bridge extends ForkJoinPool {

    private final WorkerPool pool;

    /** Set once, before the first goroutine starts. */
    private @Nullable Scheduler scheduler;

    Bridge(WorkerPool pool) {
        super(1);
        this.pool = pool;
    }

    void bind(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Nullable Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public void execute(Runnable continuation) {
        if (VirtualThreads.currentCarrier() instanceof Worker worker && worker.pool() == pool) {
            worker.submit(continuation);
        } else {
            pool.inject(continuation);
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        TimedWakeup wakeup = new TimedWakeup(command);
        long deadline = TimerHeap.deadlineAfter(System.nanoTime(), unit.toNanos(delay));
        if (VirtualThreads.currentCarrier() instanceof Worker worker && worker.pool() == pool) {
            worker.addTimer(wakeup, deadline);
        } else {
            pool.addTimer(wakeup, deadline);
        }
        return wakeup;
    }

    /** Takes the pool out of the JDK's list of thread containers. */
    void dispose() {
        super.shutdownNow();
    }
}
