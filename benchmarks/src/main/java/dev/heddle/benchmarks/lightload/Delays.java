package dev.heddle.benchmarks.lightload;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The delays of one measurement.
 *
 * @param nanos one for each wake-up that was answered
 * @param never whether the measurement ended because a wake-up was not
 */
record Delays(long[] nanos, boolean never) {
    private static final String NEVER = "never";

    /** As a line between processes. */
    String line() {
        Stream<String> figures = LongStream.of(nanos).mapToObj(Long::toString);
        return Stream.concat(figures, never ? Stream.of(NEVER) : Stream.of())
                .collect(Collectors.joining(" "));
    }

    /** Reads such a line. */
    static Delays of(String line) {
        String[] words = line.strip().split(" ");
        return new Delays(
                Arrays.stream(words)
                        .filter(word -> !word.isEmpty() && !word.equals(NEVER))
                        .mapToLong(Long::parseLong)
                        .toArray(),
                Arrays.asList(words).contains(NEVER));
    }
}
