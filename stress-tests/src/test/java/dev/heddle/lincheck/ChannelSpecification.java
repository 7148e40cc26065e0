package dev.heddle.lincheck;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/** What a channel does while nobody waits at it. */
public abstract class ChannelSpecification {
    private final int capacity;
    private final ArrayDeque<Integer> buffer = new ArrayDeque<>();
    private boolean closed;

    ChannelSpecification(int capacity) {
        this.capacity = capacity;
    }

    public @Nullable Boolean trySend(int value) {
        if (closed) {
            return null;
        }
        return buffer.size() < capacity && buffer.add(value);
    }

    public @Nullable Integer tryReceive() {
        return buffer.poll();
    }

    public boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    public int size() {
        return buffer.size();
    }

    public boolean isDrained() {
        return closed && buffer.isEmpty();
    }
}
