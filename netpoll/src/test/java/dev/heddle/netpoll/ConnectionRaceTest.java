package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Which of several addresses a connection goes to. Ports stand for the addresses. */
@ParameterizedClass
@EnumSource(names = {"GOROUTINE_1", "GOROUTINE_4", "VIRTUAL", "PLATFORM"})
class ConnectionRaceTest extends NetContract {
    private static final Duration NEVER = Duration.ofDays(1);

    private final Queue<Integer> tried = new ConcurrentLinkedQueue<>();
    private final CountDownLatch never = new CountDownLatch(1);

    private static InetSocketAddress address(String host, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    private static List<InetSocketAddress> addresses(int... ports) {
        InetAddress host = InetAddress.getLoopbackAddress();
        return Arrays.stream(ports).mapToObj(port -> new InetSocketAddress(host, port)).toList();
    }

    private Actor<TcpConnection> race(
            Duration delay, ConnectionRace.Attempt attempt, int... ports) {
        return start(
                () ->
                        new ConnectionRace(
                                        delay,
                                        target -> {
                                            tried.add(target.getPort());
                                            return attempt.connect(target);
                                        })
                                .run(addresses(ports)));
    }

    private TcpConnection hang() throws InterruptedException {
        never.await();
        throw new AssertionError();
    }

    private TcpConnection succeed() throws IOException, InterruptedException {
        return closedLater(TcpConnection.connect(listener().localAddress()));
    }

    @Test
    void theFamiliesTakeTurnsBeginningWithThatOfTheFirst() throws Exception {
        assertThat(
                        ConnectionRace.interleaved(
                                List.of(
                                        address("::1", 1),
                                        address("::1", 2),
                                        address("::1", 3),
                                        address("127.0.0.1", 4))))
                .extracting(InetSocketAddress::getPort)
                .containsExactly(1, 4, 2, 3);
        assertThat(
                        ConnectionRace.interleaved(
                                List.of(
                                        address("127.0.0.1", 1),
                                        address("::1", 2),
                                        address("::1", 3))))
                .extracting(InetSocketAddress::getPort)
                .containsExactly(1, 2, 3);
    }

    @Test
    void theFirstThatSucceedsWinsAndNoOtherIsTried() throws Exception {
        assertThat(race(NEVER, target -> succeed(), 1, 2).get().channel().isOpen()).isTrue();
        assertThat(tried).containsExactly(1);
    }

    @Test
    void aFailureStartsTheNextAtOnce() throws Exception {
        assertThat(
                        race(
                                        NEVER,
                                        target -> {
                                            if (target.getPort() < 3) {
                                                throw new IOException("no");
                                            }
                                            return succeed();
                                        },
                                        1,
                                        2,
                                        3)
                                .get())
                .isNotNull();
        assertThat(tried).containsExactly(1, 2, 3);
    }

    @Test
    void oneThatDoesNotAnswerIsOvertakenAfterTheDelayAndGivenUp() throws Exception {
        CountDownLatch givenUp = new CountDownLatch(1);
        Actor<TcpConnection> race =
                race(
                        Duration.ofMillis(20),
                        target -> {
                            try {
                                return target.getPort() == 1 ? hang() : succeed();
                            } catch (InterruptedException e) {
                                givenUp.countDown();
                                throw e;
                            }
                        },
                        1,
                        2);
        assertThat(race.get()).isNotNull();
        assertThat(givenUp.getCount()).isZero();
    }

    @Test
    void aLateWinnerIsClosed() throws Exception {
        TcpConnection late = succeed();
        Actor<TcpConnection> race =
                race(
                        Duration.ofMillis(20),
                        target -> {
                            if (target.getPort() == 2) {
                                return succeed();
                            }
                            try {
                                return hang();
                            } catch (InterruptedException e) {
                                return late;
                            }
                        },
                        1,
                        2);
        TcpConnection winner = race.get();
        assertThat(winner).isNotSameAs(late);
        assertThat(winner.channel().isOpen()).isTrue();
        assertThat(late.channel().isOpen()).isFalse();
    }

    @Test
    void ifAllFailTheFirstFailureIsThrownWithTheOthers() throws Exception {
        Throwable failure =
                race(
                                NEVER,
                                target -> {
                                    throw new IOException("no " + target.getPort());
                                },
                                1,
                                2,
                                3)
                        .failure();
        assertThat(failure).isInstanceOf(IOException.class).hasMessage("no 1");
        assertThat(failure.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("no 2", "no 3");
    }

    @Test
    void aTimeoutOfAnyIsWhatTheCallerHears() throws Exception {
        Throwable failure =
                race(
                                Duration.ofMillis(1),
                                target -> {
                                    throw target.getPort() == 1
                                            ? new IOException("no")
                                            : new SocketTimeoutException("late");
                                },
                                1,
                                2)
                        .failure();
        assertThat(failure).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void anErrorIsAFailureToo() throws Exception {
        Throwable failure =
                race(
                                NEVER,
                                target -> {
                                    throw new OutOfMemoryError("no " + target.getPort());
                                },
                                1,
                                2)
                        .failure();
        assertThat(tried).containsExactly(1, 2);
        assertThat(failure)
                .isInstanceOf(IOException.class)
                .hasRootCauseInstanceOf(OutOfMemoryError.class)
                .hasRootCauseMessage("no 1");
    }

    @Test
    void ifAnAttemptCannotBeStartedTheOthersAreGivenUp() throws Exception {
        CountDownLatch givenUp = new CountDownLatch(1);
        ConnectionRace race =
                new ConnectionRace(
                        Duration.ofMillis(1),
                        target -> {
                            try {
                                return hang();
                            } catch (InterruptedException e) {
                                givenUp.countDown();
                                throw e;
                            }
                        });
        AtomicInteger children = new AtomicInteger();
        ThreadLocal<Integer> onlyChild =
                new InheritableThreadLocal<>() {
                    @Override
                    protected Integer childValue(Integer parents) {
                        if (children.incrementAndGet() > 1) {
                            throw new IllegalStateException("no second thread");
                        }
                        return parents;
                    }
                };
        Throwable failure =
                start(
                                () -> {
                                    onlyChild.set(0);
                                    return race.run(addresses(1, 2));
                                })
                        .failure();
        assertThat(failure).hasMessage("no second thread");
        assertThat(givenUp.getCount()).isZero();
    }

    @Test
    void anInterruptEndsAllAttempts() throws Exception {
        Actor<TcpConnection> race = race(Duration.ofMillis(1), target -> hang(), 1, 2);
        while (tried.size() < 2) {
            Thread.onSpinWait();
        }
        race.interrupt();
        assertThat(race.failure()).isInstanceOf(InterruptedException.class);
    }
}
