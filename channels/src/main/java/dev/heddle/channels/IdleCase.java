package dev.heddle.channels;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/**
 * What a select does when no channel is ready, at once or after a time.
 *
 * @param nanos how long to wait; 0 or less: look once; OTHERWISE: do not count as a timeout at all
 * @param <R> the result of the select
 */
record IdleCase<R extends @Nullable Object>(long nanos, Supplier<? extends R> then)
        implements Select.Case<R> {
    /** Go's {@code default}. */
    static final long OTHERWISE = Long.MIN_VALUE;

    boolean isOtherwise() {
        return nanos == OTHERWISE;
    }

    @Override
    public String toString() {
        return isOtherwise() ? "otherwise" : "timeout of " + nanos + " ns";
    }
}
