package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * A value that is computed once, by the first who asks; everybody gets the same. If the computation
 * throws, everybody gets the same exception.
 *
 * <p>Blocking and memory effects are those of {@link Once#run}. The supplier is forgotten after it
 * has run.
 *
 * <p>After Go's sync.OnceValue.
 *
 * @param <T> the type of the value
 */
public final class OnceValue<T extends @Nullable Object> implements Supplier<T> {

    private final Once once = new Once();

    /** Null after it has run; written by that run. */
    private @Nullable Supplier<? extends T> supplier;

    /** Written by the run, read after it. */
    private @Nullable T value;

    /** Written by the run, read after it. */
    private @Nullable Throwable failure;

    /**
     * A value to be computed.
     *
     * @param supplier computes it
     */
    public OnceValue(Supplier<? extends T> supplier) {
        this.supplier = Objects.requireNonNull(supplier, "supplier");
    }

    /**
     * The value.
     *
     * @throws IllegalStateException if called by the supplier itself
     * @throws RuntimeException what the supplier threw, the same every time
     */
    @Override
    @SuppressWarnings("NullAway") // null only if the supplier gave null
    public T get() {
        if (!once.isDone()) {
            once.run(this::compute);
        }
        Throwable thrown = failure;
        if (thrown != null) {
            throw OnceValue.<RuntimeException>unchecked(thrown);
        }
        return value;
    }

    private void compute() {
        Supplier<? extends T> computation = Objects.requireNonNull(supplier, "supplier");
        supplier = null;
        try {
            value = computation.get();
        } catch (Throwable e) {
            failure = e;
        }
    }

    /** Throws whatever the supplier threw, as it is. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable e) throws E {
        throw (E) e;
    }

    @Override
    public String toString() {
        return "OnceValue[" + once + "]";
    }
}
