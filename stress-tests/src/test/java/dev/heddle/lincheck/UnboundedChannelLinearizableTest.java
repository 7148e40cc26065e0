package dev.heddle.lincheck;

import dev.heddle.channels.Channel;

/** A channel with room for everything. */
public class UnboundedChannelLinearizableTest extends LinearizableChannel {
    public UnboundedChannelLinearizableTest() {
        super(Channel.unbounded());
    }

    @Override
    Class<?> specification() {
        return Specification.class;
    }

    /** The same for one thread. */
    public static class Specification extends ChannelSpecification {
        public Specification() {
            super(Integer.MAX_VALUE);
        }
    }
}
