package dev.heddle.benchmarks.http;

import dev.heddle.benchmarks.JavaCommand;

import java.util.List;

/** Who serves. */
enum Contender {
    /** The server of the examples, on Heddle's goroutines. */
    HEDDLE("Heddle serve"),
    /** The JDK's HttpServer, an exchange at a time on one of the JDK's virtual threads. */
    JDK("JDK HttpServer"),
    /** Netty's HTTP codec on event loops over java.nio. */
    NETTY_NIO("Netty NIO", JavaCommand.UNSAFE),
    /** The same over Netty's native epoll. */
    NETTY_EPOLL("Netty epoll", JavaCommand.NATIVE_ACCESS, JavaCommand.UNSAFE),
    /** Go's net/http. */
    GO("Go net/http");

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
