package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/**
 * Lets several callers who want the same thing at the same time share one call: for each key one
 * call runs at a time, and everybody who comes for the key meanwhile gets its result or its
 * exception. Nothing is kept when it has ended: this is no cache.
 *
 * <p>The call runs in a virtual thread of its own (on the caller's scheduler if the caller is a
 * goroutine), so that every caller, the first included, may leave it to the others.
 *
 * <p><b>Blocking and interruption.</b> A caller that is interrupted, or whose time runs out,
 * leaves; the call goes on for those who stay, and for its effects if nobody does.
 *
 * <p><b>Memory effects.</b> What the first caller did before happens-before the call; what the call
 * did happens-before the return of everybody who shares it.
 *
 * <p>After golang.org/x/sync/singleflight.
 *
 * @param <K> what is wanted; equal keys share
 * @param <V> what is got
 */
public final class SingleFlight<K, V extends @Nullable Object> {

    /** One call and those who wait for it. */
    private static final class Flight<V extends @Nullable Object> {
        final WaitGroup landing = new WaitGroup();

        /** Written before the landing, read after it. */
        @Nullable V result;

        /** Written before the landing, read after it. */
        @Nullable Throwable failure;

        @SuppressWarnings("NullAway") // null only if the call gave null
        V outcome() throws Exception {
            return switch (failure) {
                case null -> result;
                case Exception e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException("the call failed", failure);
            };
        }
    }

    private final ConcurrentHashMap<K, Flight<V>> flights = new ConcurrentHashMap<>();

    /** Creates a group with no call in progress. */
    public SingleFlight() {}

    /**
     * Gets what {@code call} returns, or what a call returns that runs for an equal key already.
     *
     * @return the result
     * @throws InterruptedException if interrupted before or while waiting; or if the call threw it
     * @throws Exception what the call threw, the same for everybody
     */
    public V run(K key, Callable<? extends V> call) throws Exception {
        Flight<V> flight = join(key, call);
        flight.landing.await();
        return flight.outcome();
    }

    /**
     * As {@link #run(Object, Callable)}, for some time.
     *
     * @param timeout zero or negative: starts the call, if there is none, and does not wait
     * @return the result
     * @throws TimeoutException if the call did not end in time; it goes on
     * @throws InterruptedException if interrupted before or while waiting; or if the call threw it
     * @throws Exception what the call threw, the same for everybody
     */
    public V run(K key, Callable<? extends V> call, Duration timeout) throws Exception {
        Objects.requireNonNull(timeout, "timeout");
        Flight<V> flight = join(key, call);
        if (!flight.landing.await(timeout)) {
            throw new TimeoutException("the call for " + key + " did not end within " + timeout);
        }
        return flight.outcome();
    }

    /** Lets the next caller start a new call for the key, even if the present one still runs. */
    public void forget(K key) {
        flights.remove(Objects.requireNonNull(key, "key"));
    }

    private Flight<V> join(K key, Callable<? extends V> call) throws InterruptedException {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(call, "call");
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the call for " + key);
        }
        Flight<V> mine = new Flight<>();
        mine.landing.add(1);
        Flight<V> other = flights.putIfAbsent(key, mine);
        if (other != null) {
            return other;
        }
        boolean started = false;
        try {
            Tasks.start(() -> fly(call, mine), () -> land(key, mine));
            started = true;
        } finally {
            if (!started) {
                mine.failure = new Error("no thread could be started for the call for " + key);
                land(key, mine);
            }
        }
        return mine;
    }

    private static <V extends @Nullable Object> void fly(
            Callable<? extends V> call, Flight<V> flight) {
        try {
            flight.result = call.call();
        } catch (Throwable e) {
            flight.failure = e;
        }
    }

    private void land(K key, Flight<V> flight) {
        flights.remove(key, flight);
        flight.landing.done();
    }

    @Override
    public String toString() {
        return "SingleFlight[" + flights.keySet() + "]";
    }
}
