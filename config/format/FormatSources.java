import com.google.googlejavaformat.java.Main;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks or applies the project's format, google-java-format in its AOSP style, on every Java
 * source below a directory. Arguments: {@code check|apply DIRECTORY}. Exit status 1: some file is
 * not formatted, and its name was printed.
 */
final class FormatSources {
    private FormatSources() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 2 || !(args[0].equals("check") || args[0].equals("apply"))) {
            System.err.println("usage: FormatSources check|apply DIRECTORY");
            System.exit(2);
        }
        boolean check = args[0].equals("check");
        List<String> arguments = new ArrayList<>(List.of("--aosp"));
        arguments.addAll(
                check ? List.of("--dry-run", "--set-exit-if-changed") : List.of("--replace"));
        List<String> sources = sourcesBelow(Path.of(args[1]));
        arguments.addAll(sources);
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        int status = new Main(out, err, System.in).format(arguments.toArray(String[]::new));
        if (status != 0 && check) {
            err.println("The files above are not formatted: run mvn -q -N initialize -Pformat");
        }
        System.exit(status);
    }

    private static List<String> sourcesBelow(Path root) throws IOException {
        List<String> sources = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) {
                        String name = String.valueOf(directory.getFileName());
                        boolean skipped =
                                !directory.equals(root)
                                        && (name.equals("target") || name.startsWith("."));
                        return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(".java")) {
                            sources.add(file.toString());
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        sources.sort(null);
        return sources;
    }
}
