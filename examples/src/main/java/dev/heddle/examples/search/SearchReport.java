package dev.heddle.examples.search;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;

import java.io.Console;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** Prints what is found, and counts it. For one goroutine. */
final class SearchReport implements SearchPipeline.Printer, AutoCloseable {

    private static final long PROGRESS_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Looking for errors flushes, so it is done once for so many files. */
    private static final int CHECK_EVERY = 64;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private @Nullable ProgressBar progress;

    private long files;
    private long bytes;
    private long matches;
    private long problems;
    private int unchecked;
    private boolean outputLost;

    SearchReport(CommandLine commandLine) {
        out = commandLine.getOut();
        err = commandLine.getErr();
        Console console = System.console();
        terminal = console != null && console.isTerminal();
    }

    @Override
    public boolean print(FileMatches file) {
        String problem = file.problem();
        if (problem != null) {
            problems++;
            flush();
            err.println("search: " + file.path() + ": " + problem);
            err.flush();
        } else {
            files++;
        }
        bytes += file.bytes();
        matches += file.lines().size();
        for (FileMatches.Line line : file.lines()) {
            out.append(file.path()).append(':').append(String.valueOf(line.number()));
            out.append(':').append(line.text()).append('\n');
        }
        if (terminal) {
            showProgress();
        }
        if (++unchecked >= CHECK_EVERY) {
            unchecked = 0;
            outputLost = out.checkError();
        }
        return !outputLost;
    }

    private void showProgress() {
        if (progress == null && System.nanoTime() - start > PROGRESS_AFTER_NANOS) {
            progress =
                    new ProgressBarBuilder()
                            .setTaskName("search")
                            .setUnit(" files", 1)
                            .setInitialMax(-1)
                            .build();
        }
        if (progress != null) {
            progress.stepTo(files);
        }
    }

    /** Shows everything that was printed. */
    void end() {
        close();
        flush();
    }

    private void flush() {
        out.flush();
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

    long problems() {
        return problems;
    }

    /** Whether whoever reads the output has gone away. */
    boolean isOutputLost() {
        return outputLost;
    }
}
