package dev.heddle.timers.heap;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;

/**
 * Timers in the order of their deadlines: a 4-ary heap that any thread may use, without a clock or
 * a thread of its own.
 *
 * <p>Deadlines are on the scale of {@link System#nanoTime()}, which may be negative and may wrap
 * around, so they are compared by subtraction, and those of one heap must lie within 2^62
 * nanoseconds (146 years) of now; {@link #deadlineAfter} makes such deadlines. Of timers that are
 * due at the same instant any may fire first.
 *
 * <p>Nothing here blocks longer than another thread needs for one bounded pass over the heap, and
 * nothing but the growth of the heap allocates. Adding and firing take O(log n), stopping O(1).
 *
 * <p>After {@code timers} in Go's runtime/time.go (4-ary, keys beside the references, lazy
 * deletion).
 */
public final class TimerHeap extends StopCount {

    /*
     * Implementation notes
     *
     * Invariants, whenever the lock is free:
     *   deadlines[(i-1)/4] - deadlines[i] <= 0 for 0 < i < size
     *   timers[i] != null for i < size, == null from there on
     *   earliest == (size == 0 ? NEVER : deadlines[0])
     *   armed - stops() = how many of the timers are ARMED, all of them in the heap; the rest of the
     *   entries are dead, stopped timers that were not dropped yet
     *
     * Deadlines stand beside the references, so that finding a place never touches a timer; at four
     * children a node, those of one node are half a cache line.
     *
     * Lazy deletion. stop() flips the timer's state and counts. Dead entries are dropped at
     * the top and at the end of the array when a pass or an add comes across them (the end is where a
     * timeout stands that is armed and stopped over and over), and by a sweep when they are more than
     * a quarter. The sweep goes from the end of the array to the front, SWEEP_CHUNK entries at a time,
     * with every add and every pass until it is through, and with every STOPS_PER_SWEEP-th stop, if the
     * lock is free (else a million timers, all stopped, would stay until somebody adds one; four entries
     * a stop are as many as must be looked at): what it drops in the middle is replaced by
     * the last entry, which it has seen before. Entries that move past it in the meantime are left to
     * the next sweep. Go repairs the whole heap at once, under the lock; with a million timers that
     * is milliseconds in which the worker does nothing else.
     *
     * earliest is written volatile, under the lock, and read volatile without it. Who adds a timer and
     * then looks whether the driver sleeps, and a driver that says it sleeps and then looks at
     * earliest, cannot both miss each other. It may be the deadline of a stopped timer: the driver
     * looks once too often then, which costs a pass and no more.
     *
     * armed is written under the lock, opaque because size() reads it without. size() reads stops
     * first: a stop in between makes the result too large, never too small, so 0 means that there was
     * a moment without armed timers.
     *
     * Firing is decided under the lock (ARMED to FIRED by compare-and-set, against stop), done outside:
     * the timers taken out are chained through nextExpired, which only the thread that took them
     * touches. So timers are fired without allocation and, for several threads at once, in any order.
     *
     * An OutOfMemoryError can come from growing only, before anything was changed. Shrinking goes
     * without when there is no memory for the smaller arrays.
     */

    /** What {@link #earliest()} says of an empty heap; no timer is ever due at this instant. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The longest delay: 2^62 nanoseconds. */
    private static final long LONGEST_DELAY = 1L << 62;

    private static final int DEFAULT_CAPACITY = 64;
    private static final int SWEEP_CHUNK = 1024;
    private static final int SWEEP_FROM_SIZE = 16;
    private static final int STOPS_PER_SWEEP = SWEEP_CHUNK / 4;
    private static final int DROPS_PER_PASS = 256;

    private static final VarHandle EARLIEST =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "earliest",
                    VarHandle.class,
                    TimerHeap.class,
                    long.class);
    private static final VarHandle ARMED =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "armed", VarHandle.class, TimerHeap.class, long.class);

    private static final TimerHeap OF_SYSTEM = new TimerHeap();

    private final int initialCapacity;

    /** Under the lock. */
    private long[] deadlines;

    /** Under the lock; as long as deadlines. */
    private @Nullable HeapTimer[] timers;

    /** Under the lock. */
    private int size;

    /** Under the lock: the next entry that the sweep looks at; negative if there is no sweep. */
    private int sweepAt = -1;

    /** Written under the lock, volatile; read by anyone. */
    private long earliest = NEVER;

    /** Written under the lock, opaque; read by anyone. */
    private long armed;

    /** An empty heap. */
    public TimerHeap() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * An empty heap.
     *
     * @param initialCapacity for how many timers there is room before the heap grows for the first
     *     time, and below which it never shrinks; at least 1
     * @throws IllegalArgumentException if the capacity is less than 1
     */
    public TimerHeap(int initialCapacity) {
        if (initialCapacity < 1) {
            throw new IllegalArgumentException(
                    "initialCapacity must be at least 1: " + initialCapacity);
        }
        this.initialCapacity = initialCapacity;
        deadlines = new long[initialCapacity];
        timers = new @Nullable HeapTimer[initialCapacity];
    }

    /**
     * The heap of those who have no scheduler. Here, and not with the thread that drives it, so
     * that a scheduler may ask whether anything is pending there without starting that thread.
     */
    public static TimerHeap ofSystem() {
        return OF_SYSTEM;
    }

    /**
     * The instant {@code delayNanos} after {@code nowNanos}, as a deadline for {@link #add}: now if
     * the delay is negative, 146 years from now if it is longer than that.
     */
    public static long deadlineAfter(long nowNanos, long delayNanos) {
        return notNever(nowNanos + Math.clamp(delayNanos, 0, LONGEST_DELAY));
    }

    private static long notNever(long deadlineNanos) {
        return deadlineNanos == NEVER ? NEVER + 1 : deadlineNanos; // a nanosecond later: it wraps
    }

    /**
     * Adds a timer; one that was stopped already is left out. The driver of this heap must be woken
     * by the caller, if it sleeps longer than until this deadline.
     *
     * @param deadlineNanos when it is due, absolute, within 2^62 nanoseconds of now
     * @throws IllegalStateException if the timer was added before, to this heap or another
     * @throws OutOfMemoryError if the heap cannot grow; it is as it was then, and so is the timer
     */
    public void add(HeapTimer timer, long deadlineNanos) {
        Objects.requireNonNull(timer, "timer");
        long deadline = notNever(deadlineNanos);
        lock();
        try {
            if (timer.wasAdded()) {
                throw new IllegalStateException(
                        "the timer was added before; make a new one for each use: " + timer);
            }
            dropAtEnd();
            sweepIfDue();
            if (size == timers.length) {
                resize(grownCapacity());
            }
            setArmed(armed + 1);
            if (timer.arm(this, deadline)) {
                siftUp(size++, deadline, timer);
            } else {
                setArmed(armed - 1);
            }
        } finally {
            publishEarliest();
            unlock();
        }
    }

    /**
     * A deadline before which no timer of this heap is due, or {@link #NEVER} if the heap is empty.
     * Compare it so: {@code earliest != NEVER && earliest - now <= 0}. It may be the deadline of a
     * timer that was stopped. One volatile read; any thread.
     */
    public long earliest() {
        return (long) EARLIEST.getVolatile(this);
    }

    /**
     * Takes out timers that are due and fires them, on this thread, the earliest first. If one
     * throws, the others are fired all the same and the first exception is thrown then, with those
     * that came after it as suppressed ones.
     *
     * @param nowNanos the present, on the scale of the deadlines
     * @param limit how many timers to fire at most. The work of one call is bounded beyond that: it
     *     may return with fewer, even none, and more still due; {@link #earliest()} says so
     * @return how many were fired
     * @throws IllegalArgumentException if the limit is negative
     */
    public int expire(long nowNanos, int limit) {
        requireLimit(limit);
        lock();
        return fireAll(takeExpired(nowNanos, limit));
    }

    /**
     * Like {@link #expire}, but returns 0 at once when another thread is busy with this heap.
     *
     * @param nowNanos the present, on the scale of the deadlines
     * @param limit how many timers to fire at most
     * @return how many were fired
     * @throws IllegalArgumentException if the limit is negative
     */
    public int tryExpire(long nowNanos, int limit) {
        requireLimit(limit);
        return tryLock() ? fireAll(takeExpired(nowNanos, limit)) : 0;
    }

    private static void requireLimit(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must not be negative: " + limit);
        }
    }

    /**
     * How many timers wait in this heap and were not stopped: a snapshot, without the lock. While
     * others add and stop it may be too large, but 0 means that there was a moment without any.
     */
    public int size() {
        long stops = stops();
        return (int) Math.max(0, (long) ARMED.getAcquire(this) - stops);
    }

    // ---- a pass

    /** To be called with the lock held, which it releases; the chain of timers to be fired. */
    private @Nullable HeapTimer takeExpired(long nowNanos, int limit) {
        try {
            sweepIfDue();
            HeapTimer first = null;
            HeapTimer last = null;
            int fired = 0;
            int dropped = 0;
            while (size > 0 && dropped < DROPS_PER_PASS) {
                HeapTimer timer = timerAt(0);
                if (!timer.isArmed()) {
                    dropped++;
                    removeAt(0);
                } else if (fired == limit || deadlines[0] - nowNanos > 0) {
                    break;
                } else if (timer.tryFire()) {
                    fired++;
                    removeAt(0);
                    if (last == null) {
                        first = timer;
                    } else {
                        last.nextExpired = timer;
                    }
                    last = timer;
                }
            }
            setArmed(armed - fired);
            shrink();
            return first;
        } finally {
            publishEarliest();
            unlock();
        }
    }

    private static int fireAll(@Nullable HeapTimer first) {
        int fired = 0;
        Throwable failure = null;
        for (HeapTimer timer = first; timer != null; fired++) {
            HeapTimer next = timer.nextExpired;
            timer.nextExpired = null;
            try {
                timer.fire();
            } catch (Throwable e) {
                failure = joined(failure, e);
            }
            timer = next;
        }
        if (failure != null) {
            throw TimerHeap.<RuntimeException>unchecked(failure);
        }
        return fired;
    }

    /** The first failure, which knows of this one if there is memory for that. */
    private static Throwable joined(@Nullable Throwable first, Throwable failure) {
        if (first == null) {
            return failure;
        }
        if (first != failure) {
            try {
                first.addSuppressed(failure);
            } catch (OutOfMemoryError e) {
                return first;
            }
        }
        return first;
    }

    /** Lets a subclass's undeclared checked exception through as it is. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable e) throws E {
        throw (E) e;
    }

    // ---- dead entries

    /** Called by a timer that was stopped; any thread, without the lock. */
    void stoppedOne() {
        if (countStop() % STOPS_PER_SWEEP == 0 && tryLock()) {
            try {
                sweepIfDue();
            } finally {
                publishEarliest();
                unlock();
            }
        }
    }

    // under the lock

    private boolean isMostlyDead() {
        return size >= SWEEP_FROM_SIZE && size - (armed - stops()) > size >> 2;
    }

    private void sweepIfDue() {
        if (sweepAt < 0) {
            if (!isMostlyDead()) {
                return;
            }
            sweepAt = size - 1;
        }
        int i = Math.min(sweepAt, size - 1);
        int end = Math.max(i - SWEEP_CHUNK, -1);
        for (; i > end; i--) {
            if (!timerAt(i).isArmed()) {
                removeAt(i);
            }
        }
        sweepAt = end;
        if (end < 0) {
            shrink();
        }
    }

    private void dropAtEnd() {
        for (int dropped = 0; size > 0 && dropped < DROPS_PER_PASS; dropped++) {
            if (timerAt(size - 1).isArmed()) {
                return;
            }
            timers[--size] = null;
        }
    }

    // ---- the heap; under the lock

    private HeapTimer timerAt(int i) {
        return Objects.requireNonNull(timers[i]);
    }

    private void removeAt(int i) {
        int last = --size;
        HeapTimer moved = timerAt(last);
        timers[last] = null;
        if (i == last) {
            return;
        }
        long deadline = deadlines[last];
        if (i > 0 && deadline - deadlines[(i - 1) >> 2] < 0) {
            siftUp(i, deadline, moved);
        } else {
            siftDown(i, deadline, moved);
        }
    }

    /** Puts an entry at place i, which is free, or above. */
    private void siftUp(int i, long deadline, HeapTimer timer) {
        long[] keys = deadlines;
        @Nullable HeapTimer[] values = timers;
        while (i > 0) {
            int parent = (i - 1) >> 2;
            if (deadline - keys[parent] >= 0) {
                break;
            }
            keys[i] = keys[parent];
            values[i] = values[parent];
            i = parent;
        }
        keys[i] = deadline;
        values[i] = timer;
    }

    /** Puts an entry at place i, which is free, or below. */
    private void siftDown(int i, long deadline, HeapTimer timer) {
        long[] keys = deadlines;
        @Nullable HeapTimer[] values = timers;
        int n = size;
        for (int child; (child = 4 * i + 1) < n && child > 0; i = child) {
            int end = Math.min(child + 4, n);
            for (int c = child + 1; c < end; c++) {
                if (keys[c] - keys[child] < 0) {
                    child = c;
                }
            }
            if (keys[child] - deadline >= 0) {
                break;
            }
            keys[i] = keys[child];
            values[i] = values[child];
        }
        keys[i] = deadline;
        values[i] = timer;
    }

    private void publishEarliest() {
        long e = size == 0 ? NEVER : deadlines[0];
        if (e != earliest) {
            EARLIEST.setVolatile(this, e);
        }
    }

    private void setArmed(long count) {
        ARMED.setRelease(this, count);
    }

    private int grownCapacity() {
        int capacity = timers.length;
        if (capacity >= Integer.MAX_VALUE - 8) {
            throw new OutOfMemoryError("too many timers in one heap: " + size);
        }
        return capacity < 1 << 30 ? capacity << 1 : Integer.MAX_VALUE - 8;
    }

    /** Gives memory back when the arrays are used to less than an eighth. */
    private void shrink() {
        int capacity = timers.length;
        if (size < capacity >> 3 && capacity > initialCapacity) {
            try {
                resize(Math.max(initialCapacity, size << 1));
            } catch (OutOfMemoryError e) {
                return; // the large arrays do as well
            }
        }
    }

    private void resize(int capacity) {
        long[] newDeadlines = Arrays.copyOf(deadlines, capacity);
        @Nullable HeapTimer[] newTimers = Arrays.copyOf(timers, capacity);
        deadlines = newDeadlines;
        timers = newTimers;
    }

    // ---- for tests; not to be called while other threads use the heap

    /** How many entries there are, dead ones included. */
    int entries() {
        return size;
    }

    int capacity() {
        return timers.length;
    }

    /** Throws an AssertionError that names the invariant which does not hold. */
    void checkInvariants() {
        long alive = 0;
        for (int i = 0; i < timers.length; i++) {
            HeapTimer timer = timers[i];
            check(timer != null == i < size, "a timer at each place below size only", i);
            if (timer == null) {
                continue;
            }
            check(deadlines[i] == timer.deadlineNanos(), "the deadline of its timer", i);
            check(i == 0 || deadlines[(i - 1) >> 2] - deadlines[i] <= 0, "heap order", i);
            check(!timer.isFired(), "no fired timer", i);
            alive += timer.isArmed() ? 1 : 0;
        }
        check(alive == armed - stops(), "armed - stops = timers armed", (int) alive);
        check(earliest == (size == 0 ? NEVER : deadlines[0]), "earliest is that of the top", 0);
    }

    private static void check(boolean holds, String invariant, int i) {
        if (!holds) {
            throw new AssertionError("does not hold at " + i + ": " + invariant);
        }
    }
}
