package dev.heddle.channels;

import dev.heddle.sync.waiting.WaitNode;
import dev.heddle.sync.waiting.WaitQueue;
import dev.heddle.sync.waiting.WaitReason;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The channel of any capacity, from 0 (every value is handed over directly) to unbounded. */
final class FifoChannel<T> extends WaiterCache implements Channel<T> {
    /*
     * After Go's runtime/chan.go: one lock, a buffer, a queue of receivers and one of senders.
     *
     * Invariants, whenever the lock is free; a waiter is live until it has an outcome
     * - Live receivers wait only while the buffer is empty, live senders only while it is full.
     * - Live receivers and live senders wait at once only if each pair of them belongs to one
     *   select, which does not communicate with itself.
     * - Once closed, nobody waits, and the buffer only shrinks.
     *
     *   operation  finds                      does
     *   send       closed                     throws
     *              a live receiver            hands it the value: item, then claim
     *              room in the buffer         adds the value
     *              neither                    queues up with the value as its item
     *   receive    a value in the buffer      takes it; the first live sender's value moves in
     *              a live sender (capacity 0) takes its item
     *              neither, closed            reports that
     *              neither, open              queues up
     *   close      open                       claims all who wait, with CLOSED for an item
     *
     * Claims are made under the lock, wake-ups after it; whoever loses its claim to a timeout, an
     * interrupt or another case of its select is dropped from the queue and the next one is tried.
     * A waiter that gave up takes itself out of the queue, in constant time. So a value is handed
     * to a waiter exactly if the waiter's outcome says so: none is lost, none doubled.
     *
     * Linearizable: every operation takes effect inside its critical section, the try operations,
     * size and isDrained included. `closed` alone is read without the lock, by isClosed: it is
     * volatile for that, and the one write of it inside close is the fence.
     *
     * Rejected: Go's look without the lock for try operations that find nothing. The lock is
     * released by a store without a fence; so two threads that each fill one channel and look into
     * the other could both find nothing, which no order of the four operations explains. A fence
     * would cost what taking the lock costs.
     *
     * Rejected: a lock-free queue of segments (Kotlin, jox). On two cores the lock is next to never
     * contended, a critical section is about 20 instructions, select over many channels stays an
     * atomic step, and removal of a waiter needs no later clean-up.
     */

    /** An item that says: the channel was closed. */
    static final Object CLOSED = new Object();

    private static final int BATCH = 64;

    private static final AtomicLong IDS = new AtomicLong();

    private static final VarHandle ID =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "id", VarHandle.class, FifoChannel.class, long.class);

    /** Guarded by the lock. */
    private final WaitQueue receivers = new WaitQueue();

    /** Guarded by the lock. */
    private final WaitQueue senders = new WaitQueue();

    /** Written once, under the lock. */
    private volatile boolean closed;

    /** Where the channel stands in the lock order of selects; 0: not yet known. Through ID only. */
    @SuppressWarnings("unused")
    private long id;

    /** Made by the first who wait; a race makes two of them, which does no harm. */
    private @Nullable WaitReason receiving;

    private @Nullable WaitReason sending;

    FifoChannel(int capacity) {
        super(capacity);
    }

    // ---- Sender

    @Override
    public void send(T value) throws InterruptedException {
        Objects.requireNonNull(value, "value");
        if ((capacity == 0 && !sendHint()) || !sendNow(value)) {
            sendOrWait(value, false, 0);
        }
    }

    @Override
    public boolean send(T value, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(value, "value");
        long nanos = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(timeout, "timeout"));
        if (nanos > 0) {
            return sendNow(value) || sendOrWait(value, true, System.nanoTime() + nanos);
        }
        boolean sent = offerNow(value);
        if (!sent) {
            throwIfInterrupted(sending());
        }
        return sent;
    }

    @Override
    public boolean trySend(T value) {
        return offerNow(Objects.requireNonNull(value, "value"));
    }

    @Override
    public boolean close() {
        WaitNode[] woken = new WaitNode[0];
        lock();
        while (!closed && woken.length < receivers.size() + senders.size()) {
            int waiting = receivers.size() + senders.size();
            unlock();
            woken = new WaitNode[waiting];
            lock();
        }
        if (closed) {
            unlock();
            return false;
        }
        closed = true;
        int count = claimForClose(receivers, woken, 0);
        count = claimForClose(senders, woken, count);
        unlock();
        for (int i = 0; i < count; i++) {
            woken[i].waiter().unpark();
        }
        return true;
    }

    private static int claimForClose(WaitQueue queue, WaitNode[] woken, int from) {
        int count = from;
        WaitNode node;
        while ((node = queue.pollFirst()) != null) {
            node.item = CLOSED;
            if (node.claim()) {
                woken[count++] = node;
            }
        }
        return count;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Hands over or adds a value; false if the buffer is full or lacks a segment. */
    private boolean sendNow(Object value) {
        lock();
        if (closed) {
            unlock();
            throw sendOnClosed();
        }
        WaitNode receiver = claimReceiver(value);
        boolean sent = receiver != null || add(value);
        unlock();
        wake(receiver);
        return sent;
    }

    /** Sends if that needs no waiting; unlike sendNow, false means nothing else. */
    boolean offerNow(Object value) {
        while (!sendNow(value)) {
            if (!bringSegment()) {
                return false;
            }
        }
        return true;
    }

    private boolean sendOrWait(Object value, boolean timed, long deadlineNanos)
            throws InterruptedException {
        WaitReason reason = sending();
        Waiter brought = bringWaiter();
        while (true) {
            lock();
            if (closed) {
                unlock();
                throw sendOnClosed();
            }
            WaitNode receiver = claimReceiver(value);
            boolean sent = receiver != null || add(value);
            boolean waits = !sent && isFull();
            Waiter waiter = waits ? takeWaiter(brought) : null;
            if (waiter != null) {
                waiter.item = value;
                senders.addLast(waiter);
            }
            unlock();
            wake(receiver);
            if (sent) {
                return true;
            }
            if (waiter != null) {
                return awaitReceiver(waiter, reason, timed, deadlineNanos);
            }
            if (waits) {
                brought = new Waiter();
            } else {
                bringSegment();
            }
        }
    }

    private boolean awaitReceiver(
            Waiter waiter, WaitReason reason, boolean timed, long deadlineNanos)
            throws InterruptedException {
        int outcome = timed ? waiter.awaitUntil(reason, deadlineNanos) : waiter.await(reason);
        if (outcome > 0) {
            if (waiter.item == CLOSED) {
                throw sendOnClosed();
            }
            keepWaiter(waiter);
            return true;
        }
        leave(senders, waiter);
        if (outcome == Waiter.INTERRUPTED) {
            throw new InterruptedException("interrupted in " + reason);
        }
        return false;
    }

    /** Makes the buffer longer, if it lacks a segment; false if it is full. */
    boolean bringSegment() {
        if (capacity == 0) {
            return false;
        }
        lock();
        int length = missingSegment();
        boolean full = isFull();
        unlock();
        if (length > 0) {
            @Nullable Object[] segment = new Object[length];
            lock();
            supply(segment);
            unlock();
        }
        return !full;
    }

    // ---- Receiver

    @Override
    public T receive() throws InterruptedException {
        Object item = capacity > 0 || receiveHint() ? receiveNow() : null;
        if (item == null) {
            item = receiveOrWait(false, 0);
        }
        if (item == null || item == CLOSED) {
            throw receiveOnClosed();
        }
        return value(item);
    }

    @Override
    public @Nullable T receiveOrNull() throws InterruptedException {
        Object item = capacity > 0 || receiveHint() ? receiveNow() : null;
        if (item == null) {
            item = receiveOrWait(false, 0);
        }
        return item == null || item == CLOSED ? null : value(item);
    }

    @Override
    public @Nullable T receive(Duration timeout) throws InterruptedException {
        long nanos = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(timeout, "timeout"));
        Object item = receiveNow();
        if (item == null && nanos > 0) {
            item = receiveOrWait(true, System.nanoTime() + nanos);
        } else if (item == null) {
            throwIfInterrupted(receiving());
        }
        if (item == CLOSED) {
            throw receiveOnClosed();
        }
        return item == null ? null : value(item);
    }

    @Override
    public @Nullable T tryReceive() {
        Object item = receiveNow();
        return item == null || item == CLOSED ? null : value(item);
    }

    @Override
    public int drainTo(Collection<? super T> target, int max) {
        Objects.requireNonNull(target, "target");
        int total = 0;
        int got;
        do {
            got = drainBatch(target, Math.min(BATCH, max - total));
            total += got;
        } while (got == BATCH);
        return total;
    }

    private int drainBatch(Collection<? super T> target, int max) {
        if (max <= 0) {
            return 0;
        }
        Object[] items = new Object[max];
        @Nullable WaitNode[] woken = new WaitNode[max];
        int count = 0;
        lock();
        while (count < max) {
            WaitNode sender = claimSender();
            Object item = take(sender);
            if (item == null || item == CLOSED) {
                break;
            }
            woken[count] = sender;
            items[count++] = item;
        }
        unlock();
        for (int i = 0; i < count; i++) {
            wake(woken[i]);
        }
        for (int i = 0; i < count; i++) {
            target.add(value(items[i]));
        }
        return count;
    }

    @Override
    public boolean isDrained() {
        lock();
        boolean drained = closed && count() == 0;
        unlock();
        return drained;
    }

    /** Takes a value if one is there; CLOSED if closed and drained. */
    @Nullable Object receiveNow() {
        lock();
        WaitNode sender = claimSender();
        Object item = take(sender);
        unlock();
        wake(sender);
        return item;
    }

    private @Nullable Object receiveOrWait(boolean timed, long deadlineNanos)
            throws InterruptedException {
        WaitReason reason = receiving();
        Waiter brought = bringWaiter();
        while (true) {
            lock();
            WaitNode sender = claimSender();
            Object item = take(sender);
            Waiter waiter = item == null ? takeWaiter(brought) : null;
            if (waiter != null) {
                receivers.addLast(waiter);
            }
            unlock();
            wake(sender);
            if (item != null) {
                return item;
            }
            if (waiter != null) {
                return awaitSender(waiter, reason, timed, deadlineNanos);
            }
            brought = new Waiter();
        }
    }

    private @Nullable Object awaitSender(
            Waiter waiter, WaitReason reason, boolean timed, long deadlineNanos)
            throws InterruptedException {
        int outcome = timed ? waiter.awaitUntil(reason, deadlineNanos) : waiter.await(reason);
        if (outcome > 0) {
            Object item = waiter.item;
            waiter.item = null;
            if (item != CLOSED) {
                keepWaiter(waiter);
            }
            return item;
        }
        leave(receivers, waiter);
        if (outcome == Waiter.INTERRUPTED) {
            throw new InterruptedException("interrupted in " + reason);
        }
        return null;
    }

    /**
     * Waits on a channel that nobody sends to until it is closed, or for some time.
     *
     * @param nanos Long.MAX_VALUE: as long as it takes
     */
    void awaitClose(long nanos, long nowNanos) throws InterruptedException {
        boolean timed = nanos != Long.MAX_VALUE;
        if (!closed && nanos > 0) {
            receiveOrWait(timed, nowNanos + nanos);
        }
    }

    // ---- Channel

    @Override
    public int size() {
        lock();
        int size = count();
        unlock();
        return size;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    /** State and number of waiters, read without the lock: a snapshot for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Channel@");
        text.append(Integer.toHexString(System.identityHashCode(this)));
        if (capacity == 0) {
            text.append("[unbuffered");
        } else if (capacity == Integer.MAX_VALUE) {
            text.append("[unbounded, size ").append(count());
        } else {
            text.append("[buffered ").append(capacity).append(", size ").append(count());
        }
        appendWaiting(text, receivers.size(), " receiving");
        appendWaiting(text, senders.size(), " sending");
        return text.append(closed ? ", closed]" : "]").toString();
    }

    private static void appendWaiting(StringBuilder text, int count, String doing) {
        if (count > 0) {
            text.append(", ").append(count).append(doing);
        }
    }

    // ---- The steps of all operations; Selection makes them too. Under the lock, but for hints.

    /** Whether a receive would probably not wait; without the lock. */
    boolean receiveHint() {
        return count() > 0 || !senders.isEmpty() || closed;
    }

    /** Whether a send would probably not wait; without the lock. */
    boolean sendHint() {
        return !isFull() || !receivers.isEmpty() || closed;
    }

    /** Whether a receive need not wait. */
    boolean canReceive() {
        return count() > 0 || closed || hasLive(senders);
    }

    /** Whether a send need not wait: it can take place, or fail because the channel is closed. */
    boolean canSend() {
        return closed || !isFull() || hasLive(receivers);
    }

    private static boolean hasLive(WaitQueue queue) {
        WaitNode node;
        while ((node = queue.first()) != null) {
            if (node.waiter().outcome() == Waiter.WAITING) {
                return true;
            }
            queue.remove(node);
        }
        return false;
    }

    /** Hands a value to the first receiver that waits; null if none does. */
    @Nullable WaitNode claimReceiver(Object value) {
        WaitNode node;
        while ((node = receivers.pollFirst()) != null) {
            node.item = value;
            if (node.claim()) {
                return node;
            }
            node.item = null;
        }
        return null;
    }

    /** Claims the first sender that waits, for {@link #take}; null if none does. */
    @Nullable WaitNode claimSender() {
        WaitNode node;
        while ((node = senders.pollFirst()) != null) {
            if (node.claim()) {
                return node;
            }
        }
        return null;
    }

    /**
     * Takes the first value.
     *
     * @param sender claimed just before, if one waited
     * @return CLOSED if closed and drained; null if there is no value
     */
    @Nullable Object take(@Nullable WaitNode sender) {
        if (count() > 0) {
            Object first = removeFirst();
            if (sender != null) {
                add(takeItem(sender));
            }
            return first;
        }
        if (sender != null) {
            return takeItem(sender);
        }
        return closed ? CLOSED : null;
    }

    private static Object takeItem(WaitNode sender) {
        Object item = sender.item;
        if (item == null) {
            throw new AssertionError("a sender without a value");
        }
        sender.item = null;
        return item;
    }

    /** Those who wait for a value. */
    WaitQueue receivers() {
        return receivers;
    }

    /** Those who wait for room. */
    WaitQueue senders() {
        return senders;
    }

    /** Wakes whom the caller has claimed; not under any lock. */
    static void wake(@Nullable WaitNode claimed) {
        if (claimed != null) {
            claimed.waiter().unpark();
        }
    }

    /** Takes a waiter that gave up out of its queue. */
    void leave(WaitQueue queue, WaitNode node) {
        lock();
        queue.remove(node);
        unlock();
    }

    /** Where the channel stands in the order in which a select locks its channels. */
    long id() {
        long known = (long) ID.getOpaque(this);
        if (known == 0) {
            long fresh = IDS.incrementAndGet();
            known = (long) ID.compareAndExchange(this, 0L, fresh);
            return known == 0 ? fresh : known;
        }
        return known;
    }

    /** For who found nothing and has no time to wait: an interrupt beats that timeout, too. */
    private static void throwIfInterrupted(WaitReason reason) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted in " + reason);
        }
    }

    ChannelClosedException sendOnClosed() {
        return new ChannelClosedException("send", this);
    }

    ChannelClosedException receiveOnClosed() {
        return new ChannelClosedException("receive", this);
    }

    private WaitReason receiving() {
        WaitReason reason = receiving;
        if (reason == null) {
            reason = new WaitReason("chan receive", this);
            receiving = reason;
        }
        return reason;
    }

    private WaitReason sending() {
        WaitReason reason = sending;
        if (reason == null) {
            reason = new WaitReason("chan send", this);
            sending = reason;
        }
        return reason;
    }

    @SuppressWarnings("unchecked")
    private T value(Object item) {
        return (T) item;
    }
}
