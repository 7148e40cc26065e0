package dev.heddle.benchmarks.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/** The epoll contenders echo what they are sent, and measure what they say. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class EpollEchoTest {

    /** 200,000 bytes do not fit into a socket: the writer has to wait as well. */
    @ParameterizedTest
    @CsvSource({
        "64, 1, false",
        "64, 50, true",
        "200000, 4, false",
        "200000, 4, true",
    })
    void everyMessageComesBack(int size, int connections, boolean isNative) throws Exception {
        for (int parallelism : new int[] {1, 2}) {
            try (EpollEcho echo = new EpollEcho(size, connections, parallelism, isNative)) {
                echo.roundTrips(20);
                echo.roundTrips(5);
            }
        }
    }

    @Test
    void theDescriptorOfAChannelIsFound() throws Exception {
        try (DescriptorFinder finder = new DescriptorFinder();
                DatagramChannel one = DatagramChannel.open();
                DatagramChannel two = DatagramChannel.open();
                Epoll epoll = new Epoll()) {
            one.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            one.configureBlocking(false);
            two.configureBlocking(false);
            assertThat(finder.find(one)).isNotEqualTo(finder.find(two));
            epoll.add(finder.find(one), 5);
            int[] inputs = new int[1];
            epoll.await(0, (data, events) -> inputs[0] += events & Epoll.IN);
            assertThat(inputs[0]).isZero();
            two.send(java.nio.ByteBuffer.allocate(1), one.getLocalAddress());
            long[] reported = new long[1];
            epoll.await(10_000, (data, events) -> reported[0] = data);
            assertThat(reported[0]).isEqualTo(5);
            epoll.await(0, (data, events) -> reported[0] = -2); // reported once
            assertThat(reported[0]).isEqualTo(5);
        }
    }
}
