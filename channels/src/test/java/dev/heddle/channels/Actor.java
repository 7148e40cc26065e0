package dev.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sync.waiting.WaitReason;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A thread of a test: what it runs, whether it waits on a channel, how it ended. */
final class Actor<T> {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    interface Body {
        void run() throws Exception;
    }

    private final FutureTask<T> task;
    private final Thread thread;

    private Actor(ThreadKind kind, Callable<T> body) {
        this.task = new FutureTask<>(body);
        this.thread = kind.newThread(task);
    }

    static <T> Actor<T> start(ThreadKind kind, Callable<T> body) {
        Actor<T> actor = new Actor<>(kind, body);
        actor.thread.start();
        return actor;
    }

    static Actor<Void> run(ThreadKind kind, Body body) {
        return start(
                kind,
                () -> {
                    body.run();
                    return null;
                });
    }

    /** Starts, and returns once the thread is parked on a channel or a select. */
    static <T> Actor<T> blocked(ThreadKind kind, Callable<T> body) {
        return start(kind, body).awaitBlocked();
    }

    static Actor<Void> runBlocked(ThreadKind kind, Body body) {
        return run(kind, body).awaitBlocked();
    }

    /** Returns once the thread stands in the queue of what it waits for. */
    Actor<T> awaitBlocked() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isBlocked()) {
            assertThat(task.isDone()).as("ended instead of waiting: %s", task).isFalse();
            assertThat(System.nanoTime()).as("waited for it to block").isLessThan(deadline);
            Thread.yield();
        }
        return this;
    }

    /** The reason is set when the thread is about to park, and it is in the queue by then. */
    private boolean isBlocked() {
        Object reason = LockSupport.getBlocker(thread);
        return reason instanceof WaitReason || reason instanceof Selection;
    }

    /** Returns once the thread is in a method of a class. */
    Actor<T> awaitIn(Class<?> where) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Arrays.stream(thread.getStackTrace())
                .noneMatch(frame -> frame.getClassName().equals(where.getName()))) {
            assertThat(System.nanoTime()).as("waited for it to come").isLessThan(deadline);
            Thread.yield();
        }
        return this;
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
