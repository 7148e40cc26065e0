package dev.heddle.channels;

import java.io.Serial;

/**
 * An operation met a closed channel: a send to it, whether before or during the wait, or a receive
 * from it after its last value. The message names the operation and the channel.
 */
public final class ChannelClosedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    ChannelClosedException(String operation, Object channel) {
        super(operation + " on closed " + channel);
    }
}
