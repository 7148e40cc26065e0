package dev.heddle.examples.search;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The same search without goroutines and channels, for comparison: one loop in one thread. */
final class PlainLoop {
    private PlainLoop() {}

    /**
     * Searches and prints.
     *
     * @param args pattern and directories
     */
    public static void main(String[] args) throws InterruptedException {
        Pattern pattern = Pattern.compile(args[0], Pattern.UNIX_LINES);
        FileMatcher matcher = new FileMatcher(pattern, () -> false);
        try (PrintStream out =
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                        false,
                        StandardCharsets.UTF_8)) {
            TreeWalk walk = new TreeWalk(new Printing(matcher, out));
            for (int i = 1; i < args.length; i++) {
                walk.walk(args[i]);
            }
        }
    }

    private record Printing(FileMatcher matcher, PrintStream out) implements TreeWalk.Visitor {
        @Override
        public void file(Path file, String shown) {
            for (FileMatches.Line line : matcher.match(file, shown).lines()) {
                out.print(shown + ':' + line.number() + ':' + line.text() + '\n');
            }
        }

        @Override
        public void problem(String shown, String problem) {
            System.err.println(shown + ": " + problem);
        }
    }
}
