package dev.heddle.scheduler;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Executor;

/**
 * A virtual thread that a test runs by hand on whatever thread it likes. Whether somebody has woken
 * it is a plain fact then: a wake-up that is lost shows without waiting for it in vain.
 */
public final class SteppedThread implements Executor {
    static {
        VirtualThreads.requireOpen();
    }

    private static final int PATIENCE = 1000;

    private final Thread thread;

    /** What is to be run next; null while the thread is parked, runs or has ended. */
    private volatile @Nullable Runnable continuation;

    /** A thread that has not started. */
    public SteppedThread(Runnable body) {
        thread = VirtualThreads.newThread(this, null, body);
    }

    /** For the JDK only: the thread is runnable. */
    @Override
    public void execute(Runnable runnable) {
        continuation = runnable;
    }

    /** Runs the thread until it is parked, with nobody having woken it yet, or has ended. */
    public void run() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        for (Runnable next; (next = continuation) != null; ) {
            continuation = null;
            next.run();
        }
    }

    /** Brings another thread together with this one: returns when it starts, or after a while. */
    public void awaitStart() {
        for (int i = 0; i < PATIENCE && thread.getState() == Thread.State.NEW; i++) {
            Thread.onSpinWait();
        }
    }

    /** Whether it has ended. */
    public boolean isDone() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** The thread itself. */
    public Thread thread() {
        return thread;
    }
}
