package dev.heddle.lincheck;

import dev.heddle.channels.Channel;
import dev.heddle.channels.ChannelClosedException;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/** The operations of a channel that never wait. */
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public abstract class LinearizableChannel extends Linearizable {
    private final Channel<Integer> channel;

    LinearizableChannel(Channel<Integer> channel) {
        this.channel = channel;
    }

    /** Null if it is closed. */
    @Operation
    public @Nullable Boolean trySend(@Param(name = "value") int value) {
        try {
            return channel.trySend(value);
        } catch (ChannelClosedException e) {
            return null;
        }
    }

    @Operation
    public @Nullable Integer tryReceive() {
        return channel.tryReceive();
    }

    @Operation
    public boolean close() {
        return channel.close();
    }

    @Operation
    public int size() {
        return channel.size();
    }

    @Operation
    public boolean isDrained() {
        return channel.isDrained();
    }
}
