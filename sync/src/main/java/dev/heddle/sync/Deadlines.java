package dev.heddle.sync;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Spans of time as nanoseconds. */
final class Deadlines {
    private Deadlines() {}

    /** A span in nanoseconds, saturated: about 292 years at most. */
    static long nanos(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        return TimeUnit.NANOSECONDS.convert(timeout);
    }

    /**
     * The time after a span, on the scale of {@link System#nanoTime}; a negative span is none, and
     * one so long that differences would overflow is cut.
     */
    static long after(long nanos) {
        return System.nanoTime() + Math.clamp(nanos, 0, Long.MAX_VALUE >> 1);
    }
}
