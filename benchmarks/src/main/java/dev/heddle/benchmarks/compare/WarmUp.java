package dev.heddle.benchmarks.compare;

import java.util.Locale;

/**
 * How long a process runs before it is measured: until it {@linkplain SteadyState gets no faster},
 * within limits.
 *
 * @param leastMillis so long at least
 * @param mostMillis so long at most, and to the end of the run that exceeds it
 */
record WarmUp(int leastMillis, int mostMillis) {
    /** How much of the time between the limits the rows of a whole pass take, on the mean. */
    private static final double USUAL_SHARE = 0.5;

    /** The same, of so many milliseconds at least. */
    WarmUp ofAtLeast(int millis) {
        return new WarmUp(millis, Math.max(millis, mostMillis));
    }

    /** What it takes on the mean of many rows. */
    int usualMillis() {
        return leastMillis + (int) (USUAL_SHARE * (mostMillis - leastMillis));
    }

    /** In words, for the head of a table. */
    String inWords() {
        return String.format(
                Locale.ROOT,
                "a warm-up of %.1f to %.1f s, which ends when it gets no faster",
                leastMillis / 1e3,
                mostMillis / 1e3);
    }
}
