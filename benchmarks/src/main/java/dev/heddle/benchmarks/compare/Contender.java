package dev.heddle.benchmarks.compare;

import dev.heddle.benchmarks.JavaCommand;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A column of the table: whom a process runs. */
enum Contender {
    /** Heddle on its own scheduler. */
    HEDDLE("Heddle", "dev.heddle.benchmarks.compare.HeddlePeer"),
    /** Heddle's channels, locks and timers on the JDK's scheduler; measured, but no peer. */
    HEDDLE_ON_JDK("Heddle on JDK threads", "dev.heddle.benchmarks.compare.HeddleOnJdkPeer"),
    /** The same on platform threads; measured only where they are asked for. */
    HEDDLE_ON_PLATFORM(
            "Heddle on platform threads", "dev.heddle.benchmarks.compare.HeddleOnPlatformPeer"),
    /** The JDK's virtual threads with java.util.concurrent. */
    JDK("JDK", "dev.heddle.benchmarks.compare.JdkPeer"),
    /** Kotlin's coroutines. */
    KOTLIN("Kotlin", "dev.heddle.benchmarks.compare.KotlinPeer"),
    /** jox's channels on the JDK's virtual threads. */
    JOX("jox", "dev.heddle.benchmarks.compare.JoxPeer"),
    /** Go's goroutines. */
    GO("Go", "");

    private final String title;
    private final String peer;

    Contender(String title, String peer) {
        this.title = title;
        this.peer = peer;
    }

    String title() {
        return title;
    }

    /** Those that run if nobody says otherwise. */
    static List<Contender> usual() {
        return Arrays.stream(values()).filter(c -> c != HEDDLE_ON_PLATFORM).toList();
    }

    /** Whether Heddle is to be compared with it. */
    boolean isPeer() {
        return compareTo(JDK) >= 0;
    }

    /** Whether it has what the row needs, as far as that is known without its process. */
    boolean supports(Row row) {
        return switch (this) {
            case HEDDLE -> true;
            case GO ->
                    switch (row) {
                        case EXTERNAL, EXTERNAL_BUSY, PAIR_UNBOUNDED, MUTEX_CANCEL -> false;
                        default -> true;
                    };
            default -> {
                try {
                    yield inThisProcess().supports(row);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(peer, e);
                }
            }
        };
    }

    /** A peer that runs in a JVM, here. */
    Peer inThisProcess() throws ReflectiveOperationException {
        return Peer.load(peer);
    }

    /** The command that runs a row; see {@link JavaCommand} for the flags. */
    List<String> command(Workload workload, int parallelism, Path go) {
        if (this == GO) {
            return List.of(
                    "env",
                    "GOMAXPROCS=" + parallelism,
                    go.toString(),
                    workload.row().id(),
                    Integer.toString(workload.capacity()),
                    Integer.toString(workload.units()));
        }
        return JavaCommand.of(
                parallelism,
                Memory.heapFlags(this, workload),
                PeerMain.class,
                peer,
                workload.row().id(),
                Integer.toString(workload.units()));
    }
}
