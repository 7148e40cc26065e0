package dev.heddle.examples.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.CommandRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

class SearchCommandTest {

    @TempDir private Path dir;

    private Path write(String name, String content) throws IOException {
        return write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private Path write(String name, byte[] content) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    private CommandRun search(String pattern) {
        return CommandRun.of("search", pattern, dir.toString());
    }

    private List<String> found(String pattern) {
        return search(pattern).out().stream()
                .map(line -> line.substring(dir.toString().length() + 1))
                .toList();
    }

    @Test
    void printsPathNumberAndTextOfEachMatchingLine() throws IOException {
        write("a.txt", "one\ntwo\nthree two\n");
        CommandRun run = search("two");
        assertThat(run.out()).containsExactly(dir + "/a.txt:2:two", dir + "/a.txt:3:three two");
        assertThat(run.status()).isZero();
    }

    @Test
    void sortsByTheWholePath() throws IOException {
        write("a/b", "x");
        write("a.txt", "x");
        write("a0", "x");
        write("B", "x");
        assertThat(found("x")).containsExactly("B:1:x", "a.txt:1:x", "a/b:1:x", "a0:1:x");
    }

    @Test
    void saysWhatItDidInOneLine() throws IOException {
        write("a", "hit\nmiss\nhit\n");
        write("b", "miss\n");
        assertThat(search("hit").err())
                .matches(
                        "search: 2 files, 18 bytes, 2 matches, 4 goroutines, \\d+ workers,"
                                + " \\d+ spares, \\d+ steals, \\d+\\.\\d\\d seconds\n");
    }

    @Test
    void statusIsOneIfNothingWasFound() throws IOException {
        write("a", "x");
        CommandRun run = search("y");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aMissingDirectoryIsReportedAndTheRestSearched() throws IOException {
        write("a", "x");
        CommandRun run =
                CommandRun.of("search", "x", dir.resolve("missing").toString(), dir.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("missing: No such file or directory");
        assertThat(run.out()).containsExactly(dir + "/a:1:x");
    }

    @Test
    void anUnreadableFileIsReportedAndTheRestSearched() throws IOException {
        // not even root may read what the kernel gives up halfway
        CommandRun run = CommandRun.of("search", "x", "/proc/self/mem", write("a", "x").toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("/proc/self/mem: ");
        assertThat(run.out()).containsExactly(dir + "/a:1:x");
    }

    @Test
    void aBadPatternIsExplainedAndNothingSearched() {
        CommandRun run = search("(");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("bad pattern: Unclosed group");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1"})
    void filesInFlightMustBePositive(String inFlight) {
        CommandRun run = CommandRun.of("search", "-j", inFlight, "x", dir.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--in-flight must be at least 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2000"})
    void parallelismOutOfRangeIsExplained(String parallelism) {
        CommandRun run = CommandRun.of("search", "-p", parallelism, "x", dir.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("parallelism must be from 1 to 1024: " + parallelism);
    }

    @Test
    void aBinaryFileIsLeftOut() throws IOException {
        write("binary", "x\n\0\nx\n");
        write("text", "x\n");
        assertThat(found("x")).containsExactly("text:1:x");
    }

    @Test
    void whatStandsBeforeTheBlockOfALateNulStays() throws IOException {
        byte[] content =
                "x23456789012345\n".repeat(3 * 96 * 1024 / 16).getBytes(StandardCharsets.US_ASCII);
        content[2 * 96 * 1024 + 1] = 0;
        write("late", content);
        assertThat(found("x")).hasSize(2 * 96 * 1024 / 16);
    }

    @Test
    void aMatchingLineThatIsNotUtf8IsNotShownButTheOthersAre() throws IOException {
        write("mixed", new byte[] {'x', '1', '\n', 'x', (byte) 0xFF, '\n', 'x', '3'});
        assertThat(found("x")).containsExactly("mixed:1:x1", "mixed:3:x3");
    }

    @Test
    void aReplacementCharacterInTheTextIsText() throws IOException {
        write("text", "x\uFFFD\n");
        assertThat(found("x")).containsExactly("text:1:x\uFFFD");
    }

    @Test
    void onlyALineFeedEndsALine() throws IOException {
        write("crlf", "x\r\ny");
        assertThat(found("x$")).isEmpty();
        assertThat(found("y$")).containsExactly("crlf:2:y");
        assertThat(search("x.$").status()).isZero();
    }

    @Test
    void anEmptyFileAndAFileWithoutANewlineAtTheEndAreSearched() throws IOException {
        write("empty", "");
        write("open", "x");
        assertThat(found("^")).containsExactly("open:1:x");
    }

    @Test
    void linksAreFollowedOnlyFromTheCommandLine() throws IOException {
        write("real/a", "x");
        Files.createSymbolicLink(dir.resolve("link"), dir.resolve("real"));
        assertThat(found("x")).containsExactly("real/a:1:x");
        CommandRun run = CommandRun.of("search", "x", dir.resolve("link").toString());
        assertThat(run.out()).containsExactly(dir + "/link/a:1:x");
    }

    @Test
    void anEmptyPathIsNoDirectory() {
        CommandRun run = CommandRun.of("search", "x", "");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("search: : No such file or directory");
    }

    @Test
    void filesAndDirectoriesAreSearchedInTheOrderTheyWereNamed() throws IOException {
        Path file = write("b", "x");
        Path inner = write("inner/a", "x").getParent();
        CommandRun run =
                CommandRun.of("search", "x", inner.toString(), file.toString(), inner + "/");
        assertThat(run.out()).containsExactly(inner + "/a:1:x", file + ":1:x", inner + "/a:1:x");
    }

    @Test
    void aLineTooLongForThePatternIsReportedAndTheRestSearched() throws IOException {
        write("a", "xy".repeat(1_000_000));
        write("b", "xyz");
        CommandRun run = search("(x|y)*z");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("/a: a line is too long for a pattern that repeats a group");
        assertThat(run.out()).containsExactly(dir + "/b:1:xyz");
    }

    @Test
    void aLineThatOnlyEndsInALaterBlockIsCountedOnce() throws IOException {
        String line = "y".repeat(1000) + "\n";
        write("a", line.repeat(1000) + "x\n" + line + "x");
        assertThat(found("x")).containsExactly("a:1001:x", "a:1003:x");
    }

    @Test
    void aCharacterThatIsCutByTheEndOfABlockIsWhole() throws IOException {
        write("a", "é".repeat(96 * 1024) + "x\n" + "aé".repeat(96 * 1024) + "\n");
        assertThat(found("éx$")).hasSize(1).first().asString().startsWith("a:1:é");
        assertThat(found("^aé")).hasSize(1).first().asString().startsWith("a:2:aé");
    }

    @Test
    void slashesBehindADirectoryAreNotDoubled() throws IOException {
        write("a", "x");
        assertThat(CommandRun.of("search", "x", dir + "//").out()).containsExactly(dir + "/a:1:x");
    }

    @Test
    void aLineLongerThanManyBlocksIsOneLine() throws IOException {
        String line = "ab".repeat(300_000);
        write("long", line + "x\n" + "next\n");
        assertThat(found("x$")).containsExactly("long:1:" + line + "x");
        assertThat(found("next")).containsExactly("long:2:next");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 64})
    void findsWhatAPlainLoopFindsOnRandomTrees(int parallelism) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            String name = "d" + random.nextInt(5) + "/e" + random.nextInt(5) + "/f" + i;
            StringBuilder content = new StringBuilder();
            for (int line = random.nextInt(50); line > 0; line--) {
                content.append("word").append(random.nextInt(30)).append('\n');
            }
            write(name, content.toString());
        }
        CommandRun run =
                CommandRun.of(
                        "search", "-p", "" + parallelism, "-j", "3", "word7$", dir.toString());
        assertThat(run.out()).as("seed " + seed).isEqualTo(plainSearch("word7$"));
    }

    private List<String> plainSearch(String regex) throws IOException {
        Pattern pattern = Pattern.compile(regex);
        List<String> expected = new ArrayList<>();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    if (pattern.matcher(lines.get(i)).find()) {
                        expected.add(file + ":" + (i + 1) + ":" + lines.get(i));
                    }
                }
            }
        }
        return expected;
    }
}
