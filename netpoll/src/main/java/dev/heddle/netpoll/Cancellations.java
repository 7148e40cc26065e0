package dev.heddle.netpoll;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The cancelled keys of one selector. The system's descriptor of a channel that was closed stays
 * open until a select has let go of its keys; here is known whether one has to.
 */
final class Cancellations {

    /*
     * Implementation notes
     *
     * A key is cancelled, then counted; its number is the count. Whoever selects reads the count,
     * then selects, then writes what it read into released. So a number up to released belongs to a
     * key that was cancelled before a select began which has ended: it is gone, and with the last
     * key of a closed channel its descriptor. A number above it may belong to a key that is gone as
     * well: one select too many, at worst.
     *
     * The count comes after the monitor of the JDK's set of cancelled keys, the select takes that
     * monitor after it has read the count: it finds the key. released is written by whoever is inside
     * the selector, one at a time, so it never goes back. Numbers are compared by subtraction.
     *
     * A selector that is closed lets go of all keys, after which nobody selects: over says so. It is
     * a flag of its own, as a select that is under way may write released later.
     *
     * Rejected: to wait until the channel has no key left. The JDK forgets the key first and closes
     * the descriptor then.
     */

    /** Any thread: atomic add, after its key was cancelled; read before a select. */
    private final AtomicInteger counted = new AtomicInteger();

    /** Whoever is inside the selector: volatile, after its select. Any thread reads. */
    private volatile int released;

    /** Whoever closed the selector: volatile, once. Any thread reads. */
    private volatile boolean over;

    /**
     * A key was cancelled.
     *
     * @return its number, for {@link #isReleased}
     */
    int count() {
        return counted.incrementAndGet();
    }

    /** The number of the latest key; for whoever is about to select. */
    int latest() {
        return counted.get();
    }

    /** A select has ended, before which {@code latest} was read. */
    void release(int latest) {
        if (released != latest) {
            released = latest;
        }
    }

    /** The selector is closed. */
    void end() {
        over = true;
    }

    /** Whether a select has to let go of a key. */
    boolean isOwed() {
        return counted.get() - released > 0;
    }

    /** Whether the key of this number, and all before it, are gone. */
    boolean isReleased(int number) {
        return released - number >= 0 || over;
    }

    /** The reason why a thread waits for a release. */
    @Override
    public String toString() {
        return "release of a closed channel";
    }
}
