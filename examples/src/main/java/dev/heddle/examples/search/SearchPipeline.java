package dev.heddle.examples.search;

import static dev.heddle.channels.Select.onDone;
import static dev.heddle.channels.Select.onReceive;
import static dev.heddle.channels.Select.onSend;
import static dev.heddle.channels.Select.select;
import static dev.heddle.scheduler.Go.go;

import dev.heddle.channels.Channel;
import dev.heddle.channels.Context;
import dev.heddle.channels.Select;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Three stages, joined by channels: one goroutine walks the trees, one goroutine for each file
 * finds its lines, and the caller prints them in the order of the walk.
 *
 * <pre>
 *   walk ──► inOrder: Channel of Channel of FileMatches ──► print
 *    └─ go: match a file ──► its own channel ──────────────────┘
 * </pre>
 *
 * <p>{@code inOrder} is what keeps order and bounds memory at once: a file's own channel is put
 * into it before the file is opened, and it has room for as many files as may be in flight.
 */
final class SearchPipeline {

    /** Where results go; called by one goroutine. */
    interface Printer {
        /**
         * Prints what was found in a file.
         *
         * @return whether to go on
         */
        boolean print(FileMatches matches);
    }

    private final Pattern pattern;
    private final List<String> roots;
    private final Context context;
    private final Channel<Channel<FileMatches>> inOrder;

    /** Matchers at rest, each with its buffer; Effective Go's "leaky buffer". */
    private final Channel<FileMatcher> idle;

    /** Written by the walk before it closes {@code inOrder}, read once that is drained. */
    private boolean walkedAll;

    /**
     * @param inFlight how many files may be open or waiting to be printed
     * @param context ends the search early
     */
    SearchPipeline(Pattern pattern, List<String> roots, int inFlight, Context context) {
        this.pattern = pattern;
        this.roots = roots;
        this.context = context;
        this.inOrder = Channel.buffered(inFlight);
        this.idle = Channel.buffered(inFlight);
    }

    /**
     * Runs the pipeline; the last stage in the calling goroutine.
     *
     * @return whether everything was searched: false if the context ended before, if the printer
     *     gave up, or if the walk failed
     */
    boolean run(Printer printer) throws InterruptedException {
        go("walk", this::walk);
        while (true) {
            Channel<FileMatches> file = receive(inOrder);
            if (file == null) {
                return walkedAll && !context.isDone();
            }
            FileMatches matches = receive(file);
            if (matches == null || !printer.print(matches)) {
                return false;
            }
        }
    }

    private void walk() throws InterruptedException {
        try {
            TreeWalk walk = new TreeWalk(new Matching());
            for (String root : roots) {
                walk.walk(root);
            }
            walkedAll = true;
        } finally {
            inOrder.close();
        }
    }

    private FileMatches match(Path file, String shown) {
        FileMatcher matcher = idle.tryReceive();
        if (matcher == null) {
            matcher = new FileMatcher(pattern, context::isDone);
        }
        FileMatches matches = matcher.match(file, shown);
        idle.trySend(matcher);
        return matches;
    }

    /** Null if there is nothing more, or the search has been cancelled. */
    private <T> @Nullable T receive(Channel<T> channel) throws InterruptedException {
        return Select.<@Nullable T>select(
                onReceive(channel, value -> value, () -> null), onDone(context, () -> null));
    }

    /** What the walk does with what it meets. */
    private final class Matching implements TreeWalk.Visitor {
        @Override
        public void file(Path file, String shown) throws InterruptedException {
            Channel<FileMatches> result = Channel.buffered(1);
            announce(result);
            go(shown, () -> result.send(match(file, shown)));
        }

        @Override
        public void problem(String shown, String problem) throws InterruptedException {
            Channel<FileMatches> result = Channel.buffered(1);
            result.send(FileMatches.unreadable(shown, problem));
            announce(result);
        }

        /** Takes a place in the order; waits while too many files are in flight. */
        private void announce(Channel<FileMatches> result) throws InterruptedException {
            boolean placed =
                    select(onSend(inOrder, result, () -> true), onDone(context, () -> false));
            if (!placed) {
                throw new InterruptedException("cancelled");
            }
        }
    }
}
