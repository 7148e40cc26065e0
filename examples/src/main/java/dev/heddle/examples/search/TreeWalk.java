package dev.heddle.examples.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Visits the files below a directory in the order of their paths. Links found on the way are not
 * followed, devices and pipes are left out, as {@code grep -r} does.
 */
final class TreeWalk {

    /** Who is told. */
    interface Visitor {
        void file(Path file, String shown) throws InterruptedException;

        void problem(String shown, String problem) throws InterruptedException;
    }

    /**
     * @param key the name, with a slash behind that of a directory: so that the files come in the
     *     order of their whole paths ({@code a.txt} before {@code a/b})
     */
    private record Entry(Path path, String name, String key, boolean directory) {}

    private final Visitor visitor;

    TreeWalk(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Visits {@code root}, a directory or a file, or a link to one. */
    void walk(String root) throws InterruptedException {
        if (root.isEmpty()) {
            visitor.problem(root, Problems.MISSING); // to Java it is the current directory
            return;
        }
        try {
            Path path = Path.of(root);
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                walkDirectory(path, withoutSlashesAtTheEnd(root));
            } else {
                visitor.file(path, root);
            }
        } catch (IOException | InvalidPathException e) {
            visitor.problem(root, Problems.of(e));
        }
    }

    private void walkDirectory(Path directory, String shown) throws InterruptedException {
        List<Entry> entries;
        try {
            entries = entriesOf(directory);
        } catch (IOException e) {
            visitor.problem(shown, Problems.of(e));
            return;
        }
        String prefix = shown.endsWith("/") ? shown : shown + "/";
        for (Entry entry : entries) {
            if (entry.directory) {
                walkDirectory(entry.path, prefix + entry.name);
            } else {
                visitor.file(entry.path, prefix + entry.name);
            }
        }
    }

    private List<Entry> entriesOf(Path directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                addTo(entries, path);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        entries.sort(Comparator.comparing(Entry::key));
        return entries;
    }

    private static void addTo(List<Entry> entries, Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return; // removed meanwhile
        }
        String name = FileName.of(path);
        if (attributes.isDirectory()) {
            entries.add(new Entry(path, name, name + "/", true));
        } else if (attributes.isRegularFile()) {
            entries.add(new Entry(path, name, name, false));
        }
    }

    private static String withoutSlashesAtTheEnd(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
