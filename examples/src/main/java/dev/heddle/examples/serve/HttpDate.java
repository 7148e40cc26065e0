package dev.heddle.examples.serve;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Times as HTTP writes them (RFC 9110, 5.6.7). */
final class HttpDate {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                    .withZone(ZoneOffset.UTC);

    private record Line(long second, byte[] bytes) {}

    /** Of the current second; whoever finds it too old replaces it. */
    private static volatile Line line = lineOf(0);

    private HttpDate() {}

    /** The header field of now, with its line end. Shared: not to be changed. */
    static byte[] line() {
        long second = System.currentTimeMillis() / 1000;
        Line current = line;
        if (current.second != second) {
            current = lineOf(second);
            line = current;
        }
        return current.bytes;
    }

    private static Line lineOf(long second) {
        String date = format(Instant.ofEpochSecond(second));
        return new Line(second, Ascii.bytes("Date: " + date + "\r\n"));
    }

    static String format(Instant time) {
        return FORMAT.format(time);
    }

    /** Null if it is no date in the format that senders must use. */
    static @Nullable Instant parse(String text) {
        try {
            return Instant.from(FORMAT.parse(text));
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
