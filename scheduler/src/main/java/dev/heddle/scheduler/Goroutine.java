package dev.heddle.scheduler;

import dev.heddle.sync.Task;

import java.util.concurrent.CancellationException;

/**
 * What a goroutine's thread runs: the user's code, counted, and its failure seen to. A parked
 * goroutine keeps this and its frame, so both are small: no object stands between this and the
 * code.
 */
final class Goroutine implements Runnable {

    private final Scheduler scheduler;

    /** A Task, or a Runnable given to a thread factory. */
    private final Object code;

    /** Whether it counts as started only when it runs: nobody knows whether it will be started. */
    private final boolean countOnRun;

    private Goroutine(Scheduler scheduler, Object code, boolean countOnRun) {
        this.scheduler = scheduler;
        this.code = code;
        this.countOnRun = countOnRun;
    }

    /** One that its scheduler starts and counts. */
    static Goroutine of(Scheduler scheduler, Task task) {
        return new Goroutine(scheduler, task, false);
    }

    /** One that somebody else will start, or not. */
    static Goroutine unstarted(Scheduler scheduler, Runnable task) {
        return new Goroutine(scheduler, task, true);
    }

    @Override
    public void run() {
        if (countOnRun) {
            scheduler.countStarted();
        }
        try {
            if (countOnRun) {
                ((Runnable) code).run();
            } else {
                ((Task) code).run();
            }
        } catch (InterruptedException e) {
            // told to stop, and did
        } catch (Throwable e) {
            if (!isInterrupt(e)) {
                Thread self = Thread.currentThread();
                self.getUncaughtExceptionHandler().uncaughtException(self, e);
            }
        } finally {
            scheduler.countFinished();
        }
    }

    /** An interrupt that had to pass through code that cannot throw it, such as an iteration. */
    private static boolean isInterrupt(Throwable e) {
        return e instanceof CancellationException && e.getCause() instanceof InterruptedException;
    }

    @Override
    public String toString() {
        return "goroutine " + code;
    }
}
