package dev.heddle.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether a workload of very many or very large units fits into this machine. */
final class Memory {
    /** So many units need no thought, and no flag. */
    static final int SMALL = 1_000_000;

    private static final long UNIT_BYTES = 1_000;
    private static final long UNIT_WITH_CHANNEL_BYTES = 1_600;
    private static final long GOROUTINE_BYTES = 2_700;
    private static final long TIMER_BYTES = 600;

    private Memory() {}

    /** Bytes that it takes at most, by what one parked unit takes, or has. */
    static long needed(Contender contender, Workload workload) {
        if (workload.row() == Row.CACHE_32M) {
            return workload.units() * (long) workload.capacity() * 1024 / 2 * 3;
        }
        return workload.units() * unitBytes(contender, workload.row());
    }

    private static long unitBytes(Contender contender, Row row) {
        return switch (row) {
            case TIMER_STOP -> TIMER_BYTES;
            case RING -> contender == Contender.GO ? GOROUTINE_BYTES : UNIT_WITH_CHANNEL_BYTES;
            default -> contender == Contender.GO ? GOROUTINE_BYTES : UNIT_BYTES;
        };
    }

    /**
     * Whether four fifths of what is available are enough. The processes of all contenders live
     * side by side, and each keeps the memory of large units; with very many each {@linkplain
     * #together runs alone}.
     */
    static boolean fits(Contender contender, Workload workload) {
        long atOnce = workload.row() == Row.CACHE_32M ? Contender.usual().size() : 1;
        return isSmall(workload) || atOnce * needed(contender, workload) < available() / 5 * 4;
    }

    /** Those who run side by side: all of them, or each alone if their units are very many. */
    static List<List<Contender>> together(List<Contender> contenders, Workload workload) {
        return workload.units() <= SMALL
                ? List.of(contenders)
                : contenders.stream().map(List::of).toList();
    }

    private static boolean isSmall(Workload workload) {
        return workload.units() <= SMALL && workload.row() != Row.CACHE_32M;
    }

    /** The flag for the heap: none unless there are very many units. */
    static List<String> heapFlags(Contender contender, Workload workload) {
        return workload.units() <= SMALL
                ? List.of()
                : List.of("-Xmx" + (needed(contender, workload) >> 20) + "m");
    }

    private static long available() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException notLinux) {
            return 0;
        }
    }
}
