package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.scheduler.Scheduler;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The load against servers that do not behave. */
class LoadTest {

    private static final Load.Progress SILENT =
            new Load.Progress() {
                @Override
                public void show(Duration passed, long requests) {}

                @Override
                public void close() {}
            };

    private static LoadResult run(ServerSocket server) throws Exception {
        InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
        try (Scheduler scheduler = Scheduler.builder().name("load-test").build()) {
            Load load = new Load(address, 3, Duration.ZERO, Duration.ofSeconds(1));
            return load.run(scheduler, SILENT);
        }
    }

    /** Answers the first request of every connection, then closes it. */
    private static void answerOnce(ServerSocket server, String answer) {
        try {
            while (true) {
                try (Socket client = server.accept()) {
                    InputStream in = client.getInputStream();
                    for (int ends = 0; ends < 2; ) {
                        int b = in.read();
                        ends = b == '\n' ? ends + 1 : b == '\r' ? ends : 0;
                    }
                    for (byte b : answer.getBytes(StandardCharsets.US_ASCII)) {
                        client.getOutputStream().write(b); // in pieces, as it may come
                    }
                }
            }
        } catch (IOException e) {
            // the server socket is closed
        }
    }

    @Test
    void whatIsNoSuccessIsAnError() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String answer = "HTTP/1.1 503 Busy\r\nContent-length: 4\r\n\r\nbusy";
            Thread.startVirtualThread(() -> answerOnce(server, answer));
            LoadResult result = run(server);
            assertThat(result.requests()).isEqualTo(3);
            assertThat(result.errors()).isEqualTo(6); // a bad response, then a closed connection
            assertThat(result.failure()).isInstanceOf(IOException.class);
            assertThat(result.latencies().getTotalCount()).isEqualTo(3);
        }
    }

    @Test
    void aServerThatIsNotThereIsAnError() throws Exception {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
        server.close();
        try (Scheduler scheduler = Scheduler.builder().name("load-test").build()) {
            Load load = new Load(address, 3, Duration.ZERO, Duration.ofSeconds(1));
            LoadResult result = load.run(scheduler, SILENT);
            assertThat(result.requests()).isZero();
            assertThat(result.errors()).isEqualTo(3);
        }
    }
}
