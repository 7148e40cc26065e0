package dev.heddle.sync.waiting;

import org.jspecify.annotations.Nullable;

/**
 * The places of those who wait, in order of arrival. Every operation takes constant time, removal
 * from the middle included.
 *
 * <p>Not thread-safe: every method is to be called under the lock of the object that owns the
 * queue. {@link #isEmpty} alone may be asked without it; the answer is then a hint.
 */
@SuppressWarnings("NullAway") // the links of a place in the ring are never null
public final class WaitQueue {
    /*
     * A ring: the last place points to the first. So the commonest case, one who comes to an empty
     * queue and is taken out again, writes one reference into this object, not two; such a write of
     * a young object into an old one costs a store-load fence in G1's barrier.
     */

    private @Nullable WaitNode last;
    private int size;

    /** An empty queue. */
    public WaitQueue() {}

    /** Whether nobody waits. */
    public boolean isEmpty() {
        return last == null;
    }

    /** How many places there are. */
    public int size() {
        return size;
    }

    /** The place that has waited longest; null if there is none. */
    public @Nullable WaitNode first() {
        WaitNode end = last;
        return end == null ? null : end.next;
    }

    /** The place behind {@code node}; null if that is the last. */
    public @Nullable WaitNode after(WaitNode node) {
        return node == last ? null : node.next;
    }

    /** Puts a place that stands in no queue at the end. */
    public void addLast(WaitNode node) {
        link(node);
        last = node;
    }

    /** Puts a place that stands in no queue at the front. */
    public void addFirst(WaitNode node) {
        WaitNode end = last;
        link(node);
        if (end == null) {
            last = node;
        }
    }

    /** Takes out the place that has waited longest; null if there is none. */
    public @Nullable WaitNode pollFirst() {
        WaitNode node = first();
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

    /** Puts a place between the last and the first. */
    private void link(WaitNode node) {
        WaitNode end = last;
        if (end == null) {
            node.previous = node;
            node.next = node;
        } else {
            WaitNode front = end.next;
            node.previous = end;
            node.next = front;
            end.next = node;
            front.previous = node;
        }
        size++;
    }

    private void unlink(WaitNode node) {
        WaitNode before = node.previous;
        WaitNode behind = node.next;
        if (behind == node) {
            last = null;
        } else {
            before.next = behind;
            behind.previous = before;
            if (node == last) {
                last = before;
            }
        }
        node.previous = null;
        node.next = null;
        size--;
    }
}
