package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;

/** What holds for waiting on other people's channels, on every kind of thread. */
@ParameterizedClass
@EnumSource
class NetPollerContractTest extends NetContract {
    private Pipe.SourceChannel source;
    private Pipe.SinkChannel sink;

    @BeforeEach
    void openPipe() throws IOException {
        Pipe pipe = Pipe.open();
        source = closedLater(pipe.source());
        sink = closedLater(pipe.sink());
        source.configureBlocking(false);
        sink.configureBlocking(false);
    }

    @Test
    void aPipeBecomesReadable() throws Exception {
        Actor<Void> waiter = run(() -> NetPoller.awaitReadable(source)).awaitIoWait();
        sink.write(bytes("x"));
        waiter.get();
        doOn(() -> NetPoller.awaitReadable(source, in(40_000)));
    }

    @Test
    void aPipeBecomesWritable() throws Exception {
        doOn(() -> NetPoller.awaitWritable(sink));
        while (sink.write(ByteBuffer.allocate(10_000)) > 0) {}
        Actor<Void> waiter =
                run(
                        () -> {
                            while (sink.write(ByteBuffer.allocate(1)) == 0) {
                                NetPoller.awaitWritable(sink);
                            }
                        });
        waiter.awaitIoWait();
        while (source.read(ByteBuffer.allocate(10_000)) > 0) {}
        waiter.get();
    }

    @Test
    void aDeadlineEndsTheWait() throws Exception {
        assertThat(run(() -> NetPoller.awaitReadable(source, in(20))).failure())
                .isInstanceOf(SocketTimeoutException.class);
        sink.write(bytes("x"));
        assertThat(run(() -> NetPoller.awaitReadable(source, past())).failure())
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aQueuedWaiterHasItsOwnDeadline() throws Exception {
        Actor<Void> first = run(() -> NetPoller.awaitReadable(source)).awaitIoWait();
        assertThat(run(() -> NetPoller.awaitReadable(source, in(20))).failure())
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(first.isDone()).isFalse();
        sink.write(bytes("x"));
        first.get();
    }

    @Test
    void aCloseIsNoticed() throws Exception {
        Actor<Void> waiter = run(() -> NetPoller.awaitReadable(source)).awaitIoWait();
        source.close();
        assertThat(waiter.failure()).isInstanceOf(ClosedChannelException.class);
        assertThat(run(() -> NetPoller.awaitReadable(source)).failure())
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void anInterruptEndsTheWaitAndLeavesTheChannelOpen() throws Exception {
        Actor<Void> waiter = run(() -> NetPoller.awaitReadable(source)).awaitIoWait();
        waiter.interrupt();
        assertThat(waiter.failure()).isInstanceOf(InterruptedException.class);
        assertThat(source.isOpen()).isTrue();
    }

    @Test
    void anInterruptBeatsADeadlineThatHasPassed() throws Exception {
        doOn(
                () -> {
                    Thread.currentThread().interrupt();
                    assertThatExceptionOfType(InterruptedException.class)
                            .isThrownBy(() -> NetPoller.awaitReadable(source, past()));
                    assertThat(Thread.interrupted()).isFalse();
                });
    }

    @Test
    void whatCannotBeWaitedForIsRefused() throws Exception {
        assertThatIllegalArgumentException().isThrownBy(() -> NetPoller.awaitWritable(source));
        assertThatIllegalArgumentException().isThrownBy(() -> NetPoller.awaitReadable(sink));
        assertThatNullPointerException()
                .isThrownBy(() -> NetPoller.awaitReadable(null))
                .withMessage("channel");
        Pipe blocking = Pipe.open();
        closedLater(blocking.source());
        closedLater(blocking.sink());
        assertThatExceptionOfType(IllegalBlockingModeException.class)
                .isThrownBy(() -> NetPoller.awaitReadable(blocking.source()));
    }

    @Test
    void theChannelOfAConnectionCanBeWaitedForBesideItsReader() throws Exception {
        Pair pair = pair();
        Actor<String> reader = reader(pair.near()).awaitIoWait();
        Actor<Void> waiter = run(() -> NetPoller.awaitReadable(pair.near().channel()));
        waiter.awaitIoWait();
        pair.far().write(bytes("for both"));
        waiter.get();
        assertThat(reader.get()).isEqualTo("for both");
    }

    @Test
    void aConnectionWhoseChannelWasWaitedForBeforeLosesNothing() throws Exception {
        Pair pair = pair();
        Actor<Void> waiter = run(() -> NetPoller.awaitReadable(pair.near().channel()));
        waiter.awaitIoWait();
        Actor<String> reader = reader(pair.near()).awaitIoWait();
        pair.far().write(bytes("for both"));
        waiter.get();
        assertThat(reader.get()).isEqualTo("for both");
        for (int i = 0; i < 100; i++) {
            Actor<String> next = reader(pair.near());
            pair.far().write(bytes("x"));
            assertThat(next.get()).isEqualTo("x");
        }
    }
}
