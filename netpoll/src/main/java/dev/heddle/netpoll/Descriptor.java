package dev.heddle.netpoll;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * A channel as the pollers see it: its home, and its two directions. Go's {@code pollDesc}
 * (runtime/netpoll.go).
 *
 * <p>Usually a channel has one. A channel that belongs to one of our sockets and is also waited for
 * through {@link NetPoller} has two, with one key: an event is for both of them.
 */
final class Descriptor {

    /*
     * Implementation notes
     *
     * A home is left in two cases: its poller was closed; or it is that of the poller thread and a
     * goroutine waits, for whom the poller of its own scheduler is cheaper by two switches of threads
     * for each wait. Who connects on the main thread and hands the connection to goroutines gets
     * there. The old key stays, and whoever waits there goes on waiting there: a user waits with the
     * key that it armed, an event is for the directions whichever key reports it, and only the
     * interest of the key that reported it is cleared. So the argument in Direction holds for each
     * key by itself. The channel's end is told to every poller that has a key of it: the system's
     * descriptor is released when all of them have let go.
     *
     * Whoever waits for that must know all of them. closed is set under the lock of this object, and
     * who finds it set under the lock registers no more; so the pollers that are listed next are
     * complete, before the JDK cancels the first key. Only NetPoller, for which the channel has
     * another descriptor, may still register until the channel is closed: the list is made once more
     * afterwards. It can only miss a key that came in between and went at once.
     */

    /** Operations that the {@link #input} direction waits for. */
    static final int INPUT = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

    /** Operations that the {@link #output} direction waits for. */
    static final int OUTPUT = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final SelectableChannel channel;
    private final boolean guest;
    private final Direction input = new Direction(this, "input");
    private final Direction output = new Direction(this, "output");

    /** Where this is registered; guarded by the lock of this object when it changes. */
    private volatile @Nullable Home home;

    /** Who else waits with the same key; written once, under the poller's lock. */
    private volatile @Nullable Descriptor next;

    private volatile boolean closed;

    private record Home(Poller poller, SelectionKey key) {}

    /** Of a socket of ours, whose channel is non-blocking. */
    Descriptor(SelectableChannel channel) {
        this(channel, false);
    }

    private Descriptor(SelectableChannel channel, boolean guest) {
        this.channel = channel;
        this.guest = guest;
    }

    /** Of somebody else's non-blocking channel. */
    static Descriptor ofGuest(SelectableChannel channel) {
        return new Descriptor(channel, true);
    }

    Direction input() {
        return input;
    }

    Direction output() {
        return output;
    }

    boolean isClosed() {
        return closed;
    }

    void setDeadline(@Nullable Instant deadline) throws ClosedChannelException {
        input.setDeadline(deadline);
        output.setDeadline(deadline);
    }

    /**
     * Waits until an operation may succeed; the caller has tried it and holds the direction's lock.
     * May return early.
     */
    void await(Direction direction, int operation) throws IOException, InterruptedException {
        await(direction, operation, Direction.NO_DEADLINE);
    }

    /** As {@link #await(Direction, int)}, with a deadline of the caller's own. */
    void await(Direction direction, int operation, long until)
            throws IOException, InterruptedException {
        for (; ; ) {
            Home current = home();
            try {
                direction.await(current.poller, current.key, operation, until);
                return;
            } catch (CancelledKeyException e) {
                if (!channel.isOpen()) {
                    throw new AsynchronousCloseException();
                }
                move(current);
            }
        }
    }

    // ---- the poller

    /**
     * Something happened at the channel. If nobody waits for it, the interest is taken back, at
     * once or, in a look, when that has happened often enough.
     *
     * @param operations of one direction
     * @param isLook whether the select that reports this would not have waited
     * @return how many were made runnable
     */
    int ready(SelectionKey key, int operations, boolean isLook) {
        boolean isInput = (operations & INPUT) != 0;
        int woken = wake(isInput);
        if (direction(isInput).isToBeCleared(woken > 0, isLook)) {
            key.interestOpsAnd(~operations);
            woken = wake(isInput); // who came meanwhile may have found the interest set
        }
        return woken;
    }

    private int wake(boolean isInput) {
        int woken = 0;
        for (Descriptor each = this; each != null; each = each.next) {
            woken += each.direction(isInput).wake();
        }
        return woken;
    }

    /** Wakes everybody: the key is no longer valid. */
    int wake() {
        int woken = 0;
        for (Descriptor each = this; each != null; each = each.next) {
            woken += each.input.wake() + each.output.wake();
        }
        return woken;
    }

    private Direction direction(boolean isInput) {
        return isInput ? input : output;
    }

    /** Shares the key of this with another one; the caller holds the poller's lock. */
    void join(Descriptor other) {
        Descriptor last = this;
        for (Descriptor each = this; each != null; each = each.next) {
            if (each == other) {
                return;
            }
            last = each;
        }
        last.next = other;
    }

    /** The one that {@link NetPoller} made, among those that share a key. */
    @Nullable Descriptor guest() {
        for (Descriptor each = this; each != null; each = each.next) {
            if (each.guest) {
                return each;
            }
        }
        return null;
    }

    // ---- home

    /**
     * Waits until a time, whatever happens at the channel; the caller holds the direction's lock.
     */
    void pause(Direction direction, int operation, long until)
            throws IOException, InterruptedException {
        disarm(operation);
        direction.pause(until);
    }

    /** Takes back the interest in an operation that is not waited for. */
    void disarm(int operation) {
        Home current = home;
        if (current != null) {
            Poller.disarm(current.key, operation);
        }
    }

    private Home home() throws IOException {
        Home current = home;
        return current == null || isBetterOffHere(current.poller) ? move(current) : current;
    }

    private static boolean isBetterOffHere(Poller poller) {
        return poller.isOfPollerThread() && Poller.current() != poller;
    }

    /** Registers with {@code poller} for a start. */
    void settle(Poller poller) throws IOException {
        synchronized (this) {
            home = new Home(poller, poller.register(channel, this));
        }
    }

    /** Registers with the poller of the current thread, unless somebody else moved meanwhile. */
    private synchronized Home move(@Nullable Home from) throws IOException {
        if (closed) {
            throw new AsynchronousCloseException();
        }
        Home current = home;
        if (current != null && current != from) {
            return current;
        }
        Home next = register(Poller.current());
        home = next;
        return next;
    }

    private Home register(Poller poller) throws IOException {
        try {
            return new Home(poller, poller.register(channel, this));
        } catch (ClosedSelectorException e) {
            Poller other = PollerThread.poller();
            return new Home(other, other.register(channel, this));
        }
    }

    /**
     * Closes the channel and wakes everybody who waits for it. The system may close it later, when
     * its pollers have let go of it.
     *
     * @return false if it was closed already
     */
    boolean close() throws IOException {
        if (!markClosed()) {
            return false;
        }
        closeChannel();
        return true;
    }

    /**
     * As {@link #close()}, and returns when the system has closed the channel; the caller holds no
     * lock. An interrupt does not end this; the status stays set.
     *
     * @return false, at once, if it was closed already or somebody else is closing it
     */
    boolean closeAndAwaitRelease() throws IOException {
        if (!markClosed()) {
            return false;
        }
        Set<Poller> holders = new HashSet<>();
        Poller.addHolders(channel, holders);
        try {
            closeChannel();
        } finally {
            Poller.addHolders(channel, holders);
            holders.forEach(Poller::awaitRelease);
        }
        return true;
    }

    private synchronized boolean markClosed() {
        if (closed) {
            return false;
        }
        closed = true;
        return true;
    }

    private void closeChannel() throws IOException {
        Home last = home; // the last one indeed: who sees closed does not move
        try {
            Poller.close(channel);
        } finally {
            if (last != null) {
                last.poller.cancelled();
            }
            Poller.cancelledElsewhere(channel, last == null ? null : last.poller);
            input.wake();
            output.wake();
        }
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
