package dev.heddle.scheduler;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerDriver;

import java.util.concurrent.RejectedExecutionException;

/**
 * Drives timers with the workers of a scheduler: a goroutine's timer lives on the heap of the
 * worker it runs on, one from outside on that of the first; what they run are goroutines.
 */
final class WorkerTimers implements TimerDriver {

    private final Scheduler scheduler;
    private final WorkerPool pool;

    WorkerTimers(Scheduler scheduler, WorkerPool pool) {
        this.scheduler = scheduler;
        this.pool = pool;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void add(HeapTimer timer, long deadlineNanos) {
        scheduler.checkAcceptsWork();
        if (VirtualThreads.currentCarrier() instanceof Worker worker && worker.pool() == pool) {
            worker.addTimer(timer, deadlineNanos);
        } else {
            pool.addTimer(timer, deadlineNanos);
        }
    }

    @Override
    public void start(Runnable action) {
        try {
            scheduler.go(action::run);
        } catch (RejectedExecutionException e) {
            // shut down since the timer was set: it is dropped, as close() promises
        }
    }
}
