package dev.heddle.netpoll;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Points in time from spans of it. */
final class Deadlines {
    private Deadlines() {}

    /** The time after a span; the far future if that cannot be told. */
    static Instant after(Duration span) {
        try {
            return Instant.now().plus(span);
        } catch (DateTimeException | ArithmeticException e) {
            return span.isNegative() ? Instant.MIN : Instant.MAX;
        }
    }

    /**
     * A point in time on the scale of {@link System#nanoTime}; never {@link Direction#NO_DEADLINE}.
     */
    static long nanoTimeOf(Instant instant) {
        Objects.requireNonNull(instant, "deadline");
        long now = System.nanoTime();
        long delay;
        try {
            delay = Duration.between(Instant.now(), instant).toNanos();
        } catch (ArithmeticException e) {
            delay = instant.isAfter(Instant.now()) ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        long at = now + Math.clamp(delay, -1, Long.MAX_VALUE / 2);
        return at == Direction.NO_DEADLINE ? at + 1 : at;
    }
}
