package dev.heddle.stress;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The command that runs the stress tests: {@code Stress LEVEL}.
 *
 * <p>Its exit status is 0 only if each proof showed nothing forbidden and each twin showed its
 * failure; 1 if one did not; 2 if no test matched.
 */
@Command(
        name = "stress",
        mixinStandardHelpOptions = true,
        description = "Runs the jcstress tests and judges them together with their broken twins.")
final class Stress implements Callable<Integer> {

    /** How much longer than the level says a twin runs that did not fail at once. */
    private static final int[] PATIENCE_MILLIS = {1_000, 5_000};

    @Parameters(
            paramLabel = "LEVEL",
            defaultValue = "quick",
            description = "${COMPLETION-CANDIDATES}; quick if left out")
    private Level level = Level.QUICK;

    @Option(
            names = {"-t", "--tests"},
            paramLabel = "REGEX",
            defaultValue = ".*",
            description = "run only the tests whose name has a match")
    private String tests = ".*";

    @Option(
            names = {"-r", "--results"},
            paramLabel = "DIR",
            defaultValue = "results",
            description = "where the HTML report goes: ${DEFAULT-VALUE}")
    private Path results = Path.of("results");

    @Option(
            names = "--jvm",
            paramLabel = "OPTIONS",
            defaultValue = "",
            description = "options of the JVMs that run the tests, in place of all configurations")
    private String jvm = "";

    @Option(names = "--verbose", description = "show what jcstress itself prints")
    private boolean verbose;

    private final PrintStream out = System.out;

    private Stress() {}

    /** Runs the command and ends the JVM with its status. */
    public static void main(String[] args) {
        System.exit(
                new CommandLine(new Stress())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(args));
    }

    @Override
    public Integer call() throws IOException, ClassNotFoundException {
        long start = System.nanoTime();
        SortedMap<String, Verdict> verdicts = new TreeMap<>(run(tests, level.time(), "all"));
        if (verdicts.isEmpty()) {
            out.println("no test matches " + tests + "; names are like dev.heddle.…$Scenario");
            return 2;
        }
        for (int millis : PATIENCE_MILLIS) {
            String undecided = undecided(verdicts);
            if (!undecided.isEmpty()) {
                List<String> longer = List.of("-iters", "5", "-time", Integer.toString(millis));
                verdicts.putAll(run(undecided, longer, "twins-" + millis + "-ms"));
            }
        }
        verdicts.values().forEach(this::print);
        long failed = verdicts.values().stream().filter(verdict -> !verdict.passed()).count();
        long twins = verdicts.values().stream().filter(Verdict::isTwin).count();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        out.printf(
                "%d passed, %d failed: %d proofs and %d twins at level %s in %d s; reports in %s%n",
                verdicts.size() - failed,
                failed,
                verdicts.size() - twins,
                twins,
                level.name().toLowerCase(Locale.ROOT),
                time.toSeconds(),
                results.toAbsolutePath());
        return failed == 0 ? 0 : 1;
    }

    private void print(Verdict verdict) {
        out.println(verdict);
        if (!verdict.passed()) {
            verdict.errors().stream().distinct().forEach(error -> out.println("       " + error));
        }
    }

    private static String undecided(SortedMap<String, Verdict> verdicts) {
        return verdicts.values().stream()
                .filter(Verdict::undecided)
                .map(verdict -> "^" + Pattern.quote(verdict.test()) + "$")
                .collect(Collectors.joining("|"));
    }

    private SortedMap<String, Verdict> run(String filter, List<String> time, String name)
            throws IOException, ClassNotFoundException {
        Path directory = Files.createDirectories(results.resolve(name));
        List<String> arguments = new ArrayList<>(level.mode());
        arguments.addAll(time);
        arguments.addAll(level.jvmOptions(jvm));
        arguments.addAll(List.of("-t", filter, "-r", directory.toString()));
        Options options = new Options(arguments.toArray(String[]::new));
        if (!options.parse()) {
            throw new IllegalStateException("jcstress refuses " + arguments);
        }
        return execute(options);
    }

    /** Runs jcstress, which takes hold of System.out and throws if an outcome was forbidden. */
    private SortedMap<String, Verdict> execute(Options options)
            throws IOException, ClassNotFoundException {
        if (!verbose) {
            System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
        }
        SortedSet<String> names;
        String failure = "";
        try {
            JCStress jcstress = new JCStress(options);
            names = jcstress.getTests();
            if (names.isEmpty()) {
                return new TreeMap<>();
            }
            failure = run(jcstress);
        } finally {
            System.setOut(out);
        }
        List<TestResult> collected = collect(Path.of(options.getResultFile()), failure);
        SortedMap<String, Verdict> verdicts = new TreeMap<>();
        for (String test : names) {
            List<TestResult> results =
                    collected.stream().filter(result -> result.getName().equals(test)).toList();
            verdicts.put(test, Verdict.of(test, results));
        }
        return verdicts;
    }

    private static String run(JCStress jcstress) {
        try {
            jcstress.run();
            return "";
        } catch (AssertionError | Exception e) {
            return e.toString();
        }
    }

    private static List<TestResult> collect(Path file, String failure)
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
        return List.copyOf(collector.getTestResults());
    }
}
