package dev.heddle.scheduler;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/**
 * What a poller plugs into a scheduler, one per worker: a place where the worker looks for events
 * between goroutines, and where it waits when it has nothing to run.
 *
 * <p>For writers of event sources only; who uses one has its own API, such as the sockets of {@code
 * dev.heddle.netpoll}.
 *
 * <p>A worker's event source is polled by the worker itself, and without blocking also by the
 * scheduler's monitor while the worker is stuck in a goroutine; never by two threads at once. An
 * event makes a goroutine runnable by {@link java.util.concurrent.locks.LockSupport#unpark}.
 *
 * <p>Modelled on the contract of {@code netpoll} and {@code netpollBreak} in Go's
 * runtime/netpoll.go.
 */
public interface EventSource extends AutoCloseable {

    /**
     * Looks for events and makes the goroutines that wait for them runnable. Must not throw, must
     * not park goroutines, and should not run user code.
     *
     * @param timeoutNanos how long to wait for the first event: negative for ever, 0 not at all,
     *     else at most so many nanoseconds. A wait may end early without an event.
     * @return the number of goroutines made runnable
     */
    int poll(long timeoutNanos);

    /**
     * Makes the {@link #poll} that waits now, or else the next one that would wait, return at once.
     * Called by any thread, possibly inside JDK locks: must not block.
     */
    void wakeup();

    /**
     * Whether there is anything to wait for. While this is false the source is not polled, and a
     * worker without work waits elsewhere; after registering something from another thread than the
     * worker's own, call {@link #wakeup} through {@link Scheduler#wakeup(EventSource)}. Cheap, any
     * thread.
     */
    boolean isRegistered();

    /** Called once, when the scheduler has ended. */
    @Override
    void close();

    /**
     * The event source of the worker that runs the current goroutine. For writers of event sources
     * only.
     *
     * @return null if this is no goroutine, or its scheduler has no event sources
     */
    static @Nullable EventSource current() {
        Worker worker = VirtualThreads.currentWorker();
        return worker == null ? null : worker.eventSource();
    }

    /**
     * Keeps the current thread, if it is virtual, on its carrier until {@link #unpin}. For a
     * goroutine that is about to take a monitor which a worker takes in {@link #poll}. For writers
     * of event sources only.
     *
     * <p>Otherwise both can come to wait for the monitor, the goroutine, taken off its worker, in
     * front. When the monitor becomes free the JVM passes it to no one, it only makes the first in
     * line runnable; that goroutine then stands in the queue of a scheduler which believes that the
     * worker behind it is awake and will run it. A pinned goroutine waits as its carrier does, and
     * the system runs it.
     *
     * <p>Nothing that takes long, and nothing that parks, may be done before {@link #unpin}.
     */
    static void pin() {
        VirtualThreads.pin();
    }

    /** Ends what {@link #pin} began; on the same thread. For writers of event sources only. */
    static void unpin() {
        VirtualThreads.unpin();
    }

    /**
     * Whether this source is one of several doors to the same events, so that another worker of the
     * scheduler sees them as well. A worker without a seat then leaves them to the others.
     */
    default boolean isShared() {
        return false;
    }

    /**
     * Marks the {@linkplain java.util.concurrent.locks.LockSupport#getBlocker blocker} of a
     * goroutine that waits for an event: since events come from outside, it is not taken for one
     * that sleeps for ever, whichever scheduler's event source it waits for.
     */
    interface Wait {}

    /**
     * Gives the workers of every scheduler an event source that its builder does not say otherwise.
     * Found by {@link java.util.ServiceLoader}: a poller's module {@code provides} it, so that
     * putting the module beside the scheduler is all its user has to do.
     */
    interface Provider {
        /**
         * Called once for each scheduler; what it returns is called once for each worker. Resources
         * should wait for their first use.
         */
        Supplier<? extends EventSource> eventSources();
    }
}
