package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A thread of a test: what it runs, whether it waits, how it ended. */
final class Actor<T> {
    static final Duration PATIENCE = Duration.ofSeconds(40);

    interface Body {
        void run() throws Exception;
    }

    private final FutureTask<T> task;
    private final Thread thread;

    private Actor(ThreadFactory threads, Callable<T> body) {
        this.task = new FutureTask<>(body);
        this.thread = threads.newThread(task);
    }

    static <T> Actor<T> start(ThreadFactory threads, Callable<T> body) {
        Actor<T> actor = new Actor<>(threads, body);
        actor.thread.start();
        return actor;
    }

    static Actor<Void> run(ThreadFactory threads, Body body) {
        return start(
                threads,
                () -> {
                    body.run();
                    return null;
                });
    }

    /** Returns once the thread waits for input or output. */
    Actor<T> awaitIoWait() {
        await("IO wait", () -> LockSupport.getBlocker(thread) instanceof Direction);
        return this;
    }

    /** Returns once the thread waits, be it for its turn. */
    Actor<T> awaitWaiting() {
        await(
                "waiting",
                () ->
                        thread.getState() == Thread.State.WAITING
                                || thread.getState() == Thread.State.TIMED_WAITING);
        return this;
    }

    private void await(String what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.call()) {
                assertThat(task.isDone()).as("ended instead of waiting: %s", task).isFalse();
                assertThat(System.nanoTime()).as(what).isLessThan(deadline);
                Thread.yield();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    String waitReason() {
        return String.valueOf(LockSupport.getBlocker(thread));
    }

    boolean isDone() {
        return task.isDone();
    }

    void interrupt() {
        thread.interrupt();
    }

    T get() throws Exception {
        try {
            return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    Throwable failure() throws Exception {
        try {
            T result = task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            throw new AssertionError("returned normally: " + result);
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
