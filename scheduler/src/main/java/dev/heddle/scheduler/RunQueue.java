package dev.heddle.scheduler;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A worker's queue of runnable goroutines: a ring with one producer and many consumers, and the
 * {@code next} slot before it. The owner is the worker's thread; everybody else is a thief.
 *
 * <p>After Go's {@code runqput}, {@code runqget}, {@code runqgrab} (runtime/proc.go).
 */
final class RunQueue extends RunQueueTailPad {

    /*
     * Implementation notes
     *
     * Invariants
     *   - 0 <= tail - head <= capacity (as a wrapping difference).
     *   - tail is written by the owner alone; head only ever grows, by compare-and-set, and whoever
     *     moved it from h to h + n owns the tasks that stood in slots [h, h + n).
     *   - A slot is written by the owner alone, and only while it is outside [head, tail).
     *   - next: anybody takes the task out by compare-and-set; only the owner puts one in.
     *
     * Why nothing is lost or run twice. A thief reads head (acquire), then tail (acquire), copies
     * slots, then moves head by compare-and-set. The acquire of tail makes the slots' contents
     * visible, as the owner wrote them before its store to tail. The owner writes slot h again only
     * after it has seen head beyond h; so if the compare-and-set succeeds, head still was h when the
     * copy was complete, hence no slot of the copy had been written again. The copy's loads cannot
     * sink below the compare-and-set, which has release effect too. The indices are ints that wrap
     * after 2^32 steps; a thief would have to sleep through exactly that many for head to look the
     * same (Go accepts the same).
     *
     * A thief's tail may be newer than its head, so that the difference may exceed the capacity:
     * such a read is thrown away.
     *
     * Dekker. offer publishes by a volatile store to tail: that is the "publish" of the wake-up
     * protocol (see Sleepers), whose next step is a volatile read of who is searching. A release store
     * would let that read overtake the publication. The next slot is filled by a release store, which
     * is enough for the owner, who runs it next, and for thieves that come by chance; only a caller
     * that is about to look for sleepers pays for the fence, publishNext. Filling an empty slot needs
     * no exchange: nobody else puts a task in.
     *
     * Slots taken by thieves cannot be cleared by them (the owner may have written the slot again,
     * even with the very same Runnable: a goroutine is always queued as the same object). They keep
     * finished goroutines reachable until the owner writes them again or calls clearTaken, which
     * it does before it parks. What a thief has copied in vain it clears in its own ring at once:
     * those slots are beyond its tail, where clearTaken does not look.
     *
     * Rejected: Chase-Lev (the owner takes the youngest: unfair to old goroutines); one lock word
     * per queue (as fast alone, but a thief preempted by the kernel stops the owner); null as "slot
     * is free" instead of indices (thieves would have to write).
     */

    static final int DEFAULT_CAPACITY = 256;

    private static final VarHandle HEAD =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "head", VarHandle.class, RunQueueHead.class, int.class);
    private static final VarHandle TAIL =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "tail", VarHandle.class, RunQueueTail.class, int.class);
    private static final VarHandle NEXT =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "next",
                    VarHandle.class,
                    RunQueueTail.class,
                    Runnable.class);

    private final @Nullable Runnable[] ring;
    private final int mask;

    /** head when the ring was last cleared of taken tasks; owner only. */
    private int clearedUpTo;

    RunQueue() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * @param capacity of the ring, a power of two from 2 on
     */
    RunQueue(int capacity) {
        if (capacity < 2 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(
                    "capacity must be a power of two from 2 on: " + capacity);
        }
        ring = new Runnable[capacity];
        mask = capacity - 1;
    }

    // ---- owner

    /**
     * Appends to the ring. Owner only.
     *
     * @return false if the ring is full; nothing was done then
     */
    boolean offer(Runnable task) {
        int t = tail;
        if (t - headAcquire() == ring.length) {
            return false;
        }
        ring[t & mask] = task;
        TAIL.setVolatile(this, t + 1);
        return true;
    }

    /**
     * Appends to the ring without the store-load fence: for tasks that the caller will itself run
     * or count as found. Owner only; the ring must have room.
     */
    private void append(Runnable task) {
        int t = tail;
        ring[t & mask] = task;
        TAIL.setRelease(this, t + 1);
    }

    /** Takes the oldest task of the ring; null if there is none. Owner only. */
    @Nullable Runnable poll() {
        for (; ; ) {
            int h = headAcquire();
            if (tail == h) {
                return null;
            }
            Runnable task = ring[h & mask];
            if (casHead(h, h + 1)) {
                ring[h & mask] = null;
                return task;
            }
        }
    }

    /**
     * Takes the older half of a full ring, and {@code last} behind it, to be put elsewhere in one
     * go. Owner only.
     *
     * @return the batch; null if thieves have made room meanwhile
     */
    Runnable @Nullable [] takeHalf(Runnable last) {
        int h = headAcquire();
        int n = (tail - h) >> 1;
        if (n == 0 || n != ring.length >> 1) {
            return null;
        }
        Runnable[] batch = new Runnable[n + 1];
        copy(h, n, batch);
        if (!casHead(h, h + n)) {
            return null;
        }
        for (int i = 0; i < n; i++) {
            ring[h + i & mask] = null;
        }
        batch[n] = last;
        return batch;
    }

    @SuppressWarnings("NullAway") // slots in [head, tail) hold tasks
    private void copy(int from, int count, Runnable[] to) {
        for (int i = 0; i < count; i++) {
            to[i] = ring[from + i & mask];
        }
    }

    /**
     * Puts a task into the {@code next} slot and returns the one it displaces. Owner only; to be
     * followed by {@link #publishNext} before a look for sleepers.
     */
    @Nullable Runnable exchangeNext(Runnable task) {
        if (peekNext() == null) {
            NEXT.setRelease(this, task);
            return null;
        }
        return (Runnable) NEXT.getAndSet(this, task);
    }

    /** The store-load fence between {@link #exchangeNext} and a look for sleepers. */
    void publishNext() {
        VarHandle.fullFence();
    }

    /** Takes the task of the {@code next} slot; null if it is empty. Anybody. */
    @Nullable Runnable takeNext() {
        Runnable task = peekNext();
        return task != null && takeNext(task) ? task : null;
    }

    /** Forgets tasks that thieves have taken out, when the ring is empty. Owner only. */
    void clearTaken() {
        int h = headAcquire();
        if (h == tail && h != clearedUpTo) {
            int used = Math.min(h - clearedUpTo, ring.length);
            if (used < 0 || used == ring.length) {
                Arrays.fill(ring, null);
            } else {
                for (int i = 1; i <= used; i++) {
                    ring[h - i & mask] = null;
                }
            }
            clearedUpTo = h;
        }
    }

    /** How many more tasks the ring can hold at least. Owner only. */
    int room() {
        return ring.length - (tail - headAcquire());
    }

    /**
     * Moves half of the victim's ring, rounded up, into this one, whose owner is the caller.
     *
     * @return one of the tasks, to be run at once and not in the ring; null if there was nothing
     */
    @Nullable Runnable stealFrom(RunQueue victim) {
        int t = tail;
        int n = victim.grabInto(ring, t, mask, room());
        if (n == 0) {
            return null;
        }
        Runnable last = ring[t + n - 1 & mask];
        ring[t + n - 1 & mask] = null;
        if (n > 1) {
            TAIL.setRelease(this, t + n - 1);
        }
        return last;
    }

    /** Fills this ring, whose owner is the caller, with a task; false if it is full. */
    boolean offerFound(Runnable task) {
        if (room() == 0) {
            return false;
        }
        append(task);
        return true;
    }

    // ---- anybody

    /** The number of tasks, with the {@code next} slot; a snapshot. */
    int size() {
        int h = headAcquire();
        int inRing = Math.max(0, (int) TAIL.getVolatile(this) - h);
        return Math.min(inRing, ring.length) + (peekNext() == null ? 0 : 1);
    }

    /** Whether ring and {@code next} slot are empty; a snapshot. */
    boolean isEmpty() {
        return isRingEmpty() && (Runnable) NEXT.getVolatile(this) == null;
    }

    boolean isRingEmpty() {
        int h = headAcquire();
        return (int) TAIL.getVolatile(this) == h;
    }

    /** What is in the {@code next} slot, for {@link #takeNext(Runnable)}. Anybody. */
    @Nullable Runnable peekNext() {
        return (Runnable) NEXT.getAcquire(this);
    }

    /** Takes {@code expected} out of the {@code next} slot, if it still is there. Anybody. */
    boolean takeNext(Runnable expected) {
        return NEXT.compareAndSet(this, expected, null);
    }

    /** Copies half of this ring to another; the caller owns the other. */
    private int grabInto(@Nullable Runnable[] to, int toTail, int toMask, int room) {
        for (; ; ) {
            int h = headAcquire();
            int available = (int) TAIL.getAcquire(this) - h;
            int n = Math.min(available - (available >> 1), room);
            if (n <= 0) {
                return 0;
            }
            if (available > ring.length) {
                continue; // head is older than tail
            }
            for (int i = 0; i < n; i++) {
                to[toTail + i & toMask] = ring[h + i & mask];
            }
            if (casHead(h, h + n)) {
                return n;
            }
            for (int i = 0; i < n; i++) {
                to[toTail + i & toMask] = null;
            }
        }
    }

    private int headAcquire() {
        return (int) HEAD.getAcquire(this);
    }

    private boolean casHead(int expected, int value) {
        return HEAD.compareAndSet(this, expected, value);
    }
}

/** Keeps what thieves write away from what the owner writes: no false sharing between them. */
@SuppressWarnings("unused")
abstract class RunQueueHeadPad {
    private long p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
}

/** What thieves write. */
abstract class RunQueueHead extends RunQueueHeadPad {
    /** Next slot to take. Read with acquire, moved by compare-and-set, by anybody. */
    volatile int head;
}

/** Between the two. */
@SuppressWarnings("unused")
abstract class RunQueueMiddlePad extends RunQueueHead {
    private long p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
}

/** What the owner writes. */
abstract class RunQueueTail extends RunQueueMiddlePad {
    /** Next slot to fill. Written by the owner (volatile, or release for found tasks). */
    int tail;

    /**
     * Runs before the ring. Release store or exchange by the owner, compare-and-set to null by
     * anybody.
     */
    @Nullable Runnable next;
}

/** Behind what the owner writes. */
@SuppressWarnings("unused")
abstract class RunQueueTailPad extends RunQueueTail {
    private long p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
}
