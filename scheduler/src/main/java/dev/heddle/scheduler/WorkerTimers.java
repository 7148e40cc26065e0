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

    /**
     * Pinned, for the lock of a heap yields when it has to wait: on another worker the goroutine
     * would add to the heap of one that has gone to sleep meanwhile and is not told.
     */
    @Override
    public void add(HeapTimer timer, long deadlineNanos) {
        scheduler.checkAcceptsWork();
        VirtualThreads.pin();
        try {
            if (VirtualThreads.currentCarrier() instanceof Worker worker && worker.pool() == pool) {
                worker.addTimer(timer, deadlineNanos);
            } else {
                pool.addTimer(timer, deadlineNanos);
            }
        } finally {
            VirtualThreads.unpin();
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
