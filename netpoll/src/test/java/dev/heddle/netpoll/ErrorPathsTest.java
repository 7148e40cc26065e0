package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Path;
import java.time.Duration;

/** Whatever fails closes the descriptor that it had opened. */
@ParameterizedClass
@EnumSource(names = {"GOROUTINE_1", "GOROUTINE_4", "PLATFORM"})
class ErrorPathsTest extends NetContract {
    private static final int TIMES = 30;
    private static final int SLACK = 5;

    /** An address that belongs to nobody here (RFC 5737). */
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("192.0.2.1", 0);

    private void leavesNothing(Class<? extends Throwable> failure, Actor.Body failing)
            throws Exception {
        assertThat(run(failing).failure()).isInstanceOf(failure);
        long before = DescriptorCount.now();
        for (int i = 0; i < TIMES; i++) {
            assertThat(run(failing).failure()).isInstanceOf(failure);
        }
        DescriptorCount.awaitAtMost(before + SLACK);
    }

    @Test
    void listeningInVain(@TempDir Path dir) throws Exception {
        SocketAddress taken = listener().localAddress();
        leavesNothing(IOException.class, () -> TcpListener.bind(taken));
        leavesNothing(IOException.class, () -> TcpListener.bind(ELSEWHERE));
        SocketAddress nowhere = UnixDomainSocketAddress.of(dir.resolve("none").resolve("socket"));
        leavesNothing(IOException.class, () -> TcpListener.bind(nowhere));
        leavesNothing(UnsupportedAddressTypeException.class, () -> TcpListener.bind(unsupported()));
    }

    @Test
    void connectingInVain(@TempDir Path dir) throws Exception {
        TcpListener listener = listener();
        SocketAddress nobody = listener.localAddress();
        listener.close();
        leavesNothing(IOException.class, () -> TcpConnection.connect(nobody));
        SocketAddress nowhere = UnixDomainSocketAddress.of(dir.resolve("socket"));
        leavesNothing(IOException.class, () -> TcpConnection.connect(nowhere));
        leavesNothing(
                UnsupportedAddressTypeException.class, () -> TcpConnection.connect(unsupported()));
    }

    @Test
    void givingUpToConnect() throws Exception {
        try (TcpContractTest.Deaf deaf = new TcpContractTest.Deaf()) {
            leavesNothing(
                    SocketTimeoutException.class,
                    () -> TcpConnection.connect(deaf.address(), Duration.ofMillis(5)));
            leavesNothing(
                    SocketTimeoutException.class,
                    () -> TcpConnection.connect(deaf.address(), Duration.ZERO));
            leavesNothing(
                    InterruptedException.class,
                    () -> {
                        Thread.currentThread().interrupt();
                        TcpConnection.connect(deaf.address());
                    });
        }
    }

    @Test
    void datagramsInVain() throws Exception {
        UdpSocket socket = closedLater(UdpSocket.bind(loopback()));
        SocketAddress taken = socket.localAddress();
        leavesNothing(IOException.class, () -> UdpSocket.bind(taken));
        leavesNothing(IOException.class, () -> UdpSocket.bind(ELSEWHERE));
        leavesNothing(UnsupportedAddressTypeException.class, () -> UdpSocket.bind(unsupported()));
        leavesNothing(
                UnsupportedAddressTypeException.class, () -> UdpSocket.connect(unsupported()));
    }

    /** A kind of address that no channel knows. */
    private static SocketAddress unsupported() {
        return new SocketAddress() {
            private static final long serialVersionUID = 1;
        };
    }
}
