package dev.heddle.examples.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

import dev.heddle.scheduler.SchedulerStats;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the load needs of the site, by the JDK's HttpServer on the JDK's virtual threads. */
final class JdkService implements Service {
    private static final int NO_BODY = -1;

    private final HttpServer server;
    private final ExecutorService threads;

    private JdkService(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    static JdkService start(InetSocketAddress address) throws IOException {
        // Without these, a response waits for the client's delayed acknowledgement of its head, and
        // more than 200 idle connections are closed.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "100000");
        HttpServer server = HttpServer.create(address, 4096);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        byte[] hello = Ascii.bytes("Hello, World!");
        server.createContext(
                "/plaintext", exchange -> send(exchange, Status.OK, Exchange.TEXT, hello));
        server.createContext(KeyValueHandler.PREFIX, keyValues(new KeyValueStore(100_000)));
        server.start();
        return new JdkService(server, threads);
    }

    private static HttpHandler keyValues(KeyValueStore store) {
        return exchange -> {
            String path = exchange.getRequestURI().getPath();
            String key = path.substring(KeyValueHandler.PREFIX.length());
            if (exchange.getRequestMethod().equals("PUT")) {
                put(exchange, store, key);
                return;
            }
            byte[] value = store.get(key);
            if (value == null) {
                send(exchange, Status.NOT_FOUND, Exchange.TEXT, Ascii.bytes("no such key\n"));
            } else {
                send(exchange, Status.OK, Json.TYPE, value);
            }
        };
    }

    private static void put(HttpExchange exchange, KeyValueStore store, String key)
            throws IOException {
        try (exchange) {
            store.put(key, Json.compact(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(Status.NO_CONTENT.code(), NO_BODY);
        } catch (HttpException e) {
            exchange.sendResponseHeaders(e.status().code(), NO_BODY);
        }
    }

    private static void send(HttpExchange exchange, Status status, String type, byte[] body)
            throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status.code(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public @Nullable SchedulerStats stats() {
        return null;
    }

    @Override
    public boolean stop(Duration grace) {
        server.stop((int) grace.toSeconds());
        threads.close();
        return true;
    }
}
