package dev.heddle.channels;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;

/** Ranges over what one thread receives. */
final class ChannelIterator<T> implements Iterator<T> {
    private final Receiver<T> source;

    /** Received in advance by {@code hasNext}. */
    private @Nullable T ahead;

    ChannelIterator(Receiver<T> source) {
        this.source = source;
    }

    @Override
    public boolean hasNext() {
        if (ahead == null) {
            ahead = receive();
        }
        return ahead != null;
    }

    @Override
    public T next() {
        T value = ahead != null ? ahead : receive();
        if (value == null) {
            throw new NoSuchElementException("closed and drained: " + source);
        }
        ahead = null;
        return value;
    }

    private @Nullable T receive() {
        try {
            return source.receiveOrNull();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException failure =
                    new CancellationException("interrupted while iterating over " + source);
            failure.initCause(e);
            throw failure;
        }
    }
}
