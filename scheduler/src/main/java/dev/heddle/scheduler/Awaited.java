package dev.heddle.scheduler;

/**
 * What a thread that waits for something of a scheduler parks on. A goroutine of another scheduler
 * that does so is not asleep for ever: that scheduler's goroutines, or timers, will wake it.
 */
interface Awaited {
    /** Of the scheduler that is waited for. */
    WorkerPool pool();
}
