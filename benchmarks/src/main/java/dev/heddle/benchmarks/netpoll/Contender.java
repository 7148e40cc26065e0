package dev.heddle.benchmarks.netpoll;

import dev.heddle.benchmarks.JavaCommand;

import java.util.List;

/** Who echoes. */
enum Contender {
    /** Heddle's connections on its goroutines. */
    HEDDLE("Heddle"),
    /** The same with an edge-triggered epoll below; see {@link EpollEcho}. */
    EPOLL("Heddle, epoll", JavaCommand.NATIVE_ACCESS),
    /** And with the system's read and write in place of the channel's. */
    EPOLL_NATIVE("Heddle, epoll, native", JavaCommand.NATIVE_ACCESS),
    /** The JDK's sockets on its virtual threads. */
    JDK("JDK"),
    /** The same, with platform threads that wait for events. */
    JDK_MODE_1("JDK, pollerMode 1", "-Djdk.pollerMode=1"),
    /** The JDK's sockets on Heddle's goroutines. */
    JDK_ON_HEDDLE("JDK sockets on Heddle"),
    /** The same, with platform threads that wait for events. */
    JDK_ON_HEDDLE_MODE_1("JDK sockets on Heddle, pollerMode 1", "-Djdk.pollerMode=1"),
    /** Netty's event loops on java.nio. */
    NETTY("Netty NIO", JavaCommand.UNSAFE),
    /** Go's connections on its goroutines. */
    GO("Go");

    private final String title;
    private final List<String> flags;

    Contender(String title, String... flags) {
        this.title = title;
        this.flags = List.of(flags);
    }

    String title() {
        return title;
    }

    /** What its JVM gets besides what all get. */
    List<String> flags() {
        return flags;
    }
}
