package dev.heddle.channels;

import dev.heddle.sync.Task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/**
 * Go's context: what a piece of work and all it starts have in common. It carries a deadline, the
 * wish that the work should end, and values.
 *
 * <p>Contexts form a tree. When one ends, by {@link Cancellable#cancel()} or by its deadline, all
 * below it have ended, too, by the time that call returns. The first reason counts.
 *
 * {@snippet :
 * try (Context.Cancellable context = Context.background().withTimeout(Duration.ofSeconds(5))) {
 *     boolean more = true;
 *     while (more) {
 *         more =
 *                 select(
 *                         onReceive(jobs, job -> work(job, context), () -> false),
 *                         onDone(context, () -> false));
 *     }
 * }
 * }
 *
 * <p>A deadline needs no timer: whoever looks at the context or waits for {@link #done()} knows it.
 * Only {@link #afterDone} and {@link #interrupting} start one goroutine that waits for the
 * deadline, if there is one; cancelling ends it. A scheduler that closes waits for that goroutine,
 * as for all others. If it is interrupted, as when its scheduler is shut down, it ends, and a
 * virtual thread on the JDK's own scheduler keeps the deadline in its place.
 *
 * <p><b>With code that knows no contexts.</b> Code that knows only interrupts is ended by {@link
 * #interrupting}. Code that has no parameter for a context finds it by {@link #current()}, a {@link
 * ScopedValue} bound by {@link #run} and {@link #call}. Goroutines do not inherit that binding:
 * start them with {@link #bound}.
 *
 * <p>All methods may be called by any thread at any time.
 *
 * <p><b>Memory effects.</b> What a thread did before it ended a context happens-before the return
 * of whatever reports that end.
 */
public sealed interface Context permits ContextNode, Context.Cancellable {
    /** {@return the root of every tree: never ends, has no deadline and no values} */
    static Context background() {
        return ContextNode.BACKGROUND;
    }

    /**
     * {@return the context the calling code runs in by {@link #run} or {@link #call}, or else
     * {@link #background()}}
     */
    static Context current() {
        return ContextNode.CURRENT.orElse(background());
    }

    /**
     * A context below this one that can be ended by itself.
     *
     * @return a new context
     */
    Cancellable withCancel();

    /**
     * A context below this one that ends after a time at the latest.
     *
     * @param timeout zero or less: it has ended already
     * @return a new context, to be cancelled when it is needed no more
     */
    Cancellable withTimeout(Duration timeout);

    /**
     * A context below this one that ends after a time at the latest, for a stated reason.
     *
     * @param timeout zero or less: it has ended already
     * @param cause what {@link #cause()} gives if the time is what ends it
     * @return a new context, to be cancelled when it is needed no more
     */
    Cancellable withTimeout(Duration timeout, Throwable cause);

    /**
     * A context below this one that ends at some time at the latest. The time is converted once, so
     * that later changes of the clock have no influence.
     *
     * @param deadline if it has passed, the context has ended already
     * @return a new context, to be cancelled when it is needed no more
     */
    Cancellable withDeadline(Instant deadline);

    /**
     * A context below this one that knows a value.
     *
     * @param <T> the type of the value
     * @param key what {@link #value} is asked for
     * @param value hides one that is known above by the same key
     * @return a new context
     */
    <T> Context withValue(Key<T> key, T value);

    /**
     * A context with the values of this one that does not end with it, and has no deadline.
     *
     * @return a new context
     */
    Context withoutCancel();

    /**
     * A channel that is closed when the context ends; {@link Select#onDone} waits for it.
     *
     * @return always the same channel; no value ever comes
     */
    Receiver<Void> done();

    /** {@return whether the context has ended} */
    default boolean isDone() {
        return err() != null;
    }

    /**
     * How the context ended.
     *
     * @return null before it has; afterwards always the same {@link CancellationException}, which
     *     is a {@link DeadlineExceededException} if the reason was time. Its stack trace shows who
     *     ended the context.
     */
    @Nullable CancellationException err();

    /**
     * Why the context ended.
     *
     * @return null before it has; then what {@link Cancellable#cancel(Throwable)} was given, or
     *     else {@link #err()}
     */
    @Nullable Throwable cause();

    /**
     * When the context will end at the latest.
     *
     * @return null if it has no deadline
     */
    @Nullable Instant deadline();

    /**
     * A value of this context or of the nearest one above that knows it.
     *
     * @param <T> the type of the value
     * @param key compared by identity
     * @return null if none does
     */
    <T> @Nullable T value(Key<T> key);

    /**
     * Ends a piece of work that should not go on.
     *
     * @throws CancellationException if the context has ended; a new exception, caused by {@link
     *     #cause()}
     */
    default void throwIfDone() {
        CancellationException err = err();
        if (err != null) {
            CancellationException thrown =
                    err instanceof DeadlineExceededException
                            ? new DeadlineExceededException()
                            : new CancellationException(err.getMessage());
            thrown.initCause(cause());
            throw thrown;
        }
    }

    /**
     * Runs something once the context has ended, in a goroutine of its own; at once if it has. It
     * is a virtual thread, on the scheduler of the thread that ends the context and with its
     * uncaught exception handler; at the deadline that thread may be the goroutine that waits for
     * it. An InterruptedException ends the action quietly.
     *
     * @param action what to run
     * @return to take it back
     */
    Registration afterDone(Task action);

    /**
     * Interrupts a thread when the context ends, until the guard is closed: the way to end code
     * that knows nothing of contexts.
     *
     * {@snippet :
     * try (var _ = context.interrupting(Thread.currentThread())) {
     *     Thread.sleep(1000);
     * }
     * }
     *
     * <p>After {@link Guard#close()} has returned no interrupt of this context comes any more.
     *
     * @param thread whom to interrupt; at once if the context has ended
     * @return to be closed, on the thread itself
     */
    Guard interrupting(Thread thread);

    /**
     * Runs something with this context as its {@link #current()} one.
     *
     * @param task what to run, on this thread
     * @throws Exception what it throws
     */
    default void run(Task task) throws Exception {
        Objects.requireNonNull(task, "task");
        call(
                () -> {
                    task.run();
                    return task;
                });
    }

    /**
     * Calls something with this context as its {@link #current()} one.
     *
     * @param <R> the type of the result
     * @param body what to call, on this thread
     * @return what it returns
     * @throws Exception what it throws
     */
    default <R extends @Nullable Object> R call(Callable<R> body) throws Exception {
        Objects.requireNonNull(body, "body");
        return ScopedValue.where(ContextNode.CURRENT, this).call(body::call);
    }

    /**
     * Binds this context to a task that another thread will run, as in {@code
     * go(context.bound(…))}.
     *
     * @param task what to run
     * @return runs it with this context as its {@link #current()} one
     */
    default Task bound(Task task) {
        Objects.requireNonNull(task, "task");
        return () -> run(task);
    }

    /** A context that can be ended. Closing it cancels it, for try-with-resources. */
    sealed interface Cancellable extends Context, AutoCloseable permits CancelContext {
        /** Ends the context and all below it; does nothing if it has ended. */
        void cancel();

        /**
         * Ends the context and all below it, for a stated reason; does nothing if it has ended.
         *
         * @param cause what {@link #cause()} is to give; null: {@link #err()}
         */
        void cancel(@Nullable Throwable cause);

        /** The same as {@link #cancel()}. */
        @Override
        default void close() {
            cancel();
        }
    }

    /**
     * What a value is known by. Two keys are never the same one, whatever their names.
     *
     * @param <T> the type of the value
     */
    @SuppressWarnings("UnusedTypeParameter") // it types the value
    final class Key<T> {
        private final String name;

        private Key(String name) {
            this.name = name;
        }

        /**
         * A new key.
         *
         * @param <T> the type of the value
         * @param name for people
         * @return a key that is like no other
         */
        public static <T> Key<T> named(String name) {
            return new Key<>(Objects.requireNonNull(name, "name"));
        }

        /** The name. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** An action that waits for the end of a context. */
    interface Registration {
        /**
         * Takes the action back. Does not wait for it if it runs.
         *
         * @return true if it will not run; false if it has been started or taken back before
         */
        boolean stop();
    }

    /** The time during which a context may interrupt a thread. */
    interface Guard extends AutoCloseable {
        /**
         * Ends that time. If the context has interrupted the thread, and this is the thread, its
         * interrupt status is cleared.
         */
        @Override
        void close();
    }
}
