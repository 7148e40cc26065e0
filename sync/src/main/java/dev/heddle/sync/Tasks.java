package dev.heddle.sync;

import java.util.concurrent.CancellationException;

/** Runs tasks in threads of their own. */
final class Tasks {
    private Tasks() {}

    /**
     * A virtual thread, not yet started. From the calling thread it has the scheduler, if that is a
     * goroutine, and the uncaught exception handler, if that has one of its own.
     */
    static Thread newThread(Runnable body) {
        Thread thread = Thread.ofVirtual().unstarted(body);
        Thread caller = Thread.currentThread();
        Thread.UncaughtExceptionHandler handler = caller.getUncaughtExceptionHandler();
        if (handler != caller.getThreadGroup()) {
            thread.setUncaughtExceptionHandler(handler);
        }
        return thread;
    }

    /**
     * Starts a task in a {@linkplain #newThread new thread}. What it throws goes to that thread's
     * handler.
     *
     * @param atEnd runs after the task, however it ended
     */
    static Thread start(Task task, Runnable atEnd) {
        Thread thread =
                newThread(
                        () -> {
                            try {
                                task.run();
                            } catch (Throwable e) {
                                report(e);
                            } finally {
                                atEnd.run();
                            }
                        });
        thread.start();
        return thread;
    }

    private static void report(Throwable e) {
        if (!isInterrupt(e)) {
            Thread self = Thread.currentThread();
            self.getUncaughtExceptionHandler().uncaughtException(self, e);
        }
    }

    /**
     * Whether a task ended because it was told to: also by way of code that cannot throw an
     * InterruptedException, such as an iteration.
     */
    static boolean isInterrupt(Throwable e) {
        return e instanceof InterruptedException
                || (e instanceof CancellationException
                        && e.getCause() instanceof InterruptedException);
    }
}
