package dev.heddle.netpoll;

import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractSelectableChannel;

/** A channel that is nothing but registered. */
final class ModelChannel extends AbstractSelectableChannel {

    /** A non-blocking channel. */
    ModelChannel() {
        super(null);
        try {
            configureBlocking(false);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected void implCloseSelectableChannel() {}

    @Override
    protected void implConfigureBlocking(boolean block) {}

    @Override
    public int validOps() {
        return SelectionKey.OP_READ | SelectionKey.OP_WRITE;
    }

    @Override
    public String toString() {
        return "ModelChannel";
    }
}
