package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.scheduler.Scheduler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;

/** When {@code close} returns, the system has closed a listener or a datagram socket, too. */
@ParameterizedClass
@EnumSource
class ReleaseTest extends NetContract {
    private static final int ROUNDS = 20;
    private static final int RACES = 300;

    /** Has waited, and so has a key. */
    private Actor<TcpConnection> acceptor(TcpListener listener) {
        return start(listener::accept).awaitIoWait();
    }

    /** Fails if the address is not free; parks nowhere. */
    private static void closeAndListenAgain(TcpListener listener) throws Exception {
        SocketAddress address = listener.localAddress();
        listener.close();
        TcpListener.bind(address).close();
    }

    private static void assertClosed(Actor<?> actor) throws Exception {
        assertThat(actor.failure()).isInstanceOf(ClosedChannelException.class);
    }

    // ---- the address is free

    @Test
    void aListenersAddressIsFree() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            TcpListener listener = listener();
            Actor<TcpConnection> acceptor = acceptor(listener);
            doOn(() -> closeAndListenAgain(listener));
            assertClosed(acceptor);
        }
    }

    @Test
    void nobodyCanConnectAnyMore() throws Exception {
        for (int i = 0; i < 3; i++) {
            TcpListener listener = listener();
            SocketAddress address = listener.localAddress();
            Actor<TcpConnection> acceptor = acceptor(listener);
            Actor<TcpConnection> client =
                    start(
                            () -> {
                                listener.close();
                                return TcpConnection.connect(address);
                            });
            assertThat(client.failure()).isInstanceOf(ConnectException.class);
            assertClosed(acceptor);
        }
    }

    @Test
    void aDatagramSocketsAddressIsFree() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            UdpSocket socket = closedLater(UdpSocket.bind(loopback()));
            Actor<SocketAddress> receiver =
                    start(() -> socket.receive(ByteBuffer.allocate(1))).awaitIoWait();
            doOn(
                    () -> {
                        SocketAddress address = socket.localAddress();
                        socket.close();
                        UdpSocket.bind(address).close();
                    });
            assertClosed(receiver);
        }
    }

    @Test
    void ofManyThatAreClosedAtOnceEachIsFree() throws Exception {
        List<Actor<TcpConnection>> acceptors = new ArrayList<>();
        List<TcpListener> listeners = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            listeners.add(listener());
            acceptors.add(acceptor(listeners.getLast()));
        }
        List<Actor<Void>> closers = new ArrayList<>();
        for (TcpListener each : listeners) {
            closers.add(run(() -> closeAndListenAgain(each)));
        }
        for (Actor<Void> each : closers) {
            each.get();
        }
        for (Actor<TcpConnection> each : acceptors) {
            assertClosed(each);
        }
    }

    @Test
    void anAcceptThatBeginsMeanwhileDoesNotKeepIt() throws Exception {
        for (int i = 0; i < RACES; i++) {
            TcpListener listener = listener();
            CyclicBarrier start = new CyclicBarrier(2);
            Actor<TcpConnection> acceptor =
                    start(
                            () -> {
                                start.await();
                                return listener.accept();
                            });
            doOn(
                    () -> {
                        start.await();
                        closeAndListenAgain(listener);
                    });
            assertClosed(acceptor);
        }
    }

    // ---- wherever it waited

    @Test
    void aListenerThatWaitedInAnotherSchedulerIsFree() throws Exception {
        try (Scheduler other = Scheduler.builder().parallelism(1).build()) {
            for (int i = 0; i < ROUNDS; i++) {
                TcpListener listener = listener();
                Actor<TcpConnection> acceptor =
                        Actor.start(other.threadFactory(), listener::accept).awaitIoWait();
                doOn(() -> closeAndListenAgain(listener));
                assertClosed(acceptor);
            }
        }
    }

    @Test
    void aListenerWithKeysInTwoPollersIsFree() throws Exception {
        try (Scheduler other = Scheduler.builder().parallelism(1).build()) {
            for (int i = 0; i < ROUNDS; i++) {
                TcpListener listener = listener();
                Actor<TcpConnection> acceptor = acceptor(listener);
                Actor<Void> guest =
                        Actor.run(
                                        other.threadFactory(),
                                        () -> NetPoller.awaitReadable(listener.channel()))
                                .awaitIoWait();
                doOn(() -> closeAndListenAgain(listener));
                assertClosed(acceptor);
                guest.interrupt();
                guest.failure();
            }
        }
    }

    @Test
    void aBusyWorkerDoesNotDelayIt() throws Exception {
        try (Scheduler busy = Scheduler.builder().parallelism(1).build()) {
            TcpListener listener = listener();
            Actor<TcpConnection> acceptor =
                    Actor.start(busy.threadFactory(), listener::accept).awaitIoWait();
            AtomicBoolean over = new AtomicBoolean();
            CountDownLatch begun = new CountDownLatch(1);
            Actor<Void> computing =
                    Actor.run(
                            busy.threadFactory(),
                            () -> {
                                begun.countDown();
                                while (!over.get()) {
                                    Thread.onSpinWait();
                                }
                            });
            begun.await();
            try {
                doOn(() -> closeAndListenAgain(listener));
                assertThat(computing.isDone()).isFalse();
            } finally {
                over.set(true);
            }
            computing.get();
            assertClosed(acceptor);
        }
    }

    @Test
    void aSchedulerThatEndsMeanwhileDoesNotKeepIt() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Scheduler ending = Scheduler.builder().parallelism(1).build();
            TcpListener listener = listener();
            listener.setDeadline(in(5));
            Actor<TcpConnection> acceptor = Actor.start(ending.threadFactory(), listener::accept);
            acceptor.failure(); // now it has a key there, and nobody waits
            CyclicBarrier start = new CyclicBarrier(2);
            Actor<Void> end =
                    Actor.run(
                            Thread.ofPlatform().daemon().factory(),
                            () -> {
                                start.await();
                                ending.close();
                            });
            doOn(
                    () -> {
                        start.await();
                        closeAndListenAgain(listener);
                    });
            end.get();
        }
    }

    // ---- who closes

    @Test
    void anInterruptDoesNotEndTheCloseAndIsKept() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            TcpListener listener = listener();
            Actor<TcpConnection> acceptor = acceptor(listener);
            doOn(
                    () -> {
                        Thread.currentThread().interrupt();
                        closeAndListenAgain(listener);
                        assertThat(Thread.interrupted()).isTrue();
                    });
            assertClosed(acceptor);
        }
    }

    @Test
    void theFileOfAUnixDomainSocketGoes(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("socket");
        TcpListener listener = closedLater(TcpListener.bind(UnixDomainSocketAddress.of(file)));
        Actor<TcpConnection> acceptor = acceptor(listener);
        doOn(() -> closeAndListenAgain(listener));
        assertClosed(acceptor);
        assertThat(file).doesNotExist();
    }
}
