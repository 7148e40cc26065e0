package dev.heddle.stress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;

import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One launch of jcstress: some tests with the same arguments, and one HTML report. */
final class JcstressRun {
    private final Options options;

    /**
     * Prepares a launch; nothing runs yet.
     *
     * @param arguments as on jcstress's own command line
     * @param tests the regular expression that their names must match
     * @param report the directory of the report, which is made
     */
    JcstressRun(List<String> arguments, String tests, Path report) throws IOException {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("-t", tests, "-r", Files.createDirectories(report).toString()));
        options = new Options(all.toArray(String[]::new));
        if (!options.parse()) {
            throw new IllegalStateException("jcstress refuses " + all);
        }
    }

    /**
     * Runs the tests.
     *
     * @param verbose whether jcstress may print: it takes hold of System.out
     * @return the results by the tests' names; a test without any is there, too
     * @throws IllegalStateException if jcstress left no results
     */
    SortedMap<String, List<TestResult>> run(boolean verbose)
            throws IOException, ClassNotFoundException {
        PrintStream out = System.out;
        if (!verbose) {
            System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
        }
        SortedMap<String, List<TestResult>> results = new TreeMap<>();
        String failure = "";
        try {
            JCStress jcstress = new JCStress(options);
            jcstress.getTests().forEach(test -> results.put(test, List.of()));
            if (results.isEmpty()) {
                return results;
            }
            failure = run(jcstress);
        } finally {
            System.setOut(out);
        }
        results.putAll(collect(Path.of(options.getResultFile()), failure));
        return results;
    }

    /** Forbidden outcomes, for which jcstress throws, are in the results, too. */
    private static String run(JCStress jcstress) {
        try {
            jcstress.run();
            return "";
        } catch (AssertionError | Exception e) {
            return e.toString();
        }
    }

    private static Map<String, List<TestResult>> collect(Path file, String failure)
            throws IOException, ClassNotFoundException {
        if (!Files.exists(file)) {
            throw new IllegalStateException("jcstress left no results: " + failure);
        }
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
