package dev.heddle.examples.serve;

import dev.heddle.scheduler.Scheduler;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What is found where. */
final class Site implements Handler, AutoCloseable {
    private static final byte[] PLAINTEXT = Ascii.bytes("/plaintext");
    private static final byte[] EVENTS = Ascii.bytes("/events");
    private static final byte[] METRICS = Ascii.bytes("/metrics");
    private static final byte[] HELLO = Ascii.bytes("Hello, World!");
    private static final byte[] TEXT_LINE = Exchange.contentType(Exchange.TEXT);
    private static final int MAX_KEYS = 100_000;

    private final KeyValueStore store = new KeyValueStore(MAX_KEYS);
    private final KeyValueHandler keyValues = new KeyValueHandler(store);
    private final EventsHandler events;
    private final @Nullable StaticFiles files;
    private final ServerMetrics metrics;
    private final Scheduler scheduler;

    /**
     * Made by a goroutine of the scheduler.
     *
     * @param root the directory whose files are served; null: none
     */
    Site(@Nullable Path root, Limits limits, ServerMetrics metrics, Scheduler scheduler)
            throws IOException {
        this.metrics = metrics;
        this.scheduler = scheduler;
        events = new EventsHandler(store.changes(), limits.heartbeat());
        files = root == null ? null : new StaticFiles(root);
    }

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException, HttpException {
        Request request = exchange.request();
        if (request.isPath(PLAINTEXT)) {
            require(exchange, Method.GET, Method.HEAD);
            exchange.send(Status.OK, TEXT_LINE, HELLO);
        } else if (request.path().startsWith(KeyValueHandler.PREFIX)) {
            keyValues.handle(exchange);
        } else if (request.isPath(EVENTS)) {
            events.handle(exchange);
        } else if (request.isPath(METRICS)) {
            require(exchange, Method.GET, Method.HEAD);
            byte[] text = metrics.text(scheduler.stats()).getBytes(StandardCharsets.UTF_8);
            exchange.send(Status.OK, "text/plain; version=0.0.4; charset=utf-8", text);
        } else if (files != null) {
            files.handle(exchange);
        } else {
            throw new HttpException(Status.NOT_FOUND, "nothing here");
        }
    }

    /**
     * Refuses other methods.
     *
     * @throws HttpException if the request's method is none of these
     */
    static void require(Exchange exchange, Method... allowed) throws HttpException {
        if (!List.of(allowed).contains(exchange.request().method())) {
            exchange.header(
                    "Allow",
                    Arrays.stream(allowed).map(Method::name).collect(Collectors.joining(", ")));
            throw new HttpException(Status.METHOD_NOT_ALLOWED, "not what can be done here");
        }
    }

    /** Ends the handlers that would go on for ever. */
    @Override
    public void close() {
        store.close();
    }
}
