package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How many file descriptors this process has open. */
final class DescriptorCount {
    private DescriptorCount() {}

    static long now() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    /** Waits until there are no more than {@code most}. */
    static void awaitAtMost(long most) throws IOException {
        long end = System.nanoTime() + Actor.PATIENCE.toNanos();
        while (now() > most && System.nanoTime() - end < 0) {
            Thread.yield();
        }
        assertThat(now()).isLessThanOrEqualTo(most);
    }
}
