package dev.heddle.examples.search;

import dev.heddle.channels.Context;
import dev.heddle.scheduler.Scheduler;
import dev.heddle.scheduler.SchedulerStats;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The command line of the search. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = 2,
        description = {
            "Prints every line below DIR that matches PATTERN, sorted by path: what grep -rnI"
                    + " finds,",
            "with one goroutine for each file. PATTERN is a java.util.regex pattern.",
            "Exit status: 0 something was found, 1 nothing, 2 something could not be searched,",
            "130 interrupted."
        })
public final class SearchCommand implements Callable<Integer> {

    private static final int FOUND = 0;
    private static final int NOTHING_FOUND = 1;
    private static final int FAILED = 2;
    private static final int CANCELLED = 130;
    private static final long FINISH_SECONDS = 5;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PATTERN", description = "what to look for")
    @SuppressWarnings("NullAway.Init") // by picocli
    private String regex;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "DIR",
            description = "directories or files")
    @SuppressWarnings("NullAway.Init") // by picocli
    private List<String> roots;

    @Option(
            names = {"-j", "--in-flight"},
            paramLabel = "N",
            defaultValue = "64",
            description = "how many files may be in work at once (default: ${DEFAULT-VALUE})")
    private int inFlight;

    @Option(
            names = {"-p", "--parallelism"},
            paramLabel = "N",
            description = "how many workers run goroutines (default: the processors)")
    private @Nullable Integer parallelism;

    /** For picocli. */
    public SearchCommand() {}

    @Override
    public Integer call() throws Exception {
        Pattern pattern = compiled();
        if (inFlight < 1) {
            throw new ParameterException(spec.commandLine(), "--in-flight must be at least 1");
        }
        long start = System.nanoTime();
        Scheduler.Builder builder = Scheduler.builder().name("search");
        if (parallelism != null) {
            try {
                builder.parallelism(parallelism);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage());
            }
        }
        try (Scheduler scheduler = builder.build();
                Context.Cancellable context = Context.background().withCancel();
                SearchReport report = new SearchReport(spec.commandLine())) {
            Interrupt interrupt = Interrupt.install(context);
            try {
                SearchPipeline pipeline = new SearchPipeline(pattern, roots, inFlight, context);
                boolean complete = scheduler.run(() -> pipeline.run(report));
                report.end();
                summarize(report, scheduler.stats(), System.nanoTime() - start);
                return status(report, complete, context.isDone());
            } finally {
                interrupt.finished();
            }
        }
    }

    private Pattern compiled() {
        try {
            return Pattern.compile(regex, Pattern.UNIX_LINES);
        } catch (PatternSyntaxException e) {
            throw new ParameterException(spec.commandLine(), "bad pattern: " + e.getMessage(), e);
        }
    }

    private static int status(SearchReport report, boolean complete, boolean cancelled) {
        if (cancelled) {
            return CANCELLED;
        }
        if (!complete || report.isOutputLost() || report.problems() > 0) {
            return FAILED;
        }
        return report.isFound() ? FOUND : NOTHING_FOUND;
    }

    private void summarize(SearchReport report, SchedulerStats stats, long nanos) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
                Locale.ROOT,
                "search: %d files, %d bytes, %d matches, %d goroutines, %d workers, %d spares,"
                        + " %d steals, %.2f seconds%n",
                report.files(),
                report.bytes(),
                report.matches(),
                stats.started(),
                stats.parallelism(),
                stats.sparesActivated(),
                stats.stealsWon(),
                nanos / (double) TimeUnit.SECONDS.toNanos(1));
        err.flush();
    }

    /** Ctrl-C: cancels the context and lets the JVM end when the rest has been printed. */
    private static final class Interrupt {
        private final CountDownLatch finished = new CountDownLatch(1);
        private final Thread hook;

        private Interrupt(Context.Cancellable context) {
            hook =
                    new Thread(
                            () -> {
                                context.cancel();
                                awaitEnd();
                            },
                            "search-interrupt");
        }

        static Interrupt install(Context.Cancellable context) {
            Interrupt interrupt = new Interrupt(context);
            Runtime.getRuntime().addShutdownHook(interrupt.hook);
            return interrupt;
        }

        private void awaitEnd() {
            try {
                if (!finished.await(FINISH_SECONDS, TimeUnit.SECONDS)) {
                    System.err.println("search: gave up waiting for files in work");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void finished() {
            finished.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the JVM is ending: the hook runs already
            }
        }
    }
}
