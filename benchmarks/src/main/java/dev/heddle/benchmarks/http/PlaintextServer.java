package dev.heddle.benchmarks.http;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * One of the contenders of {@link HttpComparison} that are not programs of their own, in a JVM of
 * its own: says where it listens, and serves until it is ended.
 */
public final class PlaintextServer {
    static final String TYPE = "text/plain; charset=utf-8";
    static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
    static final int BACKLOG = 4096;

    private PlaintextServer() {}

    /** Arguments: the name of a {@link Contender} and the parallelism. */
    public static void main(String[] args) throws Exception {
        Contender contender = Contender.valueOf(args[0]);
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        InetSocketAddress address =
                switch (contender) {
                    case JDK -> startJdk(anywhere);
                    case NETTY_NIO, NETTY_EPOLL ->
                            NettyPlaintext.start(
                                    anywhere,
                                    contender == Contender.NETTY_EPOLL,
                                    Integer.parseInt(args[1]));
                    case HEDDLE, GO ->
                            throw new IllegalArgumentException(contender + " is its own program");
                };
        System.out.println("listening on http://localhost:" + address.getPort() + "/");
    }

    private static InetSocketAddress startJdk(InetSocketAddress address) throws IOException {
        // Without these, a response waits for the client's delayed acknowledgement of its head, and
        // more than 200 idle connections are closed.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "100000");
        HttpServer server = HttpServer.create(address, BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                SelectorLoad.PATH,
                exchange -> {
                    try (exchange) {
                        exchange.getResponseHeaders().set("Content-Type", TYPE);
                        exchange.sendResponseHeaders(200, HELLO.length);
                        exchange.getResponseBody().write(HELLO);
                    }
                });
        server.start();
        return server.getAddress();
    }
}
