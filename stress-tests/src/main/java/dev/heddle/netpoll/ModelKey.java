package dev.heddle.netpoll;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectionKey;
import java.util.concurrent.atomic.AtomicInteger;

/** A key of the {@link ModelSelector}. */
final class ModelKey extends AbstractSelectionKey {
    private final ModelSelector selector;
    private final SelectableChannel channel;
    private final AtomicInteger interest = new AtomicInteger();

    ModelKey(ModelSelector selector, SelectableChannel channel) {
        this.selector = selector;
        this.channel = channel;
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public Selector selector() {
        return selector;
    }

    @Override
    public int interestOps() {
        checkValid();
        return interest.get();
    }

    @Override
    public SelectionKey interestOps(int ops) {
        checkValid();
        interest.set(ops);
        return this;
    }

    @Override
    public int interestOpsOr(int ops) {
        checkValid();
        return interest.getAndUpdate(now -> now | ops);
    }

    @Override
    public int interestOpsAnd(int ops) {
        checkValid();
        return interest.getAndUpdate(now -> now & ops);
    }

    @Override
    public int readyOps() {
        checkValid();
        return selector.isReadable() ? OP_READ : 0;
    }

    /** The interest as the selector sees it, which does not care whether the key is valid. */
    int interest() {
        return interest.get();
    }

    private void checkValid() {
        if (!isValid()) {
            throw new CancelledKeyException();
        }
    }
}
