package dev.heddle.scheduler;

import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The figures of one scheduler as Agrona counters, in a memory-mapped file that another process can
 * read while the scheduler runs ({@link SchedulerCounters}), or on the heap where there is no place
 * for the file.
 *
 * <p>Layout: a header of {@value #HEADER_LENGTH} bytes (magic number, number of counters, process
 * id), the counters' metadata, their values.
 */
final class CountersFile {

    static final String DIRECTORY_PROPERTY = "heddle.counters.dir";
    static final String SUFFIX = ".counters";

    /** Between whose figure it is and what it is; the first counter is one of the scheduler's. */
    static final String LABEL_SEPARATOR = ": ";

    static final int MAGIC = 0x4845_4431;
    static final int HEADER_LENGTH = 128;
    static final int COUNT_OFFSET = 4;
    static final int PID_OFFSET = 8;

    /** Slots that are published; workers beyond count on the heap. */
    private static final int SPARE_SLOTS = 64;

    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final String label;
    private final CountersManager manager;
    private final int capacity;
    private final @Nullable Path file;

    /** How many counters were handed out; guarded by this. */
    private int allocated;

    CountersFile(String label, int workers) {
        this.label = label;
        capacity = PoolFigure.values().length + (workers + SPARE_SLOTS) * WorkerCounters.count();
        int metadata = capacity * CountersReader.METADATA_LENGTH;
        int values = capacity * CountersReader.COUNTER_LENGTH;
        file = create(label);
        UnsafeBuffer all = file == null ? null : map(file, HEADER_LENGTH + metadata + values);
        if (all == null) {
            all = new UnsafeBuffer(ByteBuffer.allocateDirect(HEADER_LENGTH + metadata + values));
        }
        all.putInt(COUNT_OFFSET, capacity);
        all.putLong(PID_OFFSET, ProcessHandle.current().pid());
        manager =
                new CountersManager(
                        new UnsafeBuffer(all, HEADER_LENGTH, metadata),
                        new UnsafeBuffer(all, HEADER_LENGTH + metadata, values),
                        StandardCharsets.UTF_8);
        all.putIntVolatile(0, MAGIC);
    }

    /** The scheduler's own figures. */
    AtomicCounter[] poolCounters() {
        PoolFigure[] figures = PoolFigure.values();
        AtomicCounter[] counters = new AtomicCounter[figures.length];
        for (int i = 0; i < figures.length; i++) {
            counters[i] = allocate(label + LABEL_SEPARATOR + figures[i].label());
        }
        return counters;
    }

    /** The figures of one more worker. */
    WorkerCounters workerCounters(int worker) {
        WorkerFigure[] figures = WorkerFigure.values();
        AtomicCounter[] counters = new AtomicCounter[figures.length];
        for (int i = 0; i < figures.length; i++) {
            counters[i] =
                    allocate(label + " worker " + worker + LABEL_SEPARATOR + figures[i].label());
        }
        return new WorkerCounters(counters);
    }

    @Nullable Path path() {
        return file;
    }

    /**
     * Removes the file. Its memory is unmapped when nobody refers to it any more: a counter may
     * still be read meanwhile.
     */
    void delete() {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                file.toFile().deleteOnExit();
            }
        }
    }

    private synchronized AtomicCounter allocate(String name) {
        if (allocated < capacity) {
            allocated++;
            return manager.newCounter(name);
        }
        UnsafeBuffer own =
                new UnsafeBuffer(ByteBuffer.allocateDirect(CountersReader.COUNTER_LENGTH));
        return new AtomicCounter(own, 0);
    }

    private static @Nullable Path create(String label) {
        Path directory = directory();
        if (directory == null) {
            return null;
        }
        try {
            Files.createDirectories(directory);
            deleteAbandoned(directory);
            String name =
                    ProcessHandle.current().pid()
                            + "-"
                            + SEQUENCE.incrementAndGet()
                            + "-"
                            + label.replaceAll("[^A-Za-z0-9._-]", "_")
                            + SUFFIX;
            return directory.resolve(name);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** Where counters files are: {@code -Dheddle.counters.dir}, "none" for nowhere. */
    static @Nullable Path directory() {
        String property = System.getProperty(DIRECTORY_PROPERTY);
        if (property != null) {
            return property.isEmpty() || property.equals("none") ? null : Path.of(property);
        }
        Path shared = Path.of("/dev/shm");
        Path parent =
                Files.isWritable(shared) ? shared : Path.of(System.getProperty("java.io.tmpdir"));
        return parent.resolve("heddle-" + System.getProperty("user.name"));
    }

    /** Deletes the files of processes that ended without doing so. */
    private static void deleteAbandoned(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                int end = name.indexOf('-');
                if (end > 0 && !isAlive(name.substring(0, end))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isAlive(String pid) {
        try {
            return ProcessHandle.of(Long.parseLong(pid)).isPresent();
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static @Nullable UnsafeBuffer map(Path file, int length) {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
            mapped.order(ByteOrder.nativeOrder());
            return new UnsafeBuffer(mapped);
        } catch (IOException e) {
            return null;
        }
    }
}
