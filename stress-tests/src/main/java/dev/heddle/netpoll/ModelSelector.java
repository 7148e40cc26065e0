package dev.heddle.netpoll;

import dev.heddle.scheduler.EventSource;

import org.jspecify.annotations.Nullable;

import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The JDK's selector with one channel, as far as its contract is relied upon: level-triggered; an
 * interest that changes counts from the start of the next select on; cancelled keys are released at
 * that start; a wake-up is remembered; only a wake-up or an event ends a wait, a stray permit of
 * the waiting thread does not. The wait is a park.
 */
final class ModelSelector extends AbstractSelector {
    private static final int STEPS_OF_CLOSE = 20;

    private final AtomicInteger available = new AtomicInteger();

    private volatile @Nullable ModelKey key;
    private volatile boolean wokenUp;
    private volatile @Nullable Thread waiting;

    /** How often a select was about to wait; whoever selects. */
    private volatile int waits;

    private volatile boolean selecting;

    /** Written by whoever finds somebody inside. */
    private volatile boolean crowded;

    private volatile boolean released;

    ModelSelector() {
        super(null);
    }

    // ---- the other end of the channel, and its user

    /** Something arrives. */
    void arrive() {
        available.getAndIncrement();
        LockSupport.unpark(waiting);
    }

    /** Reads what has arrived, if anything has. */
    boolean tryRead() {
        int n = available.get();
        return n > 0 && available.compareAndSet(n, n - 1);
    }

    boolean isReadable() {
        return available.get() > 0;
    }

    // ---- what tests ask

    boolean hasWaited() {
        return waits > 0;
    }

    boolean wasCrowded() {
        return crowded;
    }

    boolean isReleased() {
        return released;
    }

    // ---- the selector

    @Override
    public int select(Consumer<SelectionKey> action, long timeout) {
        return select(action, true);
    }

    @Override
    public int selectNow(Consumer<SelectionKey> action) {
        return select(action, false);
    }

    private int select(Consumer<SelectionKey> action, boolean waits) {
        if (!isOpen()) {
            throw new ClosedSelectorException();
        }
        crowded |= selecting;
        selecting = true;
        release();
        ModelKey k = key;
        boolean interested = k != null && isInterested(k);
        if (waits) {
            await(interested);
        }
        wokenUp = false;
        boolean event = k != null && interested && isReadable() && k.isValid() && isInterested(k);
        if (event) {
            action.accept(k);
        }
        selecting = false;
        return event ? 1 : 0;
    }

    private static boolean isInterested(ModelKey key) {
        return (key.interest() & SelectionKey.OP_READ) != 0;
    }

    private void await(boolean interested) {
        waits++;
        waiting = Thread.currentThread();
        while (!wokenUp && !(interested && isReadable())) {
            LockSupport.park(this);
        }
        waiting = null;
    }

    private void release() {
        EventSource.pin(); // a worker is no virtual thread and waits for the monitor as it is
        try {
            releaseCancelled(cancelledKeys());
        } finally {
            EventSource.unpin();
        }
    }

    private void releaseCancelled(Set<SelectionKey> cancelled) {
        synchronized (cancelled) {
            for (SelectionKey each : cancelled) {
                deregister((AbstractSelectionKey) each);
                key = null;
                released = true;
            }
            cancelled.clear();
        }
    }

    @Override
    public Selector wakeup() {
        wokenUp = true;
        LockSupport.unpark(waiting);
        return this;
    }

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
        if (!isOpen()) {
            throw new ClosedSelectorException();
        }
        ModelKey made = new ModelKey(this, channel);
        made.attach(attachment);
        made.interestOps(ops);
        key = made;
        return made;
    }

    /** Takes its time, as the JDK's does, which tells the system of every key. */
    @Override
    protected void implCloseSelector() {
        wakeup();
        for (int i = 0; i < STEPS_OF_CLOSE; i++) {
            Thread.onSpinWait();
        }
        ModelKey k = key;
        if (k != null) {
            k.cancel();
        }
    }

    @Override
    public Set<SelectionKey> keys() {
        ModelKey k = key;
        return k == null ? Set.of() : Set.of(k);
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        throw notModelled("selectedKeys()");
    }

    @Override
    public int selectNow() {
        throw notModelled("selectNow()");
    }

    @Override
    public int select(long timeout) {
        throw notModelled("select(long)");
    }

    @Override
    public int select() {
        throw notModelled("select()");
    }

    /** The poller selects with an action alone; if that changes, the model must learn it. */
    private static UnsupportedOperationException notModelled(String method) {
        return new UnsupportedOperationException(
                method + " is not modelled: the poller selects with an action");
    }
}
