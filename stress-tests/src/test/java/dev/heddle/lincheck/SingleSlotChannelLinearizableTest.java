package dev.heddle.lincheck;

import dev.heddle.channels.Channel;

/** A channel with room for one value. */
public class SingleSlotChannelLinearizableTest extends LinearizableChannel {
    public SingleSlotChannelLinearizableTest() {
        super(Channel.buffered(1));
    }

    @Override
    Class<?> specification() {
        return Specification.class;
    }

    /** The same for one thread. */
    public static class Specification extends ChannelSpecification {
        public Specification() {
            super(1);
        }
    }
}
