package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import dev.heddle.scheduler.EventSource;
import dev.heddle.scheduler.Scheduler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The poller inside a scheduler: deadlocks, the scheduler's end, the JDK's sockets beside it. */
class SchedulerIntegrationTest {

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aMainGoroutineThatWaitsForInputIsNoDeadlock(int parallelism) throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(parallelism).build();
                TcpListener listener = TcpListener.bind(loopback());
                TcpConnection near = TcpConnection.connect(listener.localAddress())) {
            Thread late =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            Thread.sleep(300); // longer than the deadlock watch
                                            near.write(ByteBuffer.allocate(1));
                                        } catch (Exception e) {
                                            throw new AssertionError(e);
                                        }
                                    });
            int n =
                    scheduler.run(
                            () -> {
                                try (TcpConnection far = listener.accept()) {
                                    return far.read(ByteBuffer.allocate(10));
                                }
                            });
            assertThat(n).isEqualTo(1);
            late.join();
        }
    }

    @Test
    void aGoroutineThatWaitsInThePollerOfAnotherSchedulerIsNoDeadlock() throws Exception {
        try (Scheduler one = Scheduler.builder().parallelism(1).build();
                Scheduler two = Scheduler.builder().parallelism(1).build();
                TcpListener listener = TcpListener.bind(loopback());
                TcpConnection near = TcpConnection.connect(listener.localAddress());
                TcpConnection far = listener.accept()) {
            one.run(
                    () -> {
                        near.setReadDeadline(java.time.Instant.now().plusMillis(20));
                        try {
                            near.read(ByteBuffer.allocate(1)); // settles in the first scheduler
                        } catch (java.net.SocketTimeoutException e) {
                            near.setReadDeadline(null);
                        }
                        return 0;
                    });
            Thread late =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            Thread.sleep(300); // longer than the deadlock watch
                                            far.write(ByteBuffer.allocate(1));
                                        } catch (Exception e) {
                                            throw new AssertionError(e);
                                        }
                                    });
            assertThat(two.run(() -> near.read(ByteBuffer.allocate(10)))).isEqualTo(1);
            late.join();
        }
    }

    @Test
    void aClosedConnectionIsReleasedByEveryPollerThatHasItsKey() throws Exception {
        try (Scheduler one = Scheduler.builder().parallelism(1).build();
                Scheduler two = Scheduler.builder().parallelism(1).build();
                TcpListener listener = TcpListener.bind(loopback())) {
            List<TcpConnection> connections = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                TcpConnection near = TcpConnection.connect(listener.localAddress());
                TcpConnection far = listener.accept();
                far.write(ByteBuffer.allocate(1));
                connections.add(near);
                connections.add(far);
            }
            for (Scheduler each : List.of(one, two)) { // nobody waits in either afterwards
                each.run(
                        () -> {
                            for (int i = 0; i < connections.size(); i += 2) {
                                NetPoller.awaitReadable(connections.get(i).channel());
                            }
                            return 0;
                        });
            }
            long open = DescriptorCount.now();
            for (TcpConnection each : connections) {
                each.close();
            }
            DescriptorCount.awaitAtMost(open - connections.size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aConnectionThatWaitedOutsideMovesToTheSchedulerOfItsGoroutine(int parallelism)
            throws Exception {
        long descriptors = DescriptorCount.now();
        try (Scheduler scheduler = Scheduler.builder().parallelism(parallelism).build();
                TcpListener listener = TcpListener.bind(loopback())) {
            TcpConnection near = TcpConnection.connect(listener.localAddress());
            try (TcpConnection far = listener.accept()) {
                near.setReadDeadline(java.time.Instant.now().plusMillis(20));
                try {
                    near.read(ByteBuffer.allocate(1));
                } catch (java.net.SocketTimeoutException e) {
                    near.setReadDeadline(null);
                }
                Actor<Integer> reader =
                        Actor.start(
                                        scheduler.threadFactory(),
                                        () -> near.read(ByteBuffer.allocate(10)))
                                .awaitIoWait();
                assertThat(scheduler.run(() -> EventSource.current().isRegistered())).isTrue();
                far.write(ByteBuffer.allocate(4));
                assertThat(reader.get()).isEqualTo(4);
                near.close();
                assertThat(far.read(ByteBuffer.allocate(1))).isNegative();
            }
        }
        DescriptorCount.awaitAtMost(descriptors + 5);
    }

    @Test
    void aConnectionOutlivesTheSchedulerItWaitedIn() throws Exception {
        try (TcpListener listener = TcpListener.bind(loopback());
                TcpConnection near = TcpConnection.connect(listener.localAddress());
                TcpConnection far = listener.accept()) {
            for (int i = 0; i < 5; i++) {
                try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
                    Actor<Integer> reader =
                            Actor.start(
                                            scheduler.threadFactory(),
                                            () -> near.read(ByteBuffer.allocate(10)))
                                    .awaitIoWait();
                    far.write(ByteBuffer.allocate(1));
                    assertThat(reader.get()).isEqualTo(1);
                }
            }
            far.write(ByteBuffer.allocate(2));
            assertThat(near.read(ByteBuffer.allocate(10))).isEqualTo(2);
        }
    }

    @Test
    void oneWhoWaitsInAClosedSchedulersPollerMovesOn() throws Exception {
        try (TcpListener listener = TcpListener.bind(loopback());
                TcpConnection near = TcpConnection.connect(listener.localAddress());
                TcpConnection far = listener.accept()) {
            Scheduler scheduler = Scheduler.builder().parallelism(1).build();
            Actor<Void> settling =
                    Actor.run(
                            scheduler.threadFactory(),
                            () -> {
                                near.setReadDeadline(java.time.Instant.now().plusMillis(20));
                                try {
                                    near.read(ByteBuffer.allocate(1));
                                } catch (java.net.SocketTimeoutException e) {
                                    near.setReadDeadline(null);
                                }
                            });
            settling.get();
            Actor<Integer> foreign =
                    Actor.start(
                                    Thread.ofPlatform().daemon().factory(),
                                    () -> near.read(ByteBuffer.allocate(10)))
                            .awaitIoWait();
            scheduler.close();
            far.write(ByteBuffer.allocate(3));
            assertThat(foreign.get()).isEqualTo(3);
        }
    }

    @Test
    void schedulersComeAndGoWithoutLeavingDescriptors() throws Exception {
        Runnable life =
                () -> {
                    try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
                        scheduler.run(
                                () -> {
                                    echoOnce();
                                    return 0;
                                });
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                };
        life.run();
        long before = DescriptorCount.now();
        for (int i = 0; i < 20; i++) {
            life.run();
        }
        DescriptorCount.awaitAtMost(before);
    }

    private static void echoOnce() throws Exception {
        try (TcpListener listener = TcpListener.bind(loopback())) {
            Thread echo =
                    Thread.startVirtualThread(
                            () -> {
                                try (TcpConnection far = listener.accept()) {
                                    ByteBuffer buffer = ByteBuffer.allocate(10);
                                    far.read(buffer);
                                    far.write(buffer.flip());
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                            });
            try (TcpConnection near = TcpConnection.connect(listener.localAddress())) {
                near.write(ByteBuffer.allocate(4));
                assertThat(near.read(ByteBuffer.allocate(10))).isEqualTo(4);
            }
            echo.join();
        }
    }

    @Test
    void openConnectionsThatAreIdleCostNoProcessorTime() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build();
                TcpListener listener = TcpListener.bind(loopback())) {
            List<TcpConnection> all = new ArrayList<>();
            List<Actor<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(TcpConnection.connect(listener.localAddress()));
                TcpConnection far = listener.accept();
                all.add(far);
                readers.add(
                        Actor.start(
                                scheduler.threadFactory(), () -> far.read(ByteBuffer.allocate(1))));
            }
            for (Actor<Integer> each : readers) {
                each.awaitIoWait();
            }
            assertThat(leastBusyOf(5)).isLessThan(0.10);
            for (TcpConnection each : all) {
                each.close();
            }
        }
    }

    /** The least share of a processor that this process took in one of so many half seconds. */
    private static double leastBusyOf(int times) throws Exception {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            long cpu = cpuNanos();
            long start = System.nanoTime();
            Thread.sleep(500); // the span that is measured
            double share = (double) (cpuNanos() - cpu) / (System.nanoTime() - start);
            least = Math.min(least, share);
        }
        return least;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    @Test
    void registeredSocketsDoNotDelayTimers() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build();
                TcpListener listener = TcpListener.bind(loopback())) {
            Actor<TcpConnection> acceptor =
                    Actor.start(scheduler.threadFactory(), listener::accept).awaitIoWait();
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                least =
                        Math.min(
                                least,
                                scheduler.run(
                                        () -> {
                                            long start = System.nanoTime();
                                            Thread.sleep(Duration.ofMillis(5));
                                            return System.nanoTime() - start;
                                        }));
            }
            assertThat(least)
                    .isBetween(Duration.ofMillis(5).toNanos(), Duration.ofMillis(8).toNanos());
            listener.setDeadline(java.time.Instant.EPOCH);
            assertThat(acceptor.failure()).isInstanceOf(java.io.IOException.class);
        }
    }

    // ---- the JDK's own sockets

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theJdksSocketsWorkOnGoroutines(int parallelism) throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(parallelism).build();
                ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TcpListener ours = TcpListener.bind(loopback())) {
            Actor<TcpConnection> beside =
                    Actor.start(scheduler.threadFactory(), ours::accept).awaitIoWait();
            Actor<Void> echo =
                    Actor.run(
                            scheduler.threadFactory(),
                            () -> {
                                try (Socket socket = server.accept()) {
                                    socket.getInputStream().transferTo(socket.getOutputStream());
                                }
                            });
            String answer =
                    scheduler.run(
                            () -> {
                                try (Socket socket =
                                        new Socket(
                                                InetAddress.getLoopbackAddress(),
                                                server.getLocalPort())) {
                                    socket.setSoTimeout(40_000);
                                    socket.getOutputStream()
                                            .write("old friend".getBytes(StandardCharsets.UTF_8));
                                    socket.shutdownOutput();
                                    try (InputStream in = socket.getInputStream()) {
                                        return new String(
                                                in.readAllBytes(), StandardCharsets.UTF_8);
                                    }
                                }
                            });
            assertThat(answer).isEqualTo("old friend");
            echo.get();
            ours.setDeadline(java.time.Instant.EPOCH);
            assertThat(beside.failure()).isInstanceOf(java.io.IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theJdksHttpServerAndClientWorkOnGoroutines(int parallelism) throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(parallelism).build();
                ExecutorService goroutines =
                        Executors.newThreadPerTaskExecutor(scheduler.threadFactory())) {
            HttpServer server = HttpServer.create(loopback(), 0);
            server.setExecutor(goroutines);
            server.createContext(
                    "/",
                    exchange -> {
                        byte[] body = exchange.getRequestBody().readAllBytes();
                        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.start();
            try (HttpClient client = HttpClient.newBuilder().executor(goroutines).build()) {
                URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
                List<Actor<String>> requests = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    String body = "request " + i;
                    requests.add(
                            Actor.start(scheduler.threadFactory(), () -> post(client, uri, body)));
                }
                for (int i = 0; i < 20; i++) {
                    assertThat(requests.get(i).get()).isEqualTo("request " + i);
                }
            } finally {
                server.stop(0);
            }
        }
    }

    private static String post(HttpClient client, URI uri, String body) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(uri)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
