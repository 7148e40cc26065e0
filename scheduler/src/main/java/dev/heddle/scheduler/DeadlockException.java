package dev.heddle.scheduler;

/**
 * All goroutines of a scheduler are asleep and nothing of it can wake any of them: none is runnable
 * or running, no timer is pending, none waits for input. The message lists every goroutine with
 * what it waits for and its stack.
 *
 * <p>Thrown by {@link Scheduler#run}. Go's counterpart ends the process ({@code all goroutines are
 * asleep - deadlock!}); here the deadlocked goroutines are interrupted.
 */
public final class DeadlockException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeadlockException(String message) {
        super(message);
    }
}
