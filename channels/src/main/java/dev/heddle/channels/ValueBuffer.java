package dev.heddle.channels;

import dev.heddle.sync.waiting.SpinLock;

import org.jspecify.annotations.Nullable;

/**
 * The values a channel holds, first in, first out, and the lock that guards them: one object, so
 * that the lock and the indices share a cache line. Every method is to be called under the lock.
 */
@SuppressWarnings("ReferenceEquality") // segments are compared by identity
abstract class ValueBuffer extends SpinLock {
    /*
     * Values lie in segments, arrays whose last slot is the link to the next segment. The links
     * form a circle. A small buffer has one segment, as long as its capacity: a plain ring. A
     * larger one starts with a short segment, and inserts further ones as the values come, until
     * there are as many slots as the capacity asks for. So a huge capacity costs nothing by
     * itself, and no step copies or clears more than one slot.
     *
     * Invariants
     * - 0 <= size <= capacity; the values lie from head[headIndex] to tail[tailIndex - 1], along
     *   the links. All other slots are null.
     * - headIndex == length stands for the first slot of the next segment: the move is made by the
     *   next removal. Likewise tailIndex, by the next add.
     * - Behind tail, before head comes again, there is at most one empty segment: it makes the
     *   next move of tail free, so that a buffer of constant size allocates nothing.
     * - A full buffer has slots >= capacity; so after a removal there is room without a further
     *   segment. That is what lets the value of a waiting sender move in at any time.
     *
     *   tail is at its end and the next segment is  then add
     *   another one than head's: empty              moves there
     *   head's, and slots >= capacity               moves there: some values have left it
     *   head's, and slots < capacity                inserts the spare one between, or fails
     *   (whatever, if size is 0)                    starts again at the first slot
     *
     * A segment is never allocated here, but brought by whoever adds a value, who makes it without
     * the lock: an OutOfMemoryError then leaves the channel as it was.
     *
     * Rejected: an array that doubles. It copies millions of values while others spin on the lock,
     * and keeps its largest size for ever.
     */
    static final int RING_LIMIT = 1024;
    static final int FIRST_SEGMENT = 16;
    static final int LONGEST_SEGMENT = 1024;

    /** How many values there may be. */
    final int capacity;

    /** This and all below guarded by the lock. */
    private int size;

    private int headIndex;
    private int tailIndex;
    private @Nullable Object[] head;
    private @Nullable Object[] tail;
    private @Nullable Object @Nullable [] spare;

    /** The slots of all segments in the circle. */
    private int slots;

    ValueBuffer(int capacity) {
        this.capacity = capacity;
        this.slots = capacity <= RING_LIMIT ? capacity : FIRST_SEGMENT;
        this.head = new Object[slots + 1];
        this.tail = head;
        head[slots] = head;
    }

    /** How many values there are. Without the lock, a hint. */
    final int count() {
        return size;
    }

    /** Whether there are as many values as there may be. Without the lock, a hint. */
    final boolean isFull() {
        return size == capacity;
    }

    /**
     * Adds a value at the end.
     *
     * @return false if the buffer is full or lacks a segment
     */
    final boolean add(Object value) {
        if (size == capacity || (tailIndex == tail.length - 1 && !moveTail())) {
            return false;
        }
        tail[tailIndex++] = value;
        size++;
        return true;
    }

    /** Takes out the first value; there must be one. */
    final Object removeFirst() {
        if (headIndex == head.length - 1) {
            moveHead();
        }
        Object value = head[headIndex];
        if (value == null) {
            throw new AssertionError("no value at the head of " + this);
        }
        head[headIndex++] = null;
        size--;
        return value;
    }

    /** The array without which {@link #add} fails, as its length; 0 if it needs none. */
    final int missingSegment() {
        boolean missing =
                size > 0
                        && tailIndex == tail.length - 1
                        && slots < capacity
                        && spare == null
                        && next(tail) == head;
        return missing
                ? Math.min(Math.min(2 * tailIndex, LONGEST_SEGMENT), capacity - slots) + 1
                : 0;
    }

    /** Brings an array for a later {@link #add}. */
    final void supply(@Nullable Object[] segment) {
        if (spare == null) {
            spare = segment;
        }
    }

    /** How many slots the buffer keeps, for tests. */
    final int slots() {
        return slots;
    }

    private boolean moveTail() {
        @Nullable Object[] next = next(tail);
        if (size == 0) {
            head = tail;
            headIndex = 0;
            next = tail;
        } else if (next == head && slots < capacity) {
            @Nullable Object @Nullable [] inserted = spare;
            if (inserted == null) {
                return false;
            }
            spare = null;
            link(inserted, next);
            link(tail, inserted);
            slots += inserted.length - 1;
            next = inserted;
        }
        tail = next;
        tailIndex = 0;
        return true;
    }

    private void moveHead() {
        @Nullable Object[] emptied = head;
        @Nullable Object[] next = next(emptied);
        @Nullable Object[] behindTail = next(tail);
        if (emptied != tail && behindTail != emptied) {
            link(behindTail, next);
            slots -= emptied.length - 1;
        }
        head = next;
        headIndex = 0;
    }

    private static void link(@Nullable Object[] from, @Nullable Object[] to) {
        from[from.length - 1] = to;
    }

    private static @Nullable Object[] next(@Nullable Object[] segment) {
        @Nullable Object @Nullable [] next = (@Nullable Object[]) segment[segment.length - 1];
        if (next == null) {
            throw new AssertionError("a segment without a link");
        }
        return next;
    }
}
