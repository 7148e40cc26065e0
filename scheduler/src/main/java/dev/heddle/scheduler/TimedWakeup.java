package dev.heddle.scheduler;

import dev.heddle.timers.heap.HeapTimer;

import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The end of a goroutine's timed wait, in a worker's timer heap. The JDK makes one for each {@code
 * Thread.sleep}, {@code parkNanos} and timed {@code Object.wait} and cancels it when the goroutine
 * is woken before.
 */
final class TimedWakeup extends HeapTimer implements ScheduledFuture<Object> {

    private final Runnable command;

    TimedWakeup(Runnable command) {
        this.command = command;
    }

    @Override
    protected void fire() {
        command.run();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return stop();
    }

    @Override
    public boolean isCancelled() {
        return isStopped();
    }

    @Override
    public boolean isDone() {
        return isFired() || isStopped();
    }

    /** Not for waiting: the JDK only ever cancels. */
    @Override
    public Object get() throws ExecutionException {
        throw new ExecutionException(
                new IllegalStateException("a timed wake-up has no result to wait for"));
    }

    @Override
    public Object get(long timeout, TimeUnit unit) throws ExecutionException {
        return get();
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(deadlineNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
}
