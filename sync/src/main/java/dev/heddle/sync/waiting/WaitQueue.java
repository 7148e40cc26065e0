package dev.heddle.sync.waiting;

import org.jspecify.annotations.Nullable;

/**
 * The places of those who wait, in order of arrival. Every operation takes constant time, removal
 * from the middle included.
 *
 * <p>Not thread-safe: every method is to be called under the lock of the object that owns the
 * queue. {@link #isEmpty} alone may be asked without it; the answer is then a hint.
 */
public final class WaitQueue {
    private @Nullable WaitNode first;
    private @Nullable WaitNode last;
    private int size;

    /** An empty queue. */
    public WaitQueue() {}

    /** Whether nobody waits. */
    public boolean isEmpty() {
        return first == null;
    }

    /** How many places there are. */
    public int size() {
        return size;
    }

    /** The place that has waited longest; null if there is none. */
    public @Nullable WaitNode first() {
        return first;
    }

    /** The place behind {@code node}; null if that is the last. */
    public @Nullable WaitNode after(WaitNode node) {
        return node.next;
    }

    /** Puts a place that stands in no queue at the end. */
    public void addLast(WaitNode node) {
        WaitNode before = last;
        node.previous = before;
        node.next = null;
        last = node;
        if (before == null) {
            first = node;
        } else {
            before.next = node;
        }
        size++;
    }

    /** Puts a place that stands in no queue at the front. */
    public void addFirst(WaitNode node) {
        WaitNode behind = first;
        node.previous = null;
        node.next = behind;
        first = node;
        if (behind == null) {
            last = node;
        } else {
            behind.previous = node;
        }
        size++;
    }

    /** Takes out the place that has waited longest; null if there is none. */
    public @Nullable WaitNode pollFirst() {
        WaitNode node = first;
        if (node != null) {
            unlink(node);
        }
        return node;
    }

    /**
     * Takes out a place of this queue.
     *
     * @return false if it stood in no queue any more
     */
    public boolean remove(WaitNode node) {
        if (!node.isLinked()) {
            return false;
        }
        unlink(node);
        return true;
    }

    private void unlink(WaitNode node) {
        WaitNode before = node.previous;
        WaitNode behind = node.next;
        if (before == null) {
            first = behind;
        } else {
            before.next = behind;
        }
        if (behind == null) {
            last = before;
        } else {
            behind.previous = before;
        }
        node.previous = null;
        node.next = node;
        size--;
    }
}
