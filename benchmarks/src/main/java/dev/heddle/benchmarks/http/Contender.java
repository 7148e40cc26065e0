package dev.heddle.benchmarks.http;

/** Who serves. */
enum Contender {
    /** The server of the examples, on Heddle's goroutines. */
    HEDDLE("Heddle serve"),
    /** The JDK's HttpServer, an exchange at a time on one of the JDK's virtual threads. */
    JDK("JDK HttpServer"),
    /** Netty's HTTP codec on event loops over java.nio. */
    NETTY_NIO("Netty NIO"),
    /** The same over Netty's native epoll. */
    NETTY_EPOLL("Netty epoll"),
    /** Go's net/http. */
    GO("Go net/http");

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
