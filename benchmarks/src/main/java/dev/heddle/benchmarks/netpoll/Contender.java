package dev.heddle.benchmarks.netpoll;

/** Who echoes. */
enum Contender {
    /** Heddle's connections on its goroutines. */
    HEDDLE("Heddle"),
    /** The JDK's sockets on its virtual threads. */
    JDK("JDK"),
    /** The JDK's sockets on Heddle's goroutines. */
    JDK_ON_HEDDLE("JDK sockets on Heddle"),
    /** Netty's event loops on java.nio. */
    NETTY("Netty NIO"),
    /** Go's connections on its goroutines. */
    GO("Go");

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
