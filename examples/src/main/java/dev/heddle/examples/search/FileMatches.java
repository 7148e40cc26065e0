package dev.heddle.examples.search;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What was found in one file.
 *
 * @param path as it is printed
 * @param lines in their order
 * @param hidden whether there are matching lines that are not text, and so not shown
 * @param bytes read
 * @param problem why the file could not be read to its end; null if it was
 */
record FileMatches(
        String path, List<Line> lines, boolean hidden, long bytes, @Nullable String problem) {

    /**
     * A line with a match.
     *
     * @param number from 1 on
     * @param text without the end of line
     */
    record Line(long number, String text) {}

    static FileMatches unreadable(String path, String problem) {
        return new FileMatches(path, List.of(), false, 0, problem);
    }
}
