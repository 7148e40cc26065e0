package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.outside.PublicChild;

import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users meet at start-up, seen in JVMs of their own. */
class DoorTest {

    @TempDir private Path dir;

    /** Runs in the child JVMs. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            int result = Scheduler.shared().run(() -> 6 * 7);
            System.out.println("result " + result + " at " + Scheduler.shared().parallelism());
        }
    }

    /** Asks twice for what cannot be had. */
    static final class Refused {
        private Refused() {}

        public static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    Go.go(() -> {});
                } catch (IllegalStateException e) {
                    System.out.println("refused: " + e.getMessage());
                }
            }
        }
    }

    private record Ended(int status, String output) {}

    private static Ended java(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    private static String elementOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    /** What a user would put on the module path. */
    private static String modulePath() {
        return Stream.of(
                        Scheduler.class,
                        dev.heddle.sync.Task.class,
                        dev.heddle.timers.heap.TimerHeap.class,
                        CountersReader.class)
                .map(DoorTest::elementOf)
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void withTheFlagOnTheClassPathItRuns() throws Exception {
        Ended ended =
                java(
                        List.of(
                                "--add-opens",
                                "java.base/java.lang=ALL-UNNAMED",
                                "-Dheddle.parallelism=3",
                                "-cp",
                                classPath(),
                                Child.class.getName()));
        assertThat(ended.output).contains("result 42 at 3");
        assertThat(ended.status).isZero();
    }

    @Test
    void withoutTheFlagTheErrorNamesItForTheClassPath() throws Exception {
        Ended ended = java(List.of("-cp", classPath(), Child.class.getName()));
        assertThat(ended.status).isNotZero();
        assertThat(ended.output)
                .contains("start java with --add-opens java.base/java.lang=ALL-UNNAMED")
                .contains("dev.heddle.scheduler")
                .contains("Add-Opens: java.base/java.lang");
    }

    @Test
    void onTheModulePathTheModuleIsNamed() throws Exception {
        List<String> common =
                List.of(
                        "--module-path",
                        modulePath(),
                        "--add-modules",
                        "dev.heddle.scheduler",
                        "-cp",
                        elementOf(DoorTest.class),
                        PublicChild.class.getName());
        Ended closed = java(common);
        assertThat(closed.status).isNotZero();
        assertThat(closed.output)
                .contains("start java with --add-opens java.base/java.lang=dev.heddle.scheduler");

        List<String> withFlag = new ArrayList<>(List.of("--add-opens"));
        withFlag.add("java.base/java.lang=dev.heddle.scheduler");
        withFlag.addAll(common);
        Ended open = java(withFlag);
        assertThat(open.output).contains("result 42");
        assertThat(open.status).isZero();
    }

    @Test
    void anExecutableJarSaysItInItsManifest() throws Exception {
        Path jar = dir.resolve("program.jar");
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Child.class.getName());
        attributes.putValue("Add-Opens", "java.base/java.lang");
        attributes.put(
                Attributes.Name.CLASS_PATH,
                Stream.of(classPath().split(File.pathSeparator))
                        .map(element -> Path.of(element).toUri().toString())
                        .collect(Collectors.joining(" ")));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.finish();
        }
        Ended ended = java(List.of("-jar", jar.toString()));
        assertThat(ended.output).contains("result 42");
        assertThat(ended.status).isZero();
    }

    @Test
    void withoutTheFlagEveryGoIsRefusedByTheSameException() throws Exception {
        Ended ended = java(List.of("-cp", classPath(), Refused.class.getName()));
        assertThat(ended.status).as(ended.output).isZero();
        assertThat(ended.output.lines().filter(line -> line.startsWith("refused: ")))
                .hasSize(2)
                .allMatch(line -> line.contains("--add-opens java.base/java.lang=ALL-UNNAMED"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, parallelism must be from 1 to 1024: 0",
        "two, -Dheddle.parallelism must be a number: two"
    })
    void aBadParallelismPropertyIsExplained(String value, String explanation) throws Exception {
        Ended ended =
                java(
                        List.of(
                                "--add-opens",
                                "java.base/java.lang=ALL-UNNAMED",
                                "-Dheddle.parallelism=" + value,
                                "-cp",
                                classPath(),
                                Refused.class.getName()));
        assertThat(ended.status).as(ended.output).isZero();
        assertThat(ended.output.lines().filter(line -> line.equals("refused: " + explanation)))
                .hasSize(2);
    }

    @Test
    void anotherProcessReadsTheCountersWhileTheSchedulerRuns() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().name("watched").parallelism(2).build()) {
            for (int i = 0; i < 1_000; i++) {
                scheduler.run(() -> 1);
            }
            Ended ended =
                    java(
                            List.of(
                                    "--add-opens",
                                    "java.base/java.lang=ALL-UNNAMED",
                                    "-cp",
                                    classPath(),
                                    Watcher.class.getName(),
                                    Long.toString(ProcessHandle.current().pid())));
            assertThat(ended.status).as(ended.output).isZero();
            assertThat(ended.output).contains("started by watched: 1000");
        }
        assertThat(SchedulerCounters.files())
                .noneMatch(file -> file.getFileName().toString().contains("watched"));
    }

    /** Reads the counters of the process whose number it is given. */
    static final class Watcher {
        private Watcher() {}

        public static void main(String[] args) throws IOException {
            Map<String, Long> counters = new TreeMap<>();
            for (Path file : SchedulerCounters.files()) {
                SchedulerCounters opened = SchedulerCounters.open(file);
                if (opened.processId() == Long.parseLong(args[0])) {
                    opened.forEach(counters::put);
                }
            }
            long finished =
                    counters.entrySet().stream()
                            .filter(entry -> entry.getKey().startsWith("watched worker"))
                            .filter(entry -> entry.getKey().endsWith(WorkerFigure.FINISHED.label()))
                            .mapToLong(Map.Entry::getValue)
                            .sum();
            System.out.println("started by watched: " + finished);
        }
    }
}
