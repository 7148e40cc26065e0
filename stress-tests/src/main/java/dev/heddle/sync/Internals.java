package dev.heddle.sync;

import dev.heddle.sync.waiting.WaitQueue;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/**
 * The private state of the classes under test: for a third party that has no actor of its own (a
 * phantom in a queue), and for twins that work on the real object and replace one method by a copy.
 */
final class Internals {

    /** {@code Mutex.state}. */
    static final VarHandle MUTEX = field(Mutex.class, "state", int.class);

    /** {@code RwMutex.state}. */
    static final VarHandle RW_MUTEX = field(RwMutex.class, "state", int.class);

    /** {@code Semaphore.state}. */
    static final VarHandle SEMAPHORE = field(Semaphore.class, "state", long.class);

    /** {@code WaitGroup.state}. */
    static final VarHandle WAIT_GROUP = field(WaitGroup.class, "state", long.class);

    /** The bits of {@code Mutex.state}. */
    static final int MUTEX_WAITERS = 2;

    static final int MUTEX_WOKEN = 4;

    static final int MUTEX_STARVING = 8;

    /** The bits of {@code RwMutex.state}. */
    static final int RW_WRITER = 1 << 30;

    static final int RW_WAITING = 1 << 31;

    /** The bit of {@code Semaphore.state}. */
    static final long SEMAPHORE_WAITING = 1;

    /** The bit of {@code WaitGroup.state}. */
    static final long WAIT_GROUP_WAITING = 1;

    private static final VarHandle WAIT_GROUP_LIST =
            field(WaitGroup.class, "waiters", WaitList.class);
    private static final VarHandle COND_LIST = field(Cond.class, "waiters", WaitList.class);
    private static final VarHandle RW_READERS = field(RwMutex.class, "readers", WaitList.class);
    private static final VarHandle RW_WRITERS = field(RwMutex.class, "writers", WaitQueue.class);
    private static final MethodHandle MUTEX_LIST =
            method(Mutex.class, "waiters", MethodType.methodType(WaitList.class));
    private static final MethodHandle END_STARVATION =
            method(Mutex.class, "endStarvation", MethodType.methodType(void.class, long.class));

    private static final MethodHandle FAIL =
            method(TaskGroup.class, "fail", MethodType.methodType(void.class, Throwable.class));

    private Internals() {}

    static WaitList list(Mutex mutex) {
        try {
            return (WaitList) MUTEX_LIST.invokeExact(mutex);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static WaitList list(WaitGroup group) {
        return (WaitList) WAIT_GROUP_LIST.get(group);
    }

    static WaitList list(Cond cond) {
        return (WaitList) COND_LIST.get(cond);
    }

    static WaitList readers(RwMutex mutex) {
        return (WaitList) RW_READERS.get(mutex);
    }

    static WaitQueue writers(RwMutex mutex) {
        return (WaitQueue) RW_WRITERS.get(mutex);
    }

    /** What a waiter does that was handed a starving mutex. */
    static void endStarvation(Mutex mutex, long waitedNanos) {
        try {
            END_STARVATION.invokeExact(mutex, waitedNanos);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** What a task does that fails. */
    static void fail(TaskGroup group, Throwable failure) {
        try {
            FAIL.invokeExact(group, failure);
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

    private static MethodHandle method(Class<?> owner, String name, MethodType type) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                    .findVirtual(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
