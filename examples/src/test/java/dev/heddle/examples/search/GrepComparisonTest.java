package dev.heddle.examples.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.examples.CommandRun;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The search against {@code grep -rnI} itself, with patterns that mean the same to both. */
class GrepComparisonTest {

    private static final byte[][] PIECES = {
        bytes("x"),
        bytes("y"),
        bytes("word"),
        bytes(" "),
        bytes("\r"),
        bytes("\t"),
        bytes("\f"),
        bytes("\u0085"),
        bytes("\u2028"),
        bytes("é"),
        bytes("😀"),
        bytes("\uFFFD"),
        bytes("\uFEFF"),
        bytes("abc123"),
        // from here on it is not UTF-8
        {(byte) 0xFF},
        {(byte) 0xC3},
        {(byte) 0x85},
        {(byte) 0xC0, (byte) 0x80},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
    };
    private static final int TEXT_PIECES = 14;

    @TempDir private Path dir;

    private record Grep(int status, List<String> lines) {}

    @BeforeAll
    static void thereMustBeAGnuGrep() throws IOException {
        Process version = new ProcessBuilder("grep", "--version").start();
        assumeTrue(
                text(version.getInputStream().readAllBytes()).contains("GNU grep"),
                "what is to be compared with is GNU grep");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "^",
                "$",
                ".",
                "x$",
                "^x",
                "x.y",
                "é",
                "^$",
                "word|abc",
                "[^x]y",
                "x +y",
                "zz"
            })
    void findsWhatGrepFindsInRandomTrees(String pattern) throws Exception {
        long seed = System.nanoTime();
        makeTree(new Random(seed));
        assertSame("seed " + seed, pattern, dir.toString());
    }

    @Test
    void findsWhatGrepFindsInThisModule() throws Exception {
        assertSame("sources", "import .*Channel", "src", "pom.xml");
    }

    @Test
    void aMatchThatIsNotTextIsFoundButNotShown() throws Exception {
        Files.write(dir.resolve("latin1"), new byte[] {'x', (byte) 0xE9, '\n'});
        assertSame("latin1", "x", dir.toString());
    }

    private static void assertSame(String what, String pattern, String... roots) throws Exception {
        String[] words = new String[roots.length + 2];
        words[0] = "search";
        words[1] = pattern;
        System.arraycopy(roots, 0, words, 2, roots.length);
        CommandRun run = CommandRun.of(words);
        Grep grep = grep(pattern, roots);
        assertThat(run.out()).as(what).containsExactlyInAnyOrderElementsOf(grep.lines);
        assertThat(run.status()).as(what).isEqualTo(grep.status);
    }

    private static Grep grep(String pattern, String... roots) throws Exception {
        List<String> command = new ArrayList<>(List.of("grep", "-rnIE", "-e", pattern, "--"));
        command.addAll(List.of(roots));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String out = text(process.getInputStream().readAllBytes());
        return new Grep(process.waitFor(), CommandRun.lines(out));
    }

    private void makeTree(Random random) throws IOException {
        for (int i = 0; i < 150; i++) {
            Path file = dir.resolve("d" + random.nextInt(3) + "/.e" + random.nextInt(3) + "/f" + i);
            Files.createDirectories(file.getParent());
            Files.write(file, content(random));
        }
    }

    private static byte[] content(Random random) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int pieces = random.nextBoolean() ? TEXT_PIECES : PIECES.length;
        for (int line = random.nextInt(40); line > 0; line--) {
            for (int piece = random.nextInt(8); piece > 0; piece--) {
                content.writeBytes(PIECES[random.nextInt(pieces)]);
            }
            if (line > 1 || random.nextBoolean()) {
                content.write('\n');
            }
        }
        if (random.nextInt(10) == 0) {
            content.write(0);
        }
        return content.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
