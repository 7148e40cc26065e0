package dev.heddle.examples.search;

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
 * Finds the lines of one file after another that match, with ordinary blocking reads: the goroutine
 * holds its worker meanwhile, and if that takes long, the scheduler's monitor seats a spare worker.
 * For one goroutine at a time.
 *
 * <p>Binary files are treated as {@code grep -I} does: reading ends at the block with the first NUL
 * byte, what earlier blocks held stays; a matching line that is not UTF-8 is not shown. A file is
 * never held as a whole, only a block and what has been read of the line at its end.
 */
final class FileMatcher {

    /** GNU grep's, so that both see the same first block. */
    private static final int BLOCK = 96 * 1024;

    private static final int LONGEST_LINE = 1 << 30;
    private static final char REPLACEMENT = '\uFFFD';

    private final Matcher matcher;
    private final BooleanSupplier cancelled;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

    private byte[] buffer = new byte[2 * BLOCK];

    /** How many bytes of the buffer belong to a line that has not ended yet. */
    private int carried;

    private long lineNumber;
    private long bytes;
    private boolean hidden;
    private List<FileMatches.Line> found = new ArrayList<>();

    /**
     * @param cancelled asked between blocks; what was found until then stays
     */
    FileMatcher(Pattern pattern, BooleanSupplier cancelled) {
        this.matcher = pattern.matcher("");
        this.cancelled = cancelled;
    }

    /** Reads a file; whatever goes wrong is part of the result. */
    FileMatches match(Path file, String shown) {
        reset();
        String problem = null;
        try (InputStream in = Files.newInputStream(file)) {
            readAll(in);
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            problem = Problems.of(e);
        }
        return new FileMatches(shown, found, hidden, bytes, problem);
    }

    private void reset() {
        if (buffer.length > 2 * BLOCK) {
            buffer = new byte[2 * BLOCK]; // grown for a long line
        }
        carried = 0;
        lineNumber = 0;
        bytes = 0;
        hidden = false;
        found = new ArrayList<>();
    }

    private void readAll(InputStream in) throws IOException {
        boolean last = false;
        while (!last && !cancelled.getAsBoolean()) {
            makeRoom();
            int read = in.readNBytes(buffer, carried, BLOCK);
            last = read < BLOCK;
            bytes += read;
            int end = carried + read;
            int complete = last ? end : endOfCompleteLines(end);
            if (isBinary(Math.max(carried, complete), end) || !matchLines(complete)) {
                return;
            }
            carried = end - complete;
            if (complete > 0) { // else all of it is one long line: copying it each time costs n²
                System.arraycopy(buffer, complete, buffer, 0, carried);
            }
        }
    }

    private void makeRoom() throws IOException {
        if (carried > LONGEST_LINE) {
            throw new IOException("line " + (lineNumber + 1) + " is longer than 1 GiB");
        }
        if (buffer.length - carried < BLOCK) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, 5L << 28));
        }
    }

    private int endOfCompleteLines(int end) {
        for (int i = end; i > carried; i--) {
            if (buffer[i - 1] == '\n') {
                return i;
            }
        }
        return 0;
    }

    private boolean isBinary(int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** Matches the lines at the buffer's start; false if they turn out to be binary. */
    private boolean matchLines(int end) {
        String text = text(0, end);
        if (text.indexOf('\0') >= 0) {
            return false;
        }
        if (text.indexOf(REPLACEMENT) < 0) {
            matchInPlace(text);
        } else {
            matchOneByOne(end);
        }
        return true;
    }

    /**
     * The usual case, everything is UTF-8: a line becomes a string of its own only if it matches.
     */
    private void matchInPlace(String text) {
        matcher.reset(text);
        int end;
        for (int start = 0; start < text.length(); start = end + 1) {
            end = text.indexOf('\n', start);
            if (end < 0) {
                end = text.length();
            }
            lineNumber++;
            if (matcher.region(start, end).find()) {
                found.add(new FileMatches.Line(lineNumber, text.substring(start, end)));
            }
        }
    }

    /** Some line is not UTF-8, or holds the replacement character itself: only its bytes tell. */
    private void matchOneByOne(int to) {
        int end;
        for (int start = 0; start < to; start = end + 1) {
            end = start;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            lineNumber++;
            String line = text(start, end);
            if (matcher.reset(line).find()) {
                if (line.indexOf(REPLACEMENT) < 0 || isUtf8(start, end)) {
                    found.add(new FileMatches.Line(lineNumber, line));
                } else {
                    hidden = true;
                }
            }
        }
    }

    private String text(int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.UTF_8);
    }

    private boolean isUtf8(int from, int to) {
        try {
            decoder.decode(ByteBuffer.wrap(buffer, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
