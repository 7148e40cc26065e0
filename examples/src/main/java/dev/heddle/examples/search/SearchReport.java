package dev.heddle.examples.search;

import dev.heddle.examples.console.Terminal;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** Prints what is found, and counts it. For one goroutine. */
final class SearchReport implements SearchPipeline.Printer, AutoCloseable {

    private static final long PROGRESS_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Looking for errors flushes, so it is done once for so many files. */
    private static final int CHECK_EVERY = 64;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean outputWatched = Terminal.isOutput();
    private final boolean progressWatched = Terminal.isError();
    private long quietSince = System.nanoTime();
    private @Nullable ProgressBar progress;

    private long files;
    private long bytes;
    private long matches;
    private boolean hidden;
    private long problems;
    private int unchecked;
    private boolean outputLost;

    SearchReport(CommandLine commandLine) {
        out = commandLine.getOut();
        err = commandLine.getErr();
    }

    @Override
    public boolean print(FileMatches file) {
        count(file);
        if (progressWatched) {
            showProgress(file);
        }
        for (FileMatches.Line line : file.lines()) {
            out.append(file.path()).append(':').append(String.valueOf(line.number()));
            out.append(':').append(line.text()).append('\n');
        }
        if (outputWatched && !file.lines().isEmpty()) {
            out.flush();
        }
        String problem = file.problem();
        if (problem != null) {
            out.flush();
            err.println("search: " + file.path() + ": " + problem);
            err.flush();
        }
        if (++unchecked >= CHECK_EVERY) {
            unchecked = 0;
            outputLost = out.checkError();
        }
        return !outputLost;
    }

    private void count(FileMatches file) {
        if (file.problem() == null) {
            files++;
        } else {
            problems++;
        }
        bytes += file.bytes();
        matches += file.lines().size();
        hidden |= file.hidden();
    }

    /** A bar on the terminal, but not between the lines that are printed on the same terminal. */
    private void showProgress(FileMatches file) {
        boolean prints = file.problem() != null || (outputWatched && !file.lines().isEmpty());
        if (prints) {
            close();
            quietSince = System.nanoTime();
        } else if (progress != null) {
            progress.stepTo(files);
        } else if (System.nanoTime() - quietSince > PROGRESS_AFTER_NANOS) {
            progress =
                    new ProgressBarBuilder()
                            .setTaskName("search")
                            .setUnit(" files", 1)
                            .setInitialMax(-1)
                            .clearDisplayOnFinish()
                            .build();
        }
    }

    /** Shows everything that was printed. */
    void end() {
        close();
        outputLost = out.checkError();
        if (outputLost) {
            err.println("search: the output cannot be written");
        }
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    long matches() {
        return matches;
    }

    /** Whether any line matched, even one that is not text. */
    boolean isFound() {
        return matches > 0 || hidden;
    }

    long problems() {
        return problems;
    }

    /** Whether the output could not be written, as when whoever reads it has gone away. */
    boolean isOutputLost() {
        return outputLost;
    }
}
