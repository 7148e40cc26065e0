package dev.heddle.timers.heap;

/**
 * Who keeps timers in heaps, wakes up for them and fires them: a thread of its own, or the workers
 * of a scheduler. All methods may be called by any thread and never block.
 */
public interface TimerDriver {

    /** The present, on the scale of the deadlines, {@link System#nanoTime()} as a rule. */
    long nanoTime();

    /**
     * Puts a timer into a heap and sees to it that it is fired in time.
     *
     * @param timer new, or stopped already: then nothing happens
     * @param deadlineNanos made by {@link TimerHeap#deadlineAfter}
     * @throws java.util.concurrent.RejectedExecutionException if the driver has been closed
     */
    void add(HeapTimer timer, long deadlineNanos);

    /**
     * Runs what a timer is for in a new thread. Called while timers are fired.
     *
     * @param action may take its time, and throw
     */
    void start(Runnable action);
}
