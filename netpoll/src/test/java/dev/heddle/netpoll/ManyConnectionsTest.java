package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.scheduler.Scheduler;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;

/** Many connections at once over loopback; all are open before any is used. */
class ManyConnectionsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 64})
    void aThousandConnectionsEchoAtOnce(int parallelism) throws Exception {
        echoOn(parallelism, 1000);
    }

    /** 20,000 descriptors and more: needs {@code ulimit -n}, hence only in the long run. */
    @Tag("soak")
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void nineThousandConnectionsEchoAtOnce(int parallelism) throws Exception {
        echoOn(parallelism, 9_000);
    }

    private static void echoOn(int parallelism, int connections) throws Exception {
        long descriptors = DescriptorCount.now();
        try (Scheduler scheduler = Scheduler.builder().parallelism(parallelism).build();
                TcpListener listener =
                        TcpListener.bind(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            AtomicLong echoed = new AtomicLong();
            CyclicBarrier allOpen = new CyclicBarrier(connections);
            CountDownLatch done = new CountDownLatch(2 * connections);
            scheduler.go(
                    () -> {
                        for (int i = 0; i < connections; i++) {
                            TcpConnection far = listener.accept();
                            scheduler.go(() -> echo(far, done));
                        }
                    });
            for (int i = 0; i < connections; i++) {
                int number = i;
                scheduler.go(
                        () -> {
                            try (TcpConnection near =
                                    TcpConnection.connect(listener.localAddress())) {
                                allOpen.await();
                                echoed.addAndGet(talk(near, number));
                            }
                            done.countDown();
                        });
            }
            assertThat(done.await(100, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            assertThat(echoed.get()).isEqualTo(3L * connections);
        }
        DescriptorCount.awaitAtMost(descriptors + 20);
    }

    private static void echo(TcpConnection connection, CountDownLatch done) throws Exception {
        try (connection) {
            ByteBuffer buffer = ByteBuffer.allocate(64);
            while (connection.read(buffer.clear()) >= 0) {
                connection.write(buffer.flip());
            }
        }
        done.countDown();
    }

    private static int talk(TcpConnection connection, int number) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES);
        int right = 0;
        for (int i = 0; i < 3; i++) {
            connection.write(buffer.clear().putInt(number + i).flip());
            buffer.clear();
            while (buffer.hasRemaining() && connection.read(buffer) >= 0) {}
            right += buffer.flip().getInt() == number + i ? 1 : 0;
        }
        return right;
    }
}
