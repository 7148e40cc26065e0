package dev.heddle.stress;

import static java.util.stream.Collectors.groupingBy;

import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One launch of jcstress: some tests with the same arguments, and one HTML report.
 *
 * <p>It is a process of its own. A second launch in the same JVM would run its tests in the
 * configurations of the first, too: jcstress keeps them in a static list.
 */
final class JcstressRun {
    private static final String BLOB = ".bin.gz";

    private final List<String> arguments;
    private final Pattern tests;
    private final Path report;

    /**
     * Prepares a launch; nothing runs yet.
     *
     * @param arguments as on jcstress's own command line
     * @param tests the regular expression that their names must match
     * @param report the directory of the report, which is made; the raw results go there, too
     */
    JcstressRun(List<String> arguments, String tests, Path report) {
        this.tests = Pattern.compile(tests);
        this.report = report.toAbsolutePath();
        this.arguments = new ArrayList<>(arguments);
        this.arguments.addAll(List.of("-t", tests, "-r", this.report.toString()));
    }

    /**
     * Runs the tests.
     *
     * @param verbose whether jcstress may print
     * @return the results by the tests' names; a test without any is there, too
     * @throws IllegalStateException if jcstress left no results although a test matches
     */
    SortedMap<String, List<TestResult>> run(boolean verbose)
            throws IOException, ClassNotFoundException, InterruptedException {
        SortedMap<String, List<TestResult>> byTest = new TreeMap<>();
        TestList.tests().stream()
                .filter(tests.asPredicate())
                .forEach(test -> byTest.put(test, List.of()));
        if (byTest.isEmpty()) {
            return byTest;
        }
        Files.createDirectories(report);
        for (Path old : blobs()) {
            Files.delete(old);
        }
        int status = launch(verbose);
        Path blob =
                blobs().stream()
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "jcstress ended with status "
                                                        + status
                                                        + " and left no results: "
                                                        + arguments));
        byTest.putAll(collect(blob));
        return byTest;
    }

    /** What jcstress returns: other than 0 if an outcome was forbidden, which is in the results. */
    private int launch(boolean verbose) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", classPath(), Main.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(report.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                verbose ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }

    /** Ours, with absolute paths: the other process runs in another directory. */
    private static String classPath() {
        String separator = System.getProperty("path.separator");
        return Stream.of(System.getProperty("java.class.path").split(separator))
                .map(path -> Path.of(path).toAbsolutePath().toString())
                .reduce((a, b) -> a + separator + b)
                .orElseThrow();
    }

    private List<Path> blobs() throws IOException {
        try (Stream<Path> files = Files.list(report)) {
            return files.filter(file -> file.toString().endsWith(BLOB)).toList();
        }
    }

    private static Map<String, List<TestResult>> collect(Path file)
            throws IOException, ClassNotFoundException {
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(file.toString(), collector);
        try {
            reader.dump();
        } finally {
            reader.close();
        }
        return collector.getTestResults().stream().collect(groupingBy(TestResult::getName));
    }
}
