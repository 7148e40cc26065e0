package dev.heddle.lincheck;

import dev.heddle.channels.Channel;

/** A channel with room for two values. */
public class BufferedChannelLinearizableTest extends LinearizableChannel {
    public BufferedChannelLinearizableTest() {
        super(Channel.buffered(2));
    }

    @Override
    Class<?> specification() {
        return Specification.class;
    }

    /** The same for one thread. */
    public static class Specification extends ChannelSpecification {
        public Specification() {
            super(2);
        }
    }
}
