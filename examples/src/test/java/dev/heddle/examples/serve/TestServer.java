package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.scheduler.Scheduler;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server for one test, which fails if an exception came out of one of its goroutines. */
final class TestServer implements AutoCloseable {
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private final HeddleService service;
    private boolean stopped;

    private TestServer(int parallelism, @Nullable Path root, Limits limits) throws Exception {
        Scheduler scheduler =
                Scheduler.builder()
                        .name("test-server")
                        .parallelism(parallelism)
                        .uncaughtExceptionHandler((thread, e) -> uncaught.add(e))
                        .build();
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        service = HeddleService.start(scheduler, anywhere, root, limits);
    }

    static TestServer start() throws Exception {
        return new TestServer(2, null, Limits.DEFAULT);
    }

    static TestServer start(int parallelism) throws Exception {
        return new TestServer(parallelism, null, Limits.DEFAULT);
    }

    static TestServer start(Path root) throws Exception {
        return new TestServer(2, root, Limits.DEFAULT);
    }

    static TestServer start(Limits limits) throws Exception {
        return new TestServer(2, null, limits);
    }

    static TestServer start(int parallelism, Limits limits) throws Exception {
        return new TestServer(parallelism, null, limits);
    }

    /** The usual limits but for these. */
    static Limits limits(int maxConnections, Duration idle, Duration request, Duration write) {
        Limits usual = Limits.DEFAULT;
        return new Limits(
                usual.maxHead(),
                usual.maxFields(),
                usual.maxBody(),
                maxConnections,
                idle,
                request,
                write,
                Duration.ofMillis(20));
    }

    HeddleService service() {
        return service;
    }

    InetSocketAddress address() throws IOException {
        return service.address();
    }

    URI uri(String path) throws IOException {
        return URI.create("http://localhost:" + address().getPort() + path);
    }

    RawClient connect() throws IOException {
        return new RawClient(address());
    }

    /** Stops it; whether everybody could finish. */
    boolean stop(Duration grace) throws Exception {
        stopped = true;
        return service.stop(grace);
    }

    @Override
    public void close() throws IOException {
        if (!stopped) {
            try {
                service.stop(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                throw new AssertionError("the test took too long", e);
            }
        }
        assertThat(uncaught).isEmpty();
        assertThat(service.stats().goroutines()).isZero();
    }
}
