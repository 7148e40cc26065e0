package dev.heddle.stress;

import org.openjdk.jcstress.infra.collectors.TestResult;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The command that runs the stress tests: {@code Stress LEVEL}.
 *
 * <p>Its exit status is 0 only if each proof showed nothing forbidden in any configuration and each
 * twin showed its failure in one; 1 if one did not; 2 if no test matched.
 */
@Command(
        name = "stress",
        mixinStandardHelpOptions = true,
        description = "Runs the jcstress tests and judges them together with their broken twins.")
final class Stress implements Callable<Integer> {

    /** Rounds of a twin that has not failed yet, each longer: iterations and milliseconds. */
    private static final int[][] PATIENCE = {{1, 1_000}, {4, 1_000}, {5, 5_000}};

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
            description = "where the HTML reports go: ${DEFAULT-VALUE}")
    private Path directory = Path.of("results");

    @Option(
            names = "--jvm",
            paramLabel = "OPTIONS",
            defaultValue = "",
            description = "options of the JVMs that run the tests, in place of all configurations")
    private String jvm = "";

    @Option(names = "--verbose", description = "show what jcstress itself prints")
    private boolean verbose;

    private final PrintStream out = System.out;
    private final SortedMap<String, List<TestResult>> results = new TreeMap<>();

    private Stress() {}

    /** Runs the command and ends the JVM with its status. */
    public static void main(String[] args) {
        System.exit(
                new CommandLine(new Stress())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(args));
    }

    @Override
    public Integer call() throws IOException, ClassNotFoundException, InterruptedException {
        long start = System.nanoTime();
        runEverywhere();
        if (results.isEmpty()) {
            out.println("no test matches " + tests + "; names are like dev.heddle.…$Scenario");
            return 2;
        }
        for (int[] round : PATIENCE) {
            String undecided = names(Verdict::undecided);
            if (!undecided.isEmpty()) {
                run(
                        "twins-" + round[1] + "-ms",
                        undecided,
                        List.of("-iters", "" + round[0], "-time", "" + round[1]),
                        Level.on(jvm));
            }
        }
        List<Verdict> verdicts = verdicts(results);
        verdicts.forEach(this::print);
        long failed = verdicts.stream().filter(verdict -> !verdict.passed()).count();
        out.printf(
                "%d passed, %d failed: %s at level %s in %d s; reports in %s%n",
                verdicts.size() - failed,
                failed,
                count(verdicts),
                level.name().toLowerCase(Locale.ROOT),
                secondsSince(start),
                directory.toAbsolutePath());
        return failed == 0 ? 0 : 1;
    }

    private void runEverywhere() throws IOException, ClassNotFoundException, InterruptedException {
        if (!jvm.isEmpty()) {
            run("given", tests, level.time(), Level.on(jvm));
        } else if (level.configurations().isEmpty()) {
            run("everything", tests, level.time(), Level.onEverything());
        } else {
            for (Configuration one : level.configurations()) {
                String open = results.isEmpty() ? tests : names(verdict -> !verdict.hasShown());
                if (!open.isEmpty()) {
                    run(one.toString(), open, level.time(), Level.on(one.options()));
                }
            }
        }
    }

    /** Runs tests once more and adds to what is known of them. */
    private void run(String name, String filter, List<String> time, List<String> jvmArguments)
            throws IOException, ClassNotFoundException, InterruptedException {
        long start = System.nanoTime();
        List<String> arguments = new ArrayList<>(level.mode());
        arguments.addAll(time);
        arguments.addAll(jvmArguments);
        SortedMap<String, List<TestResult>> more =
                new JcstressRun(arguments, filter, directory.resolve(name)).run(verbose);
        more.forEach(
                (test, some) ->
                        results.merge(
                                test,
                                some,
                                (a, b) -> {
                                    List<TestResult> both = new ArrayList<>(a);
                                    both.addAll(b);
                                    return both;
                                }));
        if (!more.isEmpty()) {
            List<Verdict> verdicts = verdicts(more);
            List<Verdict> passed = verdicts.stream().filter(Verdict::passed).toList();
            out.printf(
                    "%s: %s in %d s; as they must were %s%n",
                    name, count(verdicts), secondsSince(start), count(passed));
        }
    }

    private static List<Verdict> verdicts(SortedMap<String, List<TestResult>> results) {
        return results.entrySet().stream()
                .map(entry -> Verdict.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String count(Collection<Verdict> verdicts) {
        long twins = verdicts.stream().filter(Verdict::isTwin).count();
        return (verdicts.size() - twins) + " proofs and " + twins + " twins";
    }

    private static long secondsSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toSeconds();
    }

    private void print(Verdict verdict) {
        out.println(verdict);
        if (!verdict.passed()) {
            verdict.errors().stream().distinct().forEach(error -> out.println("       " + error));
        }
    }

    /** A regular expression for the tests with such verdicts so far; empty if there are none. */
    private String names(Predicate<Verdict> which) {
        return verdicts(results).stream()
                .filter(which)
                .map(verdict -> "^" + Pattern.quote(verdict.test()) + "$")
                .collect(Collectors.joining("|"));
    }
}
