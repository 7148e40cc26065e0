package dev.heddle.channels;

import dev.heddle.sync.waiting.WaitReason;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Go's nil channel. */
final class NeverChannel implements Channel<Object> {
    static final NeverChannel INSTANCE = new NeverChannel();

    private static final WaitReason SENDING = new WaitReason("chan send", INSTANCE);
    private static final WaitReason RECEIVING = new WaitReason("chan receive", INSTANCE);

    private NeverChannel() {}

    @Override
    public void send(Object value) throws InterruptedException {
        Objects.requireNonNull(value, "value");
        awaitInterrupt(SENDING);
    }

    @Override
    public boolean send(Object value, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(value, "value");
        awaitTimeout(SENDING, timeout);
        return false;
    }

    @Override
    public boolean trySend(Object value) {
        Objects.requireNonNull(value, "value");
        return false;
    }

    @Override
    public boolean close() {
        throw new UnsupportedOperationException("close of Channels.never()");
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public Object receive() throws InterruptedException {
        throw awaitInterrupt(RECEIVING);
    }

    @Override
    public @Nullable Object receiveOrNull() throws InterruptedException {
        throw awaitInterrupt(RECEIVING);
    }

    @Override
    public @Nullable Object receive(Duration timeout) throws InterruptedException {
        awaitTimeout(RECEIVING, timeout);
        return null;
    }

    @Override
    public @Nullable Object tryReceive() {
        return null;
    }

    @Override
    public int drainTo(Collection<? super Object> target, int max) {
        Objects.requireNonNull(target, "target");
        return 0;
    }

    @Override
    public boolean isDrained() {
        return false;
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public int capacity() {
        return 0;
    }

    @Override
    public String toString() {
        return "Channel[never]";
    }

    /** Never returns; declared to, so that callers can throw it. */
    private static InterruptedException awaitInterrupt(WaitReason reason)
            throws InterruptedException {
        new Waiter().await(reason);
        throw new InterruptedException("interrupted in " + reason);
    }

    private static void awaitTimeout(WaitReason reason, Duration timeout)
            throws InterruptedException {
        long nanos = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(timeout, "timeout"));
        long deadline = System.nanoTime() + Math.max(0, nanos);
        if (new Waiter().awaitUntil(reason, deadline) == Waiter.INTERRUPTED) {
            throw new InterruptedException("interrupted in " + reason);
        }
    }
}
