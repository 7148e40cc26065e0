package dev.heddle.scheduler;

import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;

/**
 * Reads the counters that schedulers publish in memory-mapped files, also those of other processes,
 * without disturbing them.
 *
 * <p>The files lie in the directory given by {@code -Dheddle.counters.dir}; without it in {@code
 * heddle-<user>} under {@code /dev/shm} or the temporary directory. With {@code none} schedulers
 * publish nothing. A scheduler's file goes when the scheduler is closed.
 *
 * <p>There is nothing to close: the file is mapped into memory, and the mapping goes with this
 * object when the garbage collector finds it unreachable. Until then the counters of a scheduler
 * that has ended can still be read.
 *
 * <p>Usable from any thread; reads are snapshots without an order between counters.
 */
public final class SchedulerCounters {

    private final Path file;
    private final long processId;
    private final CountersReader reader;

    private SchedulerCounters(Path file, long processId, CountersReader reader) {
        this.file = file;
        this.processId = processId;
        this.reader = reader;
    }

    /**
     * The files of all schedulers that publish counters on this machine for this user.
     *
     * @throws IOException if their directory cannot be read
     */
    public static List<Path> files() throws IOException {
        Path directory = CountersFile.directory();
        if (directory == null || !Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(CountersFile.SUFFIX)).sorted().toList();
        }
    }

    /**
     * Opens one of the {@link #files}.
     *
     * @throws IOException if it cannot be read, or is no counters file
     * @throws IllegalStateException if the JDK's internals are not open to Heddle; the message
     *     names the flag
     */
    public static SchedulerCounters open(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        VirtualThreads.requireOpen();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            MappedByteBuffer mapped =
                    size < CountersFile.HEADER_LENGTH
                            ? null
                            : channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
            CountersReader reader = mapped == null ? null : reader(mapped);
            if (mapped == null || reader == null) {
                throw new IOException(file + " is not a Heddle counters file");
            }
            long processId = mapped.getLong(CountersFile.PID_OFFSET);
            return new SchedulerCounters(file, processId, reader);
        }
    }

    private static @Nullable CountersReader reader(MappedByteBuffer mapped) {
        mapped.order(ByteOrder.nativeOrder());
        UnsafeBuffer all = new UnsafeBuffer(mapped);
        long count = all.getInt(CountersFile.COUNT_OFFSET);
        long metadata = count * CountersReader.METADATA_LENGTH;
        long values = count * CountersReader.COUNTER_LENGTH;
        if (all.getIntVolatile(0) != CountersFile.MAGIC
                || count <= 0
                || CountersFile.HEADER_LENGTH + metadata + values > all.capacity()) {
            return null;
        }
        int valuesAt = CountersFile.HEADER_LENGTH + (int) metadata;
        return new CountersReader(
                new UnsafeBuffer(all, CountersFile.HEADER_LENGTH, (int) metadata),
                new UnsafeBuffer(all, valuesAt, (int) values),
                StandardCharsets.UTF_8);
    }

    /** The file that was opened. */
    public Path file() {
        return file;
    }

    /** The name of the scheduler that writes the file; empty while it is only being started. */
    public String schedulerName() {
        String first = reader.getCounterLabel(0);
        int end = first == null ? -1 : first.lastIndexOf(CountersFile.LABEL_SEPARATOR);
        return end < 0 ? "" : first.substring(0, end);
    }

    /** The process whose scheduler writes the file. */
    public long processId() {
        return processId;
    }

    /** Shows every counter's name and present value to {@code action}. */
    public void forEach(ObjLongConsumer<String> action) {
        Objects.requireNonNull(action, "action");
        reader.forEach((id, label) -> action.accept(label, reader.getCounterValue(id)));
    }
}
