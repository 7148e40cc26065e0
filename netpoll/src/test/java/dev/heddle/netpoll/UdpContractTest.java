package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;

/** What holds for datagram sockets on every kind of thread. */
@ParameterizedClass
@EnumSource
class UdpContractTest extends NetContract {

    private UdpSocket socket() throws IOException {
        return closedLater(UdpSocket.bind(loopback()));
    }

    private record Datagram(String text, SocketAddress sender) {}

    private Actor<Datagram> receiver(UdpSocket socket) {
        return start(
                () -> {
                    ByteBuffer buffer = ByteBuffer.allocate(100);
                    SocketAddress sender = socket.receive(buffer);
                    return new Datagram(text(buffer.flip()), sender);
                });
    }

    @Test
    void datagramsArriveWithTheirSender() throws Exception {
        UdpSocket one = socket();
        UdpSocket two = socket();
        Actor<Datagram> receiver = receiver(two).awaitIoWait();
        doOn(() -> one.send(bytes("hello"), two.localAddress()));
        assertThat(receiver.get()).isEqualTo(new Datagram("hello", one.localAddress()));
    }

    @Test
    void aConnectedSocketTalksToItsPeerOnly() throws Exception {
        UdpSocket server = socket();
        UdpSocket client = closedLater(UdpSocket.connect(server.localAddress()));
        doOn(() -> client.send(bytes("ping")));
        Datagram ping = receiver(server).get();
        assertThat(ping.text()).isEqualTo("ping");
        doOn(() -> server.send(bytes("pong"), ping.sender()));
        assertThat(receiver(client).get().text()).isEqualTo("pong");
    }

    @Test
    void anUnconnectedSocketNeedsATarget() throws Exception {
        UdpSocket socket = socket();
        assertThatExceptionOfType(NotYetConnectedException.class)
                .isThrownBy(() -> socket.send(bytes("x")));
    }

    @Test
    void datagramsKeepTheirBounds() throws Exception {
        UdpSocket one = socket();
        UdpSocket two = socket();
        doOn(
                () -> {
                    one.send(ByteBuffer.allocate(0), two.localAddress());
                    one.send(bytes("x".repeat(150)), two.localAddress());
                    one.send(bytes("next"), two.localAddress());
                });
        assertThat(receiver(two).get().text()).isEmpty();
        assertThat(receiver(two).get().text()).isEqualTo("x".repeat(100));
        assertThat(receiver(two).get().text()).isEqualTo("next");
    }

    @Test
    void aReadOnlyTargetIsRefused() throws Exception {
        UdpSocket socket = socket();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> socket.receive(ByteBuffer.allocate(1).asReadOnlyBuffer()));
    }

    @Test
    void deadlinesBoundReceivingAndSending() throws Exception {
        UdpSocket socket = socket();
        socket.setReadDeadline(in(20));
        assertThat(receiver(socket).failure()).isInstanceOf(SocketTimeoutException.class);
        socket.setDeadline(past());
        assertThat(run(() -> socket.send(bytes("x"), socket.localAddress())).failure())
                .isInstanceOf(SocketTimeoutException.class);
        socket.setDeadline(null);
        doOn(() -> socket.send(bytes("x"), socket.localAddress()));
        assertThat(receiver(socket).get().text()).isEqualTo("x");
    }

    @Test
    void closeWakesReceivers() throws Exception {
        UdpSocket socket = socket();
        Actor<Datagram> first = receiver(socket).awaitIoWait();
        Actor<Datagram> second = receiver(socket).awaitWaiting();
        doOn(socket::close);
        assertThat(first.failure()).isInstanceOf(AsynchronousCloseException.class);
        assertThat(second.failure()).isInstanceOf(ClosedChannelException.class);
        doOn(socket::close);
    }

    @Test
    void anInterruptLeavesTheSocketOpen() throws Exception {
        UdpSocket socket = socket();
        Actor<Datagram> receiver = receiver(socket).awaitIoWait();
        receiver.interrupt();
        assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
        doOn(() -> socket.send(bytes("x"), socket.localAddress()));
        assertThat(receiver(socket).get().text()).isEqualTo("x");
    }
}
