package dev.heddle.sync;

/**
 * What a goroutine runs: a {@link Runnable} that may throw.
 *
 * <p>Whoever runs the task says what becomes of an exception that leaves it. A task that waits
 * should let {@link InterruptedException} through, so that it can be cancelled.
 */
@FunctionalInterface
public interface Task {
    /**
     * Runs the task on the calling thread.
     *
     * @throws Exception whatever the task could not deal with itself
     */
    void run() throws Exception;
}
