package dev.heddle.scheduler;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The private state of the classes under test, for the broken twins: a twin works on the real
 * object and replaces one method of it by a copy that lacks the crucial line. Proofs use it to set
 * up a situation only.
 */
final class Internals {

    /** {@code RunQueue.tail}. */
    static final VarHandle TAIL = field(RunQueue.class, "tail", int.class);

    /** {@code RunQueue.head}. */
    static final VarHandle HEAD = field(RunQueue.class, "head", int.class);

    /** {@code Sleepers.searching}. */
    static final VarHandle SEARCHING = field(Sleepers.class, "searching", int.class);

    /** {@code Seats.state}. */
    static final VarHandle SEATS = field(Seats.class, "state", long.class);

    /** {@code InjectionQueue.size}. */
    static final VarHandle SIZE = field(InjectionQueue.class, "size", long.class);

    /** {@code PolledSource.state}. */
    static final VarHandle POLLED = field(PolledSource.class, "state", int.class);

    /** {@code Worker.seat}. */
    static final VarHandle SEAT = field(Worker.class, "seat", int.class);

    /** {@code MainTask.done}. */
    static final VarHandle MAIN_DONE = field(MainTask.class, "done", boolean.class);

    /** {@code MainTask.result}. */
    static final VarHandle MAIN_RESULT = field(MainTask.class, "result", Object.class);

    private static final VarHandle WORDS = field(Sleepers.class, "words", long[].class);
    private static final VarHandle BITS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle LIFECYCLE = field(Lifecycle.class, "state", AtomicInteger.class);
    private static final VarHandle RING = field(RunQueue.class, "ring", Runnable[].class);
    private static final MethodHandle CLEAR_ANY_BIT =
            method(Sleepers.class, "clearAnyBit", int.class);
    private static final MethodHandle TAKE_ONE =
            method(InjectionQueue.class, "takeOne", Runnable.class);
    private static final VarHandle LINKED =
            field(
                    InjectionQueue.class,
                    "queue",
                    org.agrona.concurrent.ManyToOneConcurrentLinkedQueue.class);

    private Internals() {}

    static @Nullable Runnable[] ring(RunQueue queue) {
        return (Runnable[]) RING.get(queue);
    }

    /** The bits of the first 64 workers. */
    static long word(Sleepers sleepers) {
        return (long) BITS.getVolatile((long[]) WORDS.get(sleepers), 0);
    }

    /** Writes the bits of the first 64 workers. */
    static void setWord(Sleepers sleepers, long word) {
        BITS.setVolatile((long[]) WORDS.get(sleepers), 0, word);
    }

    /** {@code Lifecycle.state}. */
    static AtomicInteger lifecycleState(Lifecycle lifecycle) {
        return (AtomicInteger) LIFECYCLE.get(lifecycle);
    }

    /** Links a task in without counting it. */
    @SuppressWarnings("unchecked")
    static void link(InjectionQueue queue, Runnable task) {
        ((org.agrona.concurrent.ManyToOneConcurrentLinkedQueue<Object>) LINKED.get(queue))
                .offer(task);
    }

    /** Takes a task without the lock and without counting it. */
    static @Nullable Runnable takeOne(InjectionQueue queue) {
        try {
            return (Runnable) TAKE_ONE.invokeExact(queue);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int clearAnyBit(Sleepers sleepers) {
        try {
            return (int) CLEAR_ANY_BIT.invokeExact(sleepers);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static VarHandle field(Class<?> owner, String name, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                    .findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static MethodHandle method(Class<?> owner, String name, Class<?> result) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                    .findVirtual(owner, name, MethodType.methodType(result));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
