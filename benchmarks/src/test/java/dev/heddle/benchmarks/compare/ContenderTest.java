package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

class ContenderTest {
    private static final Path GO_SOURCES = Path.of("go");
    private static final Pattern CASE = Pattern.compile("^\\s*case (\".*\"):$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("\"([^\"]*)\"");

    @ParameterizedTest
    @CsvSource({
        "HEDDLE, HeddlePeer",
        "HEDDLE_ON_JDK, HeddleOnJdkPeer",
        "HEDDLE_ON_PLATFORM, HeddleOnPlatformPeer",
        "JDK, JdkPeer",
        "KOTLIN, KotlinPeer",
        "JOX, JoxPeer",
    })
    void aJvmGetsTheNumberOfThreadsAndHeddlesDoorAndNoOtherFlag(Contender contender, String peer) {
        assertThat(contender.command(Workload.of(Row.PAIR_16), 3, Path.of("go")))
                .containsExactly(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "-Dheddle.parallelism=3",
                        "-Djdk.virtualThreadScheduler.parallelism=3",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=3",
                        "-Dkotlinx.coroutines.scheduler.core.pool.size=3",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.heddle.benchmarks.compare.PeerMain",
                        "dev.heddle.benchmarks.compare." + peer,
                        "pair-16",
                        "1");
    }

    @Test
    void goGetsTheNumberOfThreadsAndWhatItCannotReadInTheRow() {
        assertThat(Contender.GO.command(Workload.of(Row.CHAIN_16), 3, Path.of("/x/go")))
                .containsExactly("env", "GOMAXPROCS=3", "/x/go", "chain-16", "16", "1000");
    }

    @Test
    void veryManyUnitsGetTheHeapTheyNeed() {
        Workload many = new Workload(Row.SPAWN, 10_000_000);
        List<String> command = Contender.JDK.command(many, 1, Path.of("go"));
        assertThat(command.subList(1, 3)).containsExactly("-Xmx9536m", "--add-opens");
    }

    @Test
    void goHasAWorkloadForEachRowThatTheEstimateCountsForItAndForNoOther() throws IOException {
        assertThat(rowsOfGo())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Row.values())
                                .filter(Contender.GO::supports)
                                .map(Row::id)
                                .toList());
    }

    /** The cases of its switches, as often as they stand there. */
    private static List<String> rowsOfGo() throws IOException {
        try (Stream<Path> files = Files.list(GO_SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".go"))
                    .map(ContenderTest::text)
                    .flatMap(text -> CASE.matcher(text).results())
                    .map(MatchResult::group)
                    .flatMap(names -> NAME.matcher(names).results())
                    .map(name -> name.group(1))
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
