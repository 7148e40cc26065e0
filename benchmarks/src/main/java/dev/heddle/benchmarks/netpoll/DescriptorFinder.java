package dev.heddle.benchmarks.netpoll;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the file descriptor of a channel without private API: registers it with a selector of its
 * own, and reads in /proc which descriptor that selector's epoll instance watches besides its own.
 * Linux only; one thread; nobody else may open a selector while this is constructed.
 */
final class DescriptorFinder implements AutoCloseable {
    private final Selector selector;
    private final Path watched;
    private final Set<Integer> own;

    DescriptorFinder() throws IOException {
        Set<Path> before = epollInstances();
        selector = Selector.open();
        Set<Path> after = epollInstances();
        after.removeAll(before);
        if (after.size() != 1) {
            throw new IOException("not one new epoll instance but " + after);
        }
        Path descriptor = after.iterator().next();
        watched = Path.of("/proc/self/fdinfo", descriptor.getFileName().toString());
        own = watched();
    }

    private static Set<Path> epollInstances() throws IOException {
        Set<Path> found = new HashSet<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : all.toList()) {
                try {
                    if (Files.readSymbolicLink(each).toString().contains("[eventpoll]")) {
                        found.add(each);
                    }
                } catch (java.nio.file.NoSuchFileException e) {
                    // closed meanwhile
                }
            }
        }
        return found;
    }

    private Set<Integer> watched() throws IOException {
        Set<Integer> found = new HashSet<>();
        for (String line : Files.readAllLines(watched)) {
            String[] words = line.trim().split("\\s+");
            if (words[0].equals("tfd:")) {
                found.add(Integer.valueOf(words[1]));
            }
        }
        return found;
    }

    /** The descriptor of a non-blocking channel. */
    int find(SelectableChannel channel) throws IOException {
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        selector.selectNow();
        Set<Integer> found = watched();
        found.removeAll(own);
        key.cancel();
        selector.selectNow();
        selector.selectedKeys().clear();
        if (found.size() != 1) {
            throw new IOException("not one descriptor but " + List.copyOf(found));
        }
        return found.iterator().next();
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
