package dev.heddle.scheduler;

import dev.heddle.sync.Task;

/**
 * Go's {@code go} statement: {@code import static dev.heddle.scheduler.Go.go;}
 *
 * <p>A goroutine started from a goroutine runs on the same scheduler; started from any other thread
 * it runs on {@link Scheduler#shared()}.
 */
public final class Go {

    private Go() {}

    /**
     * Starts a goroutine.
     *
     * <p><i>Memory consistency effects:</i> what the calling thread did before happens-before the
     * start of the task; the end of the task happens-before the return of {@link Thread#join} on
     * the thread returned.
     *
     * @param task what it runs. An {@link InterruptedException} that leaves it ends the goroutine
     *     quietly; anything else goes to the uncaught exception handler.
     * @return the goroutine: a virtual thread, already started
     * @throws NullPointerException if {@code task} is null
     * @throws java.util.concurrent.RejectedExecutionException if the scheduler is closed
     * @throws IllegalStateException if the JDK is not open to Heddle; the message names the flag
     */
    public static Thread go(Task task) {
        return scheduler().go(task);
    }

    /**
     * Starts a goroutine with a name, as {@link #go(Task)}.
     *
     * @param name the thread's name
     * @throws NullPointerException if {@code name} or {@code task} is null
     */
    public static Thread go(String name, Task task) {
        return scheduler().go(name, task);
    }

    private static Scheduler scheduler() {
        Scheduler current = Scheduler.current();
        return current != null ? current : Scheduler.shared();
    }
}
