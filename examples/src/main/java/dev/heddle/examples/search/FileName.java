package dev.heddle.examples.search;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The last name of a path, as UTF-8 whatever the locale says. In the locale {@code C} Java opens a
 * file with an accent in its name but cannot show it; the path's URI still holds the bytes.
 */
final class FileName {
    private static final char REPLACEMENT = '\uFFFD';

    private FileName() {}

    static String of(Path path) {
        String name = path.getFileName().toString();
        return name.indexOf(REPLACEMENT) < 0 ? name : decoded(path.toUri().getRawPath());
    }

    private static String decoded(String rawPath) {
        int end = rawPath.endsWith("/") ? rawPath.length() - 1 : rawPath.length();
        int start = rawPath.lastIndexOf('/', end - 1) + 1;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = start; i < end; i++) {
            if (rawPath.charAt(i) == '%') {
                bytes.write(Integer.parseInt(rawPath, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(rawPath.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
