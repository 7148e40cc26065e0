package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Libraries that know nothing of Heddle, on its goroutines. */
class JdkLibrariesTest {

    @AtEveryParallelism
    void anExecutorWithAGoroutinePerTask(int parallelism) throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(parallelism).build();
                ExecutorService executor =
                        Executors.newThreadPerTaskExecutor(scheduler.threadFactory())) {
            List<Callable<Scheduler>> tasks = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                tasks.add(
                        () -> {
                            Thread.sleep(1);
                            return Scheduler.current();
                        });
            }
            for (Future<Scheduler> future : executor.invokeAll(tasks)) {
                assertThat(future.get()).isSameAs(scheduler);
            }
        }
    }

    @Test
    void theFactoryMakesUnstartedGoroutinesAndRefusesNull() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            AtomicInteger ran = new AtomicInteger();
            Thread thread = scheduler.threadFactory().newThread(ran::incrementAndGet);
            assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
            thread.start();
            Await.end(thread);
            assertThat(ran.get()).isEqualTo(1);
            assertThatThrownBy(() -> scheduler.threadFactory().newThread(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("task");
        }
    }

    @Test
    void theJdksHttpServerAndClient() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build();
                ExecutorService executor =
                        Executors.newThreadPerTaskExecutor(scheduler.threadFactory())) {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(executor);
            server.createContext(
                    "/",
                    exchange -> {
                        byte[] body = ("on " + Scheduler.current()).getBytes();
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.start();
            try (HttpClient client = HttpClient.newBuilder().executor(executor).build()) {
                URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
                for (int i = 0; i < 100; i++) {
                    String body =
                            scheduler.run(
                                    () ->
                                            client.send(
                                                            HttpRequest.newBuilder(uri).build(),
                                                            HttpResponse.BodyHandlers.ofString())
                                                    .body());
                    assertThat(body).isEqualTo("on " + scheduler);
                }
            } finally {
                server.stop(0);
            }
        }
    }

    /** Fact: the JDK's socket pollers inherit the scheduler of whoever starts them. */
    @Test
    void socketsWorkOnEverySchedulerEvenAfterTheFirstWasClosed() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
                assertThat(scheduler.run(JdkLibrariesTest::echoOverASocket)).isEqualTo(42);
            }
        }
        AtomicInteger plain = new AtomicInteger();
        Thread thread =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                plain.set(echoOverASocket());
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
        Await.end(thread);
        assertThat(plain.get()).isEqualTo(42);
    }

    private static int echoOverASocket() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CountDownLatch connected = new CountDownLatch(1);
            Thread other =
                    Thread.startVirtualThread(
                            () -> {
                                try (Socket accepted = server.accept()) {
                                    connected.countDown();
                                    accepted.getOutputStream()
                                            .write(accepted.getInputStream().read());
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                Await.latch(connected);
                Await.state(other, Thread.State.WAITING);
                socket.getOutputStream().write(42);
                return socket.getInputStream().read();
            }
        }
    }
}
