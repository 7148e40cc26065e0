package dev.heddle.examples.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.heddle.examples.ChildJvm;
import dev.heddle.examples.CommandRun;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The search as a process: exit status, both outputs, signals, locale. */
class SearchProcessTest {

    private static final List<String> FLAG =
            List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED");

    @TempDir private Path dir;

    @BeforeEach
    void makeAFile() throws IOException {
        Files.writeString(dir.resolve("a"), "hit\nmiss\n");
    }

    private CommandRun run(String... words) throws Exception {
        return ChildJvm.run(Map.of(), words);
    }

    @ParameterizedTest
    @CsvSource({"hit, 0", "nothing, 1", "(, 2"})
    void theExitStatusIsGreps(String pattern, int status) throws Exception {
        assertThat(run("search", pattern, dir.toString()).status()).isEqualTo(status);
    }

    @Test
    void linesGoToTheOutputAndEverythingElseToTheErrors() throws Exception {
        CommandRun run = run("search", "hit", dir.toString(), dir + "/missing");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).containsExactly(dir + "/a:1:hit");
        assertThat(run.err())
                .contains("search: " + dir + "/missing: No such file or directory")
                .contains("search: 1 files, 9 bytes, 1 matches, ");
    }

    @Test
    void unknownCommandsAndMissingArgumentsAreExplained() throws Exception {
        CommandRun unknown = run("serch");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("Unmatched argument").contains("search");
        CommandRun missing = run("search");
        assertThat(missing.status()).isEqualTo(2);
        assertThat(missing.err()).contains("Missing required parameters").contains("PATTERN");
    }

    @Test
    void namesAndLinesAreUtf8InAnyLocale() throws Exception {
        Files.createDirectories(dir.resolve("straße"));
        Files.writeString(dir.resolve("straße/naïve"), "hit é\n");
        CommandRun run = ChildJvm.run(Map.of("LC_ALL", "C"), "search", "hit", dir.toString());
        assertThat(run.out()).containsExactly(dir + "/a:1:hit", dir + "/straße/naïve:1:hit é");
        assertThat(run.status()).isZero();
    }

    @Test
    void aFileThatTheLocaleCannotNameIsReportedAndTheRestSearched() throws Exception {
        Files.writeString(dir.resolve("naïve"), "hit\n");
        CommandRun run =
                ChildJvm.run(
                        Map.of("LC_ALL", "C"),
                        "search",
                        "hit",
                        dir.resolve("naïve").toString(),
                        dir.resolve("a").toString());
        assertThat(run.err()).contains("not a path in this locale's encoding");
        assertThat(run.out()).containsExactly(dir + "/a:1:hit");
        assertThat(run.status()).isEqualTo(2);
    }

    /** Ctrl-C is INT; the JVM ends with 128 and the signal's number. */
    @ParameterizedTest
    @CsvSource({"INT, 2", "TERM, 15"})
    void aSignalEndsTheSearchAndWhatWasFoundIsPrinted(String signal, int number) throws Exception {
        assumeFalse(
                isIgnoredHere(number), "this process ignores the signal, and so do its children");
        Path pipe = dir.resolve("z"); // nobody ever opens its other end
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Process search =
                ChildJvm.start(
                        Map.of(),
                        FLAG,
                        "search",
                        "hit",
                        dir.resolve("a").toString(),
                        dir.resolve("missing").toString(),
                        pipe.toString());
        try (BufferedReader err = search.errorReader(StandardCharsets.UTF_8);
                BufferedReader out = search.inputReader(StandardCharsets.UTF_8)) {
            assertThat(err.readLine()).contains("missing: No such file");
            String pid = String.valueOf(search.pid());
            assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
            assertThat(search.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(search.exitValue()).isEqualTo(128 + number);
            assertThat(out.readLine()).isEqualTo(dir + "/a:1:hit");
            assertThat(err.readLine()).startsWith("search: 1 files, ");
        } finally {
            search.destroyForcibly();
        }
    }

    private static boolean isIgnoredHere(int signal) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("SigIgn:")) {
                long ignored = Long.parseUnsignedLong(line.substring(7).strip(), 16);
                return (ignored >> (signal - 1) & 1) != 0;
            }
        }
        return false;
    }

    @Test
    void anOutputThatCannotBeWrittenIsAnError() throws Exception {
        Process search =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "exec \"$0\" \"$@\" > /dev/full",
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                FLAG.get(0),
                                FLAG.get(1),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.heddle.examples.Main",
                                "search",
                                "hit",
                                dir.toString())
                        .start();
        try (BufferedReader err = search.errorReader(StandardCharsets.UTF_8)) {
            assertThat(err.readLine()).isEqualTo("search: the output cannot be written");
            assertThat(search.waitFor()).isEqualTo(2);
        }
    }

    @Test
    void withoutTheFlagTheErrorNamesIt() throws Exception {
        Process search = ChildJvm.start(Map.of(), List.of(), "search", "hit", dir.toString());
        try (BufferedReader err = search.errorReader(StandardCharsets.UTF_8)) {
            assertThat(err.readAllAsString())
                    .contains("--add-opens java.base/java.lang=ALL-UNNAMED");
            assertThat(search.waitFor()).isEqualTo(2);
        }
    }
}
