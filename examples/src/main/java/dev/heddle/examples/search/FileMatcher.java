package dev.heddle.examples.search;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the lines of one file that match, with ordinary blocking reads: the goroutine holds its
 * worker meanwhile, and if that takes long, the scheduler's monitor seats a spare worker.
 *
 * <p>Binary files are treated as {@code grep -I} does: reading ends at the block with the first NUL
 * byte, what earlier blocks held stays; a matching line that is not UTF-8 is not shown.
 */
final class FileMatcher {

    /** GNU grep's, so that both see the same first block. */
    private static final int BLOCK = 96 * 1024;

    private final Matcher matcher;
    private final BooleanSupplier cancelled;
    private final List<FileMatches.Line> found = new ArrayList<>();
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

    private byte[] buffer = new byte[BLOCK];

    /** How many bytes of the buffer belong to a line that has not ended yet. */
    private int carried;

    private long lineNumber;
    private long bytes;

    private FileMatcher(Pattern pattern, BooleanSupplier cancelled) {
        this.matcher = pattern.matcher("");
        this.cancelled = cancelled;
    }

    /** Reads a file; whatever goes wrong is part of the result. */
    static FileMatches match(Path file, String shown, Pattern pattern, BooleanSupplier cancelled) {
        FileMatcher matcher = new FileMatcher(pattern, cancelled);
        String problem = null;
        try (InputStream in = Files.newInputStream(file)) {
            matcher.readAll(in);
        } catch (IOException e) {
            problem = Problems.of(e);
        } catch (OutOfMemoryError e) {
            problem = "a line is too long for the memory there is";
        }
        return new FileMatches(shown, matcher.found, matcher.bytes, problem);
    }

    private void readAll(InputStream in) throws IOException {
        while (!cancelled.getAsBoolean()) {
            makeRoom();
            int read = in.readNBytes(buffer, carried, BLOCK);
            bytes += read;
            int end = carried + read;
            if (hasNul(carried, end)) {
                return;
            }
            int rest = matchLines(end);
            if (read < BLOCK) {
                if (rest < end) {
                    matchLine(rest, end);
                }
                return;
            }
            carried = end - rest;
            System.arraycopy(buffer, rest, buffer, 0, carried);
        }
    }

    private void makeRoom() {
        if (buffer.length - carried < BLOCK) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, carried + BLOCK));
        }
    }

    private boolean hasNul(int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** Matches all complete lines; where the incomplete one starts. */
    private int matchLines(int end) {
        int start = 0;
        for (int i = carried; i < end; i++) {
            if (buffer[i] == '\n') {
                matchLine(start, i);
                start = i + 1;
            }
        }
        return start;
    }

    private void matchLine(int from, int to) {
        lineNumber++;
        String text = new String(buffer, from, to - from, StandardCharsets.UTF_8);
        if (matcher.reset(text).find() && isText(from, to, text)) {
            found.add(new FileMatches.Line(lineNumber, text));
        }
    }

    private boolean isText(int from, int to, String text) {
        if (text.indexOf('\uFFFD') < 0) {
            return true; // nothing had to be replaced
        }
        return decoded(from, to) != null;
    }

    private @Nullable CharSequence decoded(int from, int to) {
        try {
            return decoder.decode(ByteBuffer.wrap(buffer, from, to - from));
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
