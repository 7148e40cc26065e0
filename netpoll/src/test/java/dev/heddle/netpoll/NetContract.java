package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.scheduler.Scheduler;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;

/** A kind of thread, and what tests of sockets on it need. */
abstract class NetContract {
    @Parameter ThreadKind kind;

    private final Deque<Closeable> toClose = new ArrayDeque<>();
    private @Nullable Scheduler scheduler;
    private ThreadFactory threads;

    /** Two ends of one connection. */
    record Pair(TcpConnection near, TcpConnection far) {}

    @BeforeEach
    void start() {
        scheduler = kind.newScheduler();
        threads = kind.factory(scheduler);
    }

    @AfterEach
    void end() throws IOException {
        for (Closeable each : toClose) {
            each.close();
        }
        if (scheduler != null) {
            scheduler.shutdownNow();
            scheduler.close();
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    <C extends Closeable> C closedLater(C resource) {
        toClose.push(resource);
        return resource;
    }

    static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    TcpListener listener() throws IOException {
        return closedLater(TcpListener.bind(loopback()));
    }

    Pair pair() throws Exception {
        TcpListener listener = listener();
        Actor<TcpConnection> accepting = start(listener::accept);
        TcpConnection near = closedLater(TcpConnection.connect(listener.localAddress()));
        return new Pair(near, closedLater(accepting.get()));
    }

    <T> Actor<T> start(Callable<T> body) {
        return Actor.start(threads, body);
    }

    Actor<Void> run(Actor.Body body) {
        return Actor.run(threads, body);
    }

    /** What {@code body} does on a thread of this kind. */
    <T> T on(Callable<T> body) throws Exception {
        return start(body).get();
    }

    void doOn(Actor.Body body) throws Exception {
        run(body).get();
    }

    /** A reader of at most 100 bytes; its result is what was read as text, null at the end. */
    Actor<@Nullable String> reader(TcpConnection connection) {
        return start(() -> readText(connection));
    }

    static @Nullable String readText(TcpConnection connection) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        return connection.read(buffer) < 0 ? null : text(buffer.flip());
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer).toString();
    }

    static Instant past() {
        return Instant.now().minusSeconds(1);
    }

    static Instant in(Duration span) {
        return Instant.now().plus(span);
    }

    static Instant in(long millis) {
        return in(Duration.ofMillis(millis));
    }
}
