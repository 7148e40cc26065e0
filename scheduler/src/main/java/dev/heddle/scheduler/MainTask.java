package dev.heddle.scheduler;

import dev.heddle.sync.Task;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** The main goroutine of {@link Scheduler#run}, and the thread that waits for its result. */
final class MainTask<T> implements Task, Awaited {

    private final WorkerPool pool;
    private final Callable<T> main;
    private final Thread caller = Thread.currentThread();

    /** Written before {@code done}, read after. */
    private @Nullable T result;

    private @Nullable Throwable failure;

    /** Set by the goroutine at its end, or by the monitor when all are deadlocked. */
    private volatile boolean done;

    MainTask(WorkerPool pool, Callable<T> main) {
        this.pool = pool;
        this.main = main;
    }

    @Override
    public void run() {
        T value = null;
        Throwable thrown = null;
        try {
            value = main.call();
        } catch (Throwable e) {
            thrown = e;
        }
        complete(value, thrown);
    }

    void fail(DeadlockException deadlock) {
        complete(null, deadlock);
    }

    @Override
    public WorkerPool pool() {
        return pool;
    }

    boolean isDone() {
        return done;
    }

    private synchronized void complete(@Nullable T value, @Nullable Throwable thrown) {
        if (!done) {
            result = value;
            failure = thrown;
            done = true;
            LockSupport.unpark(caller);
        }
    }

    /** Waits for the end; interrupted, it interrupts the main goroutine and leaves. */
    @SuppressWarnings("NullAway") // the result is null only if the callable's was
    T await(Thread goroutine) throws Exception {
        while (!done) {
            LockSupport.park(this);
            if (!done && Thread.interrupted()) {
                goroutine.interrupt();
                throw new InterruptedException("interrupted while waiting for the main goroutine");
            }
        }
        Throwable thrown = failure;
        if (thrown instanceof DeadlockException deadlock) {
            deadlock.fillInStackTrace();
        }
        return switch (thrown) {
            case null -> result;
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("the main goroutine failed", thrown);
        };
    }

    @Override
    public String toString() {
        return "main goroutine";
    }
}
