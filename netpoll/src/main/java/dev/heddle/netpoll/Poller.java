package dev.heddle.netpoll;

import dev.heddle.scheduler.EventSource;
import dev.heddle.scheduler.Scheduler;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The selector of one scheduler, polled by its workers in turn, or that of the {@link
 * PollerThread}. A channel stays with the poller where it waited first; only from the poller thread
 * it moves to the scheduler of the first goroutine that waits for it.
 *
 * <p>After {@code netpoll} in Go's runtime/netpoll_epoll.go.
 */
final class Poller {

    /*
     * Implementation notes
     *
     * One selector for all workers, not one for each: with a selector for each worker, a channel has
     * a home, and two goroutines that talk to each other over connections with different homes send
     * the work back and forth between two workers that both sleep, at 50 us a round trip instead of 14.
     * Here whoever waits sees everything.
     *
     * isAwaited is "somebody waits": a goroutine parked in a Direction, or a cancelled key whose
     * descriptor the system keeps until the next select (Cancellations). Channels at which nobody
     * waits need no polling; what happens to them meanwhile is still there later, as selectors are
     * level-triggered.
     *
     * Interest stays set after an event. A goroutine that answers and waits again costs no call to
     * the kernel beyond its read and write. Only events for which nobody waits clear the interest
     * (otherwise each later select would report them again), and the next who waits sets it again. See
     * Direction for when that is, and for the order of these steps.
     *
     * A changed interest reaches the system at the start of the next select, so a select that waits
     * now must be interrupted: the change is queued in the selector before inside is read; a worker
     * sets inside (compare-and-set) before its select reads that queue. One sees the other.
     *
     * The JDK's selector has monitors inside that its select takes as well as whoever changes an
     * interest, cancels a key or interrupts it. Goroutines do these things pinned: EventSource.pin
     * says how a scheduler would stand still otherwise (it did, in a test at parallelism 4).
     *
     * Who waits on a thread that is none of this scheduler's workers ("foreign") must see to it that
     * somebody polls: the workers may all sleep elsewhere because nobody waited before. It counts
     * itself (volatile), then wakes them; a worker looks at the count after each wake-up. A goroutine
     * on one of the workers need not: that worker looks before it sleeps.
     *
     * Whoever closes a listener or a datagram socket waits until the system has closed it, too. If
     * nobody is inside, it goes in itself, on whatever thread it is, and looks, as the monitor does
     * for a worker: it goes out, then calls in a worker that found it inside and waits outside. If
     * somebody is inside, it interrupts that select, also one that began after the key was cancelled:
     * such a one has let go of the key, but only its end says so. Then it parks, longer each time, and
     * tries again. So it depends on nobody: whoever is inside goes out soon, and it goes in.
     *
     * Closing: closed is set, then the keys are listed, then the selector is closed, then everybody
     * who waits with one of these keys is woken. A waiter announces itself, then looks whether its key
     * is cancelled or closed is set: if either, it moves to another poller; if neither, its key was
     * listed and it announced itself early enough to be woken.
     */

    private static final long MIN_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(10);
    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Those that have a selector; each as long as it has keys. Any thread. */
    private static final List<Poller> OPEN = new CopyOnWriteArrayList<>();

    /** How many goroutines the select of now has woken; for whoever is inside. */
    private int readied;

    /** Whether the select of now does not wait; for whoever is inside. */
    private boolean isLook;

    /**
     * Who is in the selector: a worker's door, or a thread that closes a channel; by
     * compare-and-set from null.
     */
    private final AtomicReference<@Nullable Object> inside = new AtomicReference<>();

    /** How many wait here. Any thread; see the notes. */
    private final AtomicInteger waiters = new AtomicInteger();

    private final Cancellations cancellations = new Cancellations();

    /** The doors of all workers; the last one to go closes the selector. */
    private final List<WorkerPoller> doors = new CopyOnWriteArrayList<>();

    private final Consumer<SelectionKey> dispatch = this::dispatch;

    /** Opened under the lock of this object when the first channel comes. */
    private volatile @Nullable Selector selector;

    /** The scheduler this belongs to; null: the poller thread. Set with the selector. */
    private volatile @Nullable Scheduler scheduler;

    private volatile boolean closed;

    /** The poller of the current goroutine's scheduler, or that of the poller thread. */
    static Poller current() {
        return EventSource.current() instanceof WorkerPoller door && !door.poller().closed
                ? door.poller()
                : PollerThread.poller();
    }

    Poller() {}

    /** For tests: with a selector of the caller's. */
    Poller(Selector selector) {
        this.selector = selector;
    }

    private boolean isForeign() {
        return !(EventSource.current() instanceof WorkerPoller door && door.poller() == this);
    }

    /** Whether threads that run on no worker are polled for here; of one that has channels. */
    boolean isOfPollerThread() {
        return scheduler == null;
    }

    // ---- registering

    /**
     * Makes this the poller of a channel.
     *
     * @throws ClosedSelectorException if this poller has been closed
     */
    synchronized SelectionKey register(SelectableChannel channel, Descriptor descriptor)
            throws IOException {
        Selector opened = open();
        SelectionKey key = channel.keyFor(opened);
        if (key == null) {
            return channel.register(opened, 0, descriptor);
        }
        ((Descriptor) key.attachment()).join(descriptor);
        return key;
    }

    private synchronized Selector open() throws IOException {
        if (closed) {
            throw new ClosedSelectorException();
        }
        Selector opened = selector;
        if (opened == null) {
            scheduler = isForeign() ? null : Scheduler.current();
            opened = Selector.open();
            selector = opened;
            OPEN.add(this);
        }
        return opened;
    }

    /**
     * What stands for a channel of somebody else here; makes it if there is none yet.
     *
     * @throws ClosedSelectorException if this poller has been closed
     */
    synchronized Descriptor descriptorOf(SelectableChannel channel) throws IOException {
        SelectionKey key = channel.keyFor(open());
        Descriptor known = key == null ? null : ((Descriptor) key.attachment()).guest();
        if (known != null) {
            return known;
        }
        Descriptor descriptor = Descriptor.ofGuest(channel);
        descriptor.settle(this);
        return descriptor;
    }

    // ---- waiting; called by whoever waits

    /** Counts one who waits, before it can be found. */
    void enter() {
        if (waiters.getAndIncrement() == 0 && isForeign()) {
            wakeWorkers();
        }
    }

    /** The one who waited goes on. */
    void leave() {
        waiters.getAndDecrement();
    }

    /**
     * Makes sure that the selector reports an operation.
     *
     * @throws CancelledKeyException if this poller or the channel has been closed
     */
    void arm(SelectionKey key, int operation) {
        if ((key.interestOps() & operation) == 0) {
            EventSource.pin();
            try {
                key.interestOpsOr(operation);
                if (inside.get() != null) {
                    interruptSelect();
                }
            } finally {
                EventSource.unpin();
            }
        }
    }

    /** Makes sure that the selector no longer reports an operation. */
    static void disarm(SelectionKey key, int operation) {
        EventSource.pin();
        try {
            key.interestOpsAnd(~operation);
        } catch (CancelledKeyException e) {
            // so it is gone already
        } finally {
            EventSource.unpin();
        }
    }

    /** Closes a channel, which cancels its keys. */
    static void close(SelectableChannel channel) throws IOException {
        EventSource.pin();
        try {
            channel.close();
        } finally {
            EventSource.unpin();
        }
    }

    /**
     * For a waiter that has announced itself.
     *
     * @throws CancelledKeyException if this poller has been closed
     */
    void failIfClosed() {
        if (closed) {
            throw new CancelledKeyException();
        }
    }

    /** A key of this poller was cancelled: the next select has to release its descriptor. */
    void cancelled() {
        cancellations.count();
        if (inside.get() != null) {
            EventSource.pin();
            try {
                interruptSelect();
            } finally {
                EventSource.unpin();
            }
        } else if (isForeign()) {
            wakeWorkers();
        }
    }

    /**
     * Tells every other poller that still has a key of a closed channel, wherever it once waited:
     * in the scheduler of somebody else, with the poller thread.
     */
    static void cancelledElsewhere(SelectableChannel channel, @Nullable Poller told) {
        for (Poller each : OPEN) {
            if (each != told && each.holds(channel)) {
                each.cancelled();
            }
        }
    }

    /** Adds every poller that has a key of a channel. */
    static void addHolders(SelectableChannel channel, Set<Poller> holders) {
        for (Poller each : OPEN) {
            if (each.holds(channel)) {
                holders.add(each);
            }
        }
    }

    private boolean holds(SelectableChannel channel) {
        Selector opened = selector;
        EventSource.pin();
        try {
            return opened != null && channel.keyFor(opened) != null;
        } finally {
            EventSource.unpin();
        }
    }

    /**
     * Returns when this has let go of all keys that were cancelled before; the caller holds no
     * lock. An interrupt does not end this; the status stays set.
     */
    void awaitRelease() {
        int number = cancellations.count();
        boolean interrupted = false;
        lookOrInterrupt();
        for (long pause = MIN_PAUSE_NANOS;
                !cancellations.isReleased(number);
                pause = Math.min(2 * pause, MAX_PAUSE_NANOS)) {
            LockSupport.parkNanos(cancellations, pause);
            interrupted |= Thread.interrupted();
            lookOrInterrupt();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks for events in the workers' place, or ends the select of whoever is inside. */
    private void lookOrInterrupt() {
        EventSource.pin();
        try {
            if (!tryGoIn(Thread.currentThread())) {
                interruptSelect();
                return;
            }
            try {
                select(0);
            } finally {
                goOut();
            }
            callIn();
        } finally {
            EventSource.unpin();
        }
    }

    private void wakeWorkers() {
        Scheduler of = scheduler;
        EventSource.pin();
        try {
            if (of == null) {
                PollerThread.wakeup();
            } else {
                doors.forEach(of::wakeup);
            }
        } finally {
            EventSource.unpin();
        }
    }

    // ---- polling; called by the doors

    void attach(WorkerPoller door) {
        doors.add(door);
    }

    void detach(WorkerPoller door) {
        doors.remove(door);
        if (doors.isEmpty()) {
            close();
        }
    }

    boolean tryGoIn(Object who) {
        return inside.get() == null && inside.compareAndSet(null, who);
    }

    void goOut() {
        inside.set(null);
    }

    /**
     * Calls in one of those who wait outside, if nobody is inside.
     *
     * @return false if there was none to call
     */
    boolean callIn() {
        if (inside.get() != null) {
            return true;
        }
        for (WorkerPoller door : doors) {
            if (door.callIn()) {
                return true;
            }
        }
        return false;
    }

    boolean isInside(WorkerPoller door) {
        return inside.get() == door;
    }

    boolean isAwaited() {
        return waiters.get() > 0 || cancellations.isOwed();
    }

    void interruptSelect() {
        Selector opened = selector;
        if (opened != null) {
            opened.wakeup();
        }
    }

    /**
     * Looks for events; the caller is inside.
     *
     * @return how many goroutines were made runnable
     */
    int select(long timeoutNanos) {
        Selector opened = selector;
        if (opened == null) {
            return 0;
        }
        readied = 0;
        isLook = timeoutNanos == 0;
        int latest = cancellations.latest();
        try {
            if (timeoutNanos == 0) {
                opened.selectNow(dispatch);
            } else {
                opened.select(dispatch, millis(timeoutNanos));
            }
        } catch (ClosedSelectorException e) {
            return readied;
        } catch (IOException e) {
            throw new IllegalStateException("the system's poll failed", e);
        }
        cancellations.release(latest);
        return readied;
    }

    /** As Go rounds: at least a millisecond, else down; 0 is for ever. */
    private static long millis(long timeoutNanos) {
        return timeoutNanos < 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos));
    }

    private void dispatch(SelectionKey key) {
        Descriptor descriptor = (Descriptor) key.attachment();
        try {
            int ready = key.readyOps();
            if ((ready & Descriptor.INPUT) != 0) {
                readied += descriptor.ready(key, ready & Descriptor.INPUT, isLook);
            }
            if ((ready & Descriptor.OUTPUT) != 0) {
                readied += descriptor.ready(key, ready & Descriptor.OUTPUT, isLook);
            }
        } catch (CancelledKeyException e) {
            readied += descriptor.wake();
        }
    }

    private void close() {
        Selector opened;
        synchronized (this) {
            if (closed) {
                return; // the last two doors went at once
            }
            closed = true;
            opened = selector;
        }
        if (opened == null) {
            return;
        }
        List<SelectionKey> keys = List.copyOf(opened.keys());
        try {
            opened.close();
        } catch (IOException e) {
            throw new IllegalStateException("the system's poll cannot be closed", e);
        } finally {
            cancellations.end();
            OPEN.remove(this);
        }
        for (SelectionKey key : keys) {
            ((Descriptor) key.attachment()).wake();
        }
    }
}
