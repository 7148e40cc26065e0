package dev.heddle.timers;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerDriver;
import dev.heddle.timers.heap.TimerHeap;

/** A driver for tests: time is an argument, and what timers run runs on the thread that fires. */
final class ManualTimers implements TimerDriver {

    final TimerHeap heap = new TimerHeap(4);

    /** Moved by one actor. */
    private volatile long now;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void add(HeapTimer timer, long deadlineNanos) {
        heap.add(timer, deadlineNanos);
    }

    @Override
    public void start(Runnable action) {
        action.run();
    }

    /** Fires what is due so long after the start, including what is made due by that. */
    void fireAt(long nanos) {
        now = nanos;
        while (heap.expire(nanos, 4) > 0) {
            Thread.onSpinWait();
        }
    }
}
