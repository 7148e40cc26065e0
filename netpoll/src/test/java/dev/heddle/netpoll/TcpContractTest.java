package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What holds for stream connections and listeners on every kind of thread. */
@ParameterizedClass
@EnumSource
class TcpContractTest extends NetContract {

    // ---- reading and writing

    @Test
    void bytesArriveInOrderInBothDirections() throws Exception {
        Pair pair = pair();
        doOn(() -> pair.near().write(bytes("hello")));
        assertThat(on(() -> readText(pair.far()))).isEqualTo("hello");
        doOn(() -> pair.far().write(bytes("and back")));
        assertThat(on(() -> readText(pair.near()))).isEqualTo("and back");
    }

    @Test
    void readerWaitsUntilDataComes() throws Exception {
        Pair pair = pair();
        Actor<String> reader = reader(pair.near()).awaitIoWait();
        assertThat(reader.waitReason()).contains("IO wait (input)").contains("connected");
        pair.far().write(bytes("late"));
        assertThat(reader.get()).isEqualTo("late");
    }

    @Test
    void manyRoundTripsAreExact() throws Exception {
        Pair pair = pair();
        Actor<Void> echo =
                run(
                        () -> {
                            ByteBuffer buffer = ByteBuffer.allocateDirect(64);
                            while (pair.far().read(buffer.clear()) >= 0) {
                                pair.far().write(buffer.flip());
                            }
                        });
        doOn(
                () -> {
                    ByteBuffer buffer = ByteBuffer.allocateDirect(8);
                    for (long i = 0; i < 2000; i++) {
                        pair.near().write(buffer.clear().putLong(i).flip());
                        buffer.clear();
                        while (buffer.hasRemaining()) {
                            pair.near().read(buffer);
                        }
                        assertThat(buffer.flip().getLong()).isEqualTo(i);
                    }
                    pair.near().closeOutput();
                });
        echo.get();
    }

    @Test
    void aLargeHeapBufferIsWrittenWholeWhileTheOtherSideReads() throws Exception {
        Pair pair = pair();
        byte[] sent = new byte[5_000_000];
        new Random(1).nextBytes(sent);
        Actor<byte[]> reader = start(() -> pair.far().inputStream().readAllBytes());
        doOn(
                () -> {
                    ByteBuffer source = ByteBuffer.wrap(sent);
                    pair.near().write(source);
                    assertThat(source.hasRemaining()).isFalse();
                    assertThat(source.limit()).isEqualTo(sent.length);
                    pair.near().closeOutput();
                });
        assertThat(reader.get()).isEqualTo(sent);
    }

    @Test
    void readIntoAFullBufferReturnsZeroWithoutWaiting() throws Exception {
        Pair pair = pair();
        pair.near().setReadDeadline(past());
        assertThat((int) on(() -> pair.near().read(ByteBuffer.allocate(0)))).isZero();
    }

    @Test
    void writeOfNothingDoesNothing() throws Exception {
        Pair pair = pair();
        doOn(() -> pair.near().write(ByteBuffer.allocate(0)));
        pair.near().close();
        assertThat(on(() -> readText(pair.far()))).isNull();
    }

    @Test
    void afterCloseOutputThePeerReadsTheEndAndCanStillAnswer() throws Exception {
        Pair pair = pair();
        Actor<String> atTheEnd = reader(pair.far()).awaitIoWait();
        pair.near().closeOutput();
        pair.near().closeOutput();
        assertThat(atTheEnd.get()).isNull();
        doOn(() -> pair.far().write(bytes("answer")));
        assertThat(on(() -> readText(pair.near()))).isEqualTo("answer");
        assertThatThrownBy(() -> pair.near().write(bytes("more"))).isInstanceOf(IOException.class);
    }

    @Test
    void closeInputEndsAPendingRead() throws Exception {
        Pair pair = pair();
        Actor<String> reader = reader(pair.near()).awaitIoWait();
        pair.near().closeInput();
        assertThat(reader.get()).isNull();
    }

    @Test
    void aResetByThePeerFailsTheReader() throws Exception {
        Pair pair = pair();
        Actor<String> reader = reader(pair.near()).awaitIoWait();
        pair.far().channel().setOption(StandardSocketOptions.SO_LINGER, 0);
        pair.far().close();
        assertThat(reader.failure()).isInstanceOf(IOException.class).hasMessageContaining("reset");
    }

    @Test
    void readersAreServedInTheOrderTheyCame() throws Exception {
        Pair pair = pair();
        List<Actor<String>> readers = new ArrayList<>();
        readers.add(oneByteReader(pair.near()).awaitIoWait());
        for (int i = 1; i < 5; i++) {
            readers.add(oneByteReader(pair.near()).awaitWaiting());
        }
        pair.far().write(bytes("abcde"));
        StringBuilder order = new StringBuilder();
        for (Actor<String> each : readers) {
            order.append(each.get());
        }
        assertThat(order).hasToString("abcde");
    }

    private Actor<String> oneByteReader(TcpConnection connection) {
        return start(
                () -> {
                    ByteBuffer one = ByteBuffer.allocate(1);
                    connection.read(one);
                    return text(one.flip());
                });
    }

    @Test
    void concurrentWritersDoNotInterleave() throws Exception {
        Pair pair = pair();
        byte[] as = "a".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
        byte[] bs = "b".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
        Actor<Void> first = run(() -> pair.near().write(ByteBuffer.wrap(as)));
        Actor<Void> second = run(() -> pair.near().write(ByteBuffer.wrap(bs)));
        byte[] all = on(() -> pair.far().inputStream().readNBytes(2_000_000));
        first.get();
        second.get();
        int changes = 0;
        for (int i = 1; i < all.length; i++) {
            changes += all[i] == all[i - 1] ? 0 : 1;
        }
        assertThat(changes).isEqualTo(1);
    }

    @Test
    void aReaderDoesNotHinderAWriter() throws Exception {
        Pair pair = pair();
        Actor<String> reader = reader(pair.near()).awaitIoWait();
        doOn(() -> pair.near().write(bytes("out")));
        assertThat(on(() -> readText(pair.far()))).isEqualTo("out");
        assertThat(reader.isDone()).isFalse();
        pair.far().write(bytes("in"));
        assertThat(reader.get()).isEqualTo("in");
    }

    @Test
    void nullIsRefusedByName() throws Exception {
        Pair pair = pair();
        assertThatNullPointerException()
                .isThrownBy(() -> pair.near().read(null))
                .withMessage("target");
        assertThatNullPointerException()
                .isThrownBy(() -> pair.near().write(null))
                .withMessage("source");
        assertThatNullPointerException()
                .isThrownBy(() -> TcpConnection.connect(null))
                .withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> TcpConnection.connect(loopback(), null))
                .withMessage("timeout");
        assertThatNullPointerException()
                .isThrownBy(() -> TcpListener.bind(null))
                .withMessage("address");
    }

    // ---- deadlines

    @Test
    void aReadDeadlineEndsTheWait() throws Exception {
        Pair pair = pair();
        long start = System.nanoTime();
        pair.near().setReadDeadline(in(50));
        assertThat(reader(pair.near()).failure()).isInstanceOf(SocketTimeoutException.class);
        assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(45).toNanos());
    }

    @Test
    void aPastDeadlineFailsEvenIfDataIsThereAndALaterOneRevives() throws Exception {
        Pair pair = pair();
        pair.far().write(bytes("there"));
        pair.near().setReadDeadline(past());
        for (int i = 0; i < 3; i++) {
            assertThat(reader(pair.near()).failure()).isInstanceOf(SocketTimeoutException.class);
        }
        pair.near().setReadDeadline(in(60_000));
        assertThat(reader(pair.near()).get()).isEqualTo("there");
        pair.near().setReadDeadline(null);
        pair.far().write(bytes("more"));
        assertThat(reader(pair.near()).get()).isEqualTo("more");
    }

    @Test
    void aPastDeadlineEndsPendingReadsIncludingThoseThatQueue() throws Exception {
        Pair pair = pair();
        Actor<String> first = reader(pair.near()).awaitIoWait();
        Actor<String> second = reader(pair.near()).awaitWaiting();
        doOn(() -> pair.near().setReadDeadline(past()));
        assertThat(first.failure()).isInstanceOf(SocketTimeoutException.class);
        assertThat(second.failure()).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aDeadlineCanBePutOffWhileSomebodyWaits() throws Exception {
        Pair pair = pair();
        pair.near().setReadDeadline(in(300));
        Actor<String> reader = reader(pair.near()).awaitIoWait();
        pair.near().setReadDeadline(null);
        Actor<String> other = reader(pair.far());
        pair.far().setReadDeadline(in(600));
        assertThat(other.failure()).isInstanceOf(SocketTimeoutException.class);
        assertThat(reader.isDone()).isFalse();
        pair.far().write(bytes("still here"));
        assertThat(reader.get()).isEqualTo("still here");
    }

    @Test
    void aWriteDeadlineReportsWhatWasWritten() throws Exception {
        Pair pair = pair();
        ByteBuffer source = ByteBuffer.allocate(50_000_000);
        Actor<Void> writer = run(() -> pair.near().write(source)).awaitIoWait();
        pair.near().setWriteDeadline(in(20));
        Throwable failure = writer.failure();
        assertThat(failure).isInstanceOf(SocketTimeoutException.class);
        int written = ((SocketTimeoutException) failure).bytesTransferred;
        assertThat(written).isPositive().isEqualTo(source.position());
        pair.near().close();
        byte[] received = on(() -> pair.far().inputStream().readAllBytes());
        assertThat(received).hasSize(written);
    }

    @Test
    void theDirectionsHaveDeadlinesOfTheirOwn() throws Exception {
        Pair pair = pair();
        pair.near().setReadDeadline(past());
        doOn(() -> pair.near().write(bytes("x")));
        assertThat(reader(pair.far()).get()).isEqualTo("x");
        pair.near().setReadDeadline(null);
        pair.near().setWriteDeadline(past());
        pair.far().write(bytes("y"));
        assertThat(reader(pair.near()).get()).isEqualTo("y");
        assertThat(run(() -> pair.near().write(bytes("z"))).failure())
                .isInstanceOf(SocketTimeoutException.class);
        pair.near().setDeadline(past());
        assertThat(reader(pair.near()).failure()).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void extremeDeadlinesSaturate() throws Exception {
        Pair pair = pair();
        pair.far().write(bytes("x"));
        pair.near().setDeadline(Instant.MAX);
        assertThat(reader(pair.near()).get()).isEqualTo("x");
        pair.near().setDeadline(Instant.MIN);
        assertThat(reader(pair.near()).failure()).isInstanceOf(SocketTimeoutException.class);
    }

    // ---- close

    @Test
    void closeWakesEverybodyAndIsIdempotent() throws Exception {
        Pair pair = pair();
        List<Actor<String>> readers = new ArrayList<>();
        readers.add(reader(pair.near()).awaitIoWait());
        readers.add(reader(pair.near()).awaitWaiting());
        readers.add(reader(pair.near()).awaitWaiting());
        Actor<Void> writer = run(() -> pair.near().write(ByteBuffer.allocate(50_000_000)));
        writer.awaitIoWait();
        doOn(pair.near()::close);
        assertThat(readers.getFirst().failure()).isInstanceOf(AsynchronousCloseException.class);
        for (Actor<String> each : readers) {
            assertThat(each.failure()).isInstanceOf(ClosedChannelException.class);
        }
        assertThat(writer.failure()).isInstanceOf(AsynchronousCloseException.class);
        doOn(pair.near()::close);
    }

    @Test
    void everyOperationOfAClosedConnectionSaysSo() throws Exception {
        Pair pair = pair();
        TcpConnection closed = pair.near();
        closed.close();
        assertThat(reader(closed).failure()).isInstanceOf(ClosedChannelException.class);
        assertThat(run(() -> closed.write(bytes("x"))).failure())
                .isInstanceOf(ClosedChannelException.class);
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(closed::closeOutput);
        assertThatExceptionOfType(ClosedChannelException.class)
                .isThrownBy(() -> closed.setDeadline(null));
        assertThatExceptionOfType(ClosedChannelException.class)
                .isThrownBy(() -> closed.setReadDeadline(past()));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(closed::localAddress);
    }

    @Test
    void thePeerOfAClosedConnectionReadsTheEnd() throws Exception {
        Pair pair = pair();
        reader(pair.near()).awaitIoWait();
        Actor<String> peer = reader(pair.far()).awaitIoWait();
        doOn(pair.near()::close);
        assertThat(peer.get()).isNull();
    }

    // ---- interrupts

    @Test
    void anInterruptEndsTheWaitAndLeavesTheConnectionOpen() throws Exception {
        Pair pair = pair();
        Actor<String> reader = reader(pair.near()).awaitIoWait();
        Actor<String> queued = reader(pair.near()).awaitWaiting();
        queued.interrupt();
        assertThat(queued.failure()).isInstanceOf(InterruptedException.class);
        reader.interrupt();
        assertThat(reader.failure()).isInstanceOf(InterruptedException.class);
        pair.far().write(bytes("alive"));
        assertThat(reader(pair.near()).get()).isEqualTo("alive");
    }

    @Test
    void anInterruptBeatsADeadlineThatPassedMeanwhile() throws Exception {
        Pair pair = pair();
        Actor<String> reader = reader(pair.near()).awaitIoWait();
        doOn(
                () -> { // a lone worker runs the reader only after both
                    reader.interrupt();
                    pair.near().setReadDeadline(past());
                });
        assertThat(reader.failure()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void anInterruptBeatsADeadlineThatHadPassed() throws Exception {
        Pair pair = pair();
        pair.near().setDeadline(past());
        Actor.Body[] operations = {
            () -> readText(pair.near()), () -> pair.near().write(bytes("x"))
        };
        for (Actor.Body each : operations) {
            doOn(
                    () -> {
                        Thread.currentThread().interrupt();
                        assertThatExceptionOfType(InterruptedException.class).isThrownBy(each::run);
                        assertThat(Thread.interrupted()).isFalse();
                    });
        }
    }

    @Test
    void whatCanBeDoneAtOnceIsDoneDespiteAnInterrupt() throws Exception {
        Pair pair = pair();
        pair.far().write(bytes("x"));
        doOn(
                () -> {
                    Thread.currentThread().interrupt();
                    pair.near().write(bytes("y"));
                    assertThat(readText(pair.near())).isEqualTo("x");
                    assertThat(Thread.interrupted()).isTrue();
                });
        assertThat(reader(pair.far()).get()).isEqualTo("y");
    }

    @Test
    void anInterruptedWriteShowsByThePositionHowFarItCame() throws Exception {
        Pair pair = pair();
        ByteBuffer source = ByteBuffer.allocate(50_000_000);
        Actor<Void> writer = run(() -> pair.near().write(source)).awaitIoWait();
        writer.interrupt();
        assertThat(writer.failure()).isInstanceOf(InterruptedException.class);
        int written = source.position();
        pair.near().close();
        assertThat(on(() -> pair.far().inputStream().readAllBytes())).hasSize(written);
    }

    // ---- streams

    @Test
    void streamsServeABufferedReader() throws Exception {
        Pair pair = pair();
        Actor<List<String>> lines =
                start(
                        () ->
                                new BufferedReader(
                                                new InputStreamReader(
                                                        pair.far().inputStream(),
                                                        StandardCharsets.UTF_8))
                                        .lines()
                                        .toList());
        doOn(
                () -> {
                    OutputStream out = pair.near().outputStream();
                    out.write("first\nsec".getBytes(StandardCharsets.UTF_8));
                    out.write('o');
                    out.write("nd\n".getBytes(StandardCharsets.UTF_8));
                    out.close();
                });
        assertThat(lines.get()).containsExactly("first", "second");
    }

    @Test
    void streamsKeepTheirContractAtTheEdges() throws Exception {
        Pair pair = pair();
        InputStream in = pair.near().inputStream();
        pair.far().write(bytes("\u00ff"));
        doOn(
                () -> {
                    assertThat(in.read(new byte[4], 2, 0)).isZero();
                    assertThatThrownBy(() -> in.read(new byte[4], 3, 2))
                            .isInstanceOf(IndexOutOfBoundsException.class);
                    assertThat(in.read()).isEqualTo(0xc3);
                    assertThat(in.read()).isEqualTo(0xbf);
                    pair.far().closeOutput();
                    assertThat(in.read()).isEqualTo(-1);
                    assertThat(in.read(new byte[4])).isEqualTo(-1);
                });
    }

    @Test
    void anInterruptedStreamKeepsTheInterruptStatus() throws Exception {
        Pair pair = pair();
        Actor<Boolean> reader =
                start(
                        () -> {
                            assertThatThrownBy(() -> pair.near().inputStream().read())
                                    .isInstanceOf(InterruptedIOException.class);
                            return Thread.interrupted();
                        });
        reader.awaitIoWait().interrupt();
        assertThat(reader.get()).isTrue();
    }

    // ---- listeners

    @Test
    void acceptWaitsAndSeveralTakeTurns() throws Exception {
        TcpListener listener = listener();
        Actor<TcpConnection> first = start(listener::accept).awaitIoWait();
        Actor<TcpConnection> second = start(listener::accept).awaitWaiting();
        closedLater(TcpConnection.connect(listener.localAddress()));
        closedLater(first.get());
        assertThat(second.isDone()).isFalse();
        closedLater(TcpConnection.connect(listener.localAddress()));
        closedLater(second.get());
    }

    @Test
    void closeEndsAcceptors() throws Exception {
        TcpListener listener = listener();
        Actor<TcpConnection> first = start(listener::accept).awaitIoWait();
        Actor<TcpConnection> second = start(listener::accept).awaitWaiting();
        doOn(listener::close);
        assertThat(first.failure()).isInstanceOf(AsynchronousCloseException.class);
        assertThat(second.failure()).isInstanceOf(ClosedChannelException.class);
        assertThat(start(listener::accept).failure()).isInstanceOf(ClosedChannelException.class);
        doOn(listener::close);
    }

    @Test
    void acceptHasADeadline() throws Exception {
        TcpListener listener = listener();
        listener.setDeadline(in(20));
        assertThat(start(listener::accept).failure()).isInstanceOf(SocketTimeoutException.class);
        listener.setDeadline(null);
        Actor<TcpConnection> accepting = start(listener::accept).awaitIoWait();
        closedLater(TcpConnection.connect(listener.localAddress()));
        closedLater(accepting.get());
    }

    @Test
    void anAddressInUseIsRefused() throws Exception {
        SocketAddress taken = listener().localAddress();
        assertThatThrownBy(() -> TcpListener.bind(taken)).isInstanceOf(IOException.class);
    }

    // ---- connecting

    @Test
    void aRefusedConnectionSaysWhere() throws Exception {
        TcpListener listener = listener();
        InetSocketAddress nobody = (InetSocketAddress) listener.localAddress();
        listener.close();
        assertThat(start(() -> TcpConnection.connect(nobody)).failure())
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("" + nobody.getPort());
    }

    @Test
    void connectingTakesNoLongerThanItMay() throws Exception {
        try (Deaf deaf = new Deaf()) {
            assertThat(
                            start(
                                            () ->
                                                    TcpConnection.connect(
                                                            deaf.address(), Duration.ofMillis(50)))
                                    .failure())
                    .isInstanceOf(SocketTimeoutException.class);
        }
        for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThat(
                            start(() -> TcpConnection.connect(listener().localAddress(), none))
                                    .failure())
                    .isInstanceOf(SocketTimeoutException.class);
        }
        Duration huge = Duration.ofSeconds(Long.MAX_VALUE);
        closedLater(on(() -> TcpConnection.connect(listener().localAddress(), huge)));
    }

    @Test
    void connectingCanBeInterrupted() throws Exception {
        try (Deaf deaf = new Deaf()) {
            Actor<TcpConnection> connecting = start(() -> TcpConnection.connect(deaf.address()));
            connecting.awaitIoWait().interrupt();
            assertThat(connecting.failure()).isInstanceOf(InterruptedException.class);
        }
    }

    /** Listens, but takes no connection; the system's queue is full. */
    static final class Deaf implements AutoCloseable {
        private final ServerSocket socket;
        private final List<SocketChannel> queued = new ArrayList<>();

        Deaf() throws IOException {
            socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            for (int i = 0; i < 4; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(address());
                queued.add(channel);
            }
        }

        InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel each : queued) {
                each.close();
            }
            socket.close();
        }
    }

    @Test
    void aNameIsLookedUp() throws Exception {
        TcpListener listener = listener();
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        TcpConnection connection =
                closedLater(
                        on(
                                () ->
                                        TcpConnection.connect(
                                                InetSocketAddress.createUnresolved(
                                                        "localhost", port))));
        assertThat(((InetSocketAddress) connection.remoteAddress()).getPort()).isEqualTo(port);
        assertThat(
                        start(
                                        () ->
                                                TcpConnection.connect(
                                                        InetSocketAddress.createUnresolved(
                                                                "nobody.invalid", 1)))
                                .failure())
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void ipv6Works() throws Exception {
        InetAddress any = InetAddress.getByName("::1");
        assertThat(any).isInstanceOf(Inet6Address.class);
        TcpListener listener = closedLater(TcpListener.bind(new InetSocketAddress(any, 0)));
        Actor<TcpConnection> accepting = start(listener::accept);
        TcpConnection near = closedLater(on(() -> TcpConnection.connect(listener.localAddress())));
        TcpConnection far = closedLater(accepting.get());
        doOn(() -> near.write(bytes("six")));
        assertThat(reader(far).get()).isEqualTo("six");
    }

    @Test
    void unixDomainSocketsWorkAndTheirFileGoes(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("socket");
        TcpListener listener = closedLater(TcpListener.bind(UnixDomainSocketAddress.of(file)));
        Actor<TcpConnection> accepting = start(listener::accept).awaitIoWait();
        TcpConnection near = closedLater(on(() -> TcpConnection.connect(listener.localAddress())));
        TcpConnection far = closedLater(accepting.get());
        Actor<String> reader = reader(far).awaitIoWait();
        doOn(() -> near.write(bytes("local")));
        assertThat(reader.get()).isEqualTo("local");
        assertThat(file).exists();
        listener.close();
        assertThat(Files.exists(file)).isFalse();
        assertThat(start(() -> TcpConnection.connect(UnixDomainSocketAddress.of(file))).failure())
                .isInstanceOf(IOException.class);
    }
}
