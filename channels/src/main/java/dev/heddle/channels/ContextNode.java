package dev.heddle.channels;

import dev.heddle.sync.Task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * A node in the tree of contexts: the root, one that knows a value, one that is detached from the
 * end of those above. One that can end is a {@link CancelContext}.
 */
sealed class ContextNode implements Context permits CancelContext {
    static final ContextNode BACKGROUND = new ContextNode(null, null, null, null);
    static final ScopedValue<Context> CURRENT = ScopedValue.newInstance();

    private static final Registration NOTHING_TO_STOP = () -> false;
    private static final Guard NOTHING_TO_GUARD = () -> {};

    private final @Nullable ContextNode parent;
    private final @Nullable Key<?> key;
    private final @Nullable Object value;

    /** The nearest context above, or this one, that can end; null: this never ends. */
    private final @Nullable CancelContext scope;

    private ContextNode(
            @Nullable ContextNode parent,
            @Nullable Key<?> key,
            @Nullable Object value,
            @Nullable CancelContext scope) {
        this.parent = parent;
        this.key = key;
        this.value = value;
        this.scope = scope;
    }

    /** For the context that can end, which is its own scope. */
    ContextNode(ContextNode parent) {
        this(parent, null, null, null);
    }

    /** Whose end is the end of this context; null: it never ends. */
    @Nullable CancelContext scope() {
        return scope;
    }

    @Override
    public final Cancellable withCancel() {
        return CancelContext.below(this);
    }

    @Override
    public final Cancellable withTimeout(Duration timeout) {
        return CancelContext.below(this, nanos(timeout), null);
    }

    @Override
    public final Cancellable withTimeout(Duration timeout, Throwable cause) {
        return CancelContext.below(this, nanos(timeout), Objects.requireNonNull(cause, "cause"));
    }

    private static long nanos(Duration timeout) {
        return TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(timeout, "timeout"));
    }

    @Override
    public final Cancellable withDeadline(Instant deadline) {
        Objects.requireNonNull(deadline, "deadline");
        return withTimeout(Duration.between(Instant.now(), deadline));
    }

    @Override
    public final <T> Context withValue(Key<T> key, T value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        return new ContextNode(this, key, value, scope());
    }

    @Override
    public final Context withoutCancel() {
        return new ContextNode(this, null, null, null);
    }

    @Override
    @SuppressWarnings("unchecked")
    public final <T> @Nullable T value(Key<T> key) {
        Objects.requireNonNull(key, "key");
        for (ContextNode node = this; node != null; node = node.parent) {
            if (node.key == key) {
                return (T) node.value;
            }
        }
        return null;
    }

    @Override
    public Receiver<Void> done() {
        CancelContext ending = scope();
        return ending == null ? Channels.never() : ending.done();
    }

    @Override
    public @Nullable CancellationException err() {
        CancelContext ending = scope();
        return ending == null ? null : ending.err();
    }

    @Override
    public @Nullable Throwable cause() {
        CancelContext ending = scope();
        return ending == null ? null : ending.cause();
    }

    @Override
    public @Nullable Instant deadline() {
        CancelContext ending = scope();
        return ending == null ? null : ending.deadline();
    }

    @Override
    public Registration afterDone(Task action) {
        Objects.requireNonNull(action, "action");
        CancelContext ending = scope();
        return ending == null ? NOTHING_TO_STOP : ending.afterDone(action);
    }

    @Override
    public Guard interrupting(Thread thread) {
        Objects.requireNonNull(thread, "thread");
        CancelContext ending = scope();
        return ending == null ? NOTHING_TO_GUARD : ending.interrupting(thread);
    }

    /** Where the context stands in the tree, from the root. */
    @Override
    public String toString() {
        if (parent == null) {
            return "Context.background";
        }
        return parent + (key == null ? ".withoutCancel" : ".withValue(" + key + ")");
    }
}
