package dev.heddle.scheduler;

import dev.heddle.timers.heap.HeapTimer;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
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

    /** Read by the one who fires it, cleared by the one who cancels it: never both. */
    private @Nullable Runnable command;

    TimedWakeup(Runnable command) {
        super(false);
        this.command = command;
    }

    @Override
    protected void fire() {
        Runnable c = Objects.requireNonNull(command);
        command = null;
        c.run();
    }

    /** Also lets go of the goroutine, for this may stay in the heap for a while. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!stop()) {
            return false;
        }
        command = null;
        return true;
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
