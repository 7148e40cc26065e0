package dev.heddle.scheduler;

import dev.heddle.sync.Task;

import java.util.concurrent.CancellationException;

/** What a goroutine's thread runs: the user's task, counted, and its failure seen to. */
final class Goroutine implements Runnable {

    private final Scheduler scheduler;
    private final Task task;

    /** Whether it counts as started only when it runs: nobody knows whether it will be started. */
    private final boolean countOnRun;

    Goroutine(Scheduler scheduler, Task task, boolean countOnRun) {
        this.scheduler = scheduler;
        this.task = task;
        this.countOnRun = countOnRun;
    }

    @Override
    public void run() {
        if (countOnRun) {
            scheduler.countStarted();
        }
        try {
            task.run();
        } catch (InterruptedException e) {
            // told to stop, and did
        } catch (Throwable e) {
            if (!isInterrupt(e)) {
                scheduler.uncaught(Thread.currentThread(), e);
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
        return "goroutine " + task;
    }
}
