package dev.heddle.lincheck;

import dev.heddle.channels.Channel;

/** A channel without a buffer. */
public class UnbufferedChannelLinearizableTest extends LinearizableChannel {
    public UnbufferedChannelLinearizableTest() {
        super(Channel.unbuffered());
    }

    @Override
    Class<?> specification() {
        return Specification.class;
    }

    /** The same for one thread. */
    public static class Specification extends ChannelSpecification {
        public Specification() {
            super(0);
        }
    }
}
