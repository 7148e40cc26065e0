package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Peers that go without a word, in the middle of something, or in masses. */
@ParameterizedClass
@EnumSource
class AbruptPeersTest extends NetContract {

    private static void reset(TcpConnection connection) throws IOException {
        connection.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
        connection.close();
    }

    /** Writes until the system takes no more. */
    private Actor<Void> blockedWriter(TcpConnection connection) {
        return run(() -> {
                    for (; ; ) {
                        connection.write(ByteBuffer.allocateDirect(1 << 20));
                    }
                })
                .awaitIoWait();
    }

    @Test
    void aRequestThatIsCutOffEndsAfterWhatCame() throws Exception {
        Pair pair = pair();
        Actor<String> server =
                start(() -> readText(pair.far()) + "|" + readText(pair.far())).awaitIoWait();
        pair.near().write(bytes("half a re"));
        pair.near().close();
        assertThat(server.get()).isEqualTo("half a re|null");
    }

    @Test
    void aRequestThatIsCutOffByAResetFailsTheReader() throws Exception {
        Pair pair = pair();
        Actor<String> server =
                start(() -> readText(pair.far()) + "|" + readText(pair.far())).awaitIoWait();
        pair.near().write(bytes("half a re"));
        reset(pair.near());
        assertThat(server.failure()).isInstanceOf(IOException.class);
        assertThat(run(() -> pair.far().write(bytes("answer"))).failure())
                .isInstanceOf(IOException.class);
    }

    @Test
    void aWriterWhosePeerIsResetWhileItWaitsFails() throws Exception {
        Pair pair = pair();
        Actor<Void> writer = blockedWriter(pair.near());
        reset(pair.far());
        assertThat(writer.failure())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aWriterWhosePeerClosesWithoutReadingFails() throws Exception {
        Pair pair = pair();
        Actor<Void> writer = blockedWriter(pair.near());
        pair.far().close();
        assertThat(writer.failure()).isInstanceOf(IOException.class);
    }

    @Test
    void aPeerThatSaysNothingCostsNoMoreThanTheDeadline() throws Exception {
        Pair pair = pair();
        pair.far().setReadDeadline(in(30));
        assertThat(reader(pair.far()).failure()).isInstanceOf(SocketTimeoutException.class);
        Actor<Void> writer = blockedWriter(pair.far());
        pair.far().setWriteDeadline(past());
        assertThat(writer.failure()).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aHalfOpenPeerGetsItsWholeAnswer() throws Exception {
        Pair pair = pair();
        pair.near().write(bytes("request"));
        pair.near().closeOutput();
        Actor<Void> server =
                run(
                        () -> {
                            assertThat(readText(pair.far())).isEqualTo("request");
                            assertThat(readText(pair.far())).isNull();
                            pair.far().write(ByteBuffer.allocate(1_000_000));
                            pair.far().close();
                        });
        Actor<Integer> client =
                start(
                        () -> {
                            ByteBuffer buffer = ByteBuffer.allocate(10_000);
                            int total = 0;
                            for (int n; (n = pair.near().read(buffer.clear())) >= 0; ) {
                                total += n;
                            }
                            return total;
                        });
        assertThat(client.get()).isEqualTo(1_000_000);
        server.get();
    }

    @Test
    void aStormOfConnectionsThatGoAtOnceLeavesNothing() throws Exception {
        TcpListener listener = TcpListener.bind(loopback());
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        List<Actor<Void>> handlers = new ArrayList<>();
        int storm = 300;
        Actor<Void> acceptor =
                run(
                        () -> {
                            for (int i = 0; i < storm; i++) {
                                TcpConnection connection = listener.accept();
                                handlers.add(run(() -> drain(connection)));
                            }
                        });
        long before = DescriptorCount.now();
        for (int i = 0; i < storm; i++) {
            Socket socket = new Socket(address.getAddress(), address.getPort());
            if (i % 3 == 0) {
                socket.getOutputStream().write(i);
            }
            if (i % 2 == 0) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        }
        acceptor.get();
        for (Actor<Void> each : handlers) {
            each.get();
        }
        DescriptorCount.awaitAtMost(before + 20);

        Actor<TcpConnection> accepting = start(listener::accept);
        TcpConnection polite = closedLater(TcpConnection.connect(address));
        TcpConnection server = closedLater(accepting.get());
        polite.write(bytes("still here"));
        assertThat(reader(server).get()).isEqualTo("still here");
        listener.close();
    }

    private static void drain(TcpConnection connection) throws InterruptedException {
        try (connection) {
            ByteBuffer buffer = ByteBuffer.allocate(10);
            while (connection.read(buffer.clear()) >= 0) {}
        } catch (IOException e) {
            // reset
        }
    }
}
