package dev.heddle.channels;

import static dev.heddle.channels.Actor.PATIENCE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What holds for a channel of every capacity, on every kind of thread. */
@ParameterizedClass
@MethodSource("flavours")
class ChannelContractTest extends ChannelContract {
    static Stream<Flavour> flavours() {
        return flavours(0, 1, 2, 10, 128, UNBOUNDED);
    }

    // ---- order and buffer

    @Test
    void shouldDeliverTheValuesOfASenderInOrder() throws Exception {
        Channel<Integer> channel = channel();
        Actor<Void> sender =
                Actor.run(
                        flavour.threads(),
                        () -> {
                            for (int i = 0; i < 2000; i++) {
                                channel.send(i);
                            }
                            channel.close();
                        });
        List<Integer> received = new ArrayList<>();
        for (int value : channel) {
            received.add(value);
        }
        sender.get();
        assertThat(received).isEqualTo(IntStream.range(0, 2000).boxed().toList());
    }

    @Test
    void shouldBufferExactlyItsCapacityWithoutBlocking() throws Exception {
        Channel<Integer> channel = channel();
        assertThat(channel.capacity()).isEqualTo(flavour.capacity());
        for (int i = 0; i < some(); i++) {
            assertThat(channel.size()).isEqualTo(i);
            assertThat(channel.trySend(i)).isTrue();
        }
        assertThat(channel.size()).isEqualTo(some());
        assertThat(channel.trySend(-1)).isEqualTo(!bounded());
        assertThat(channel.send(-1, Duration.ofMillis(1))).isEqualTo(!bounded());
        for (int i = 0; i < some(); i++) {
            assertThat(channel.tryReceive()).isEqualTo(i);
        }
    }

    @Test
    void shouldHaveNothingToReceiveWhenEmpty() throws Exception {
        Channel<Integer> channel = channel();
        assertThat(channel.tryReceive()).isNull();
        assertThat(channel.receive(Duration.ZERO)).isNull();
        assertThat(channel.receive(Duration.ofSeconds(-1))).isNull();
        assertThat(channel.receive(Duration.ofMillis(1))).isNull();
        assertThat(channel.drainTo(new ArrayList<>(), 5)).isZero();
        assertThat(channel.isDrained()).isFalse();
    }

    @Test
    void shouldServeReceiversInTheOrderOfTheirArrival() throws Exception {
        Channel<Integer> channel = channel();
        List<Actor<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            receivers.add(blocked(channel::receive));
        }
        for (int i = 0; i < 5; i++) {
            channel.send(i);
            assertThat(receivers.get(i).get()).isEqualTo(i);
        }
    }

    @Test
    void shouldHandAValueToATrySenderOnlyIfAReceiverWaitsOrThereIsRoom() throws Exception {
        Channel<Integer> channel = channel();
        Actor<Integer> receiver = blocked(channel::receive);
        assertThat(channel.trySend(7)).isTrue();
        assertThat(receiver.get()).isEqualTo(7);
        assertThat(channel.size()).isZero();
    }

    @Test
    void shouldDrainValuesOfTheBufferAndOfSendersThatWait() throws Exception {
        Channel<Integer> channel = full();
        List<Actor<Void>> senders = new ArrayList<>();
        int waiting = bounded() ? 3 : 0;
        for (int i = 0; i < waiting; i++) {
            int value = some() + i;
            senders.add(runBlocked(() -> channel.send(value)));
        }
        List<Integer> drained = new ArrayList<>();
        assertThat(channel.drainTo(drained, 0)).isZero();
        assertThat(channel.drainTo(drained, -1)).isZero();
        int first = channel.drainTo(drained, 2);
        assertThat(first).isEqualTo(Math.min(2, some() + waiting));
        int rest = channel.drainTo(drained, Integer.MAX_VALUE);
        assertThat(first + rest).isEqualTo(some() + waiting);
        assertThat(drained).isEqualTo(IntStream.range(0, some() + waiting).boxed().toList());
        for (Actor<Void> sender : senders) {
            sender.get();
        }
    }

    // ---- close

    @Test
    void shouldBeClosedOnce() {
        Channel<Integer> channel = channel();
        assertThat(channel.isClosed()).isFalse();
        assertThat(channel.close()).isTrue();
        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.close()).isFalse();
    }

    @Test
    void shouldDeliverWhatWasSentBeforeTheCloseAndThenReportIt() throws Exception {
        Channel<Integer> channel = full();
        channel.close();
        for (int i = 0; i < some(); i++) {
            assertThat(channel.isDrained()).isFalse();
            assertThat(channel.receiveOrNull()).isEqualTo(i);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(channel.isDrained()).isTrue();
            assertThat(channel.tryReceive()).isNull();
            assertThat(channel.receiveOrNull()).isNull();
            assertThat(channel.drainTo(new ArrayList<>(), 5)).isZero();
            assertThatExceptionOfType(ChannelClosedException.class)
                    .isThrownBy(channel::receive)
                    .withMessageStartingWith("receive on closed Channel@");
            assertThatExceptionOfType(ChannelClosedException.class)
                    .isThrownBy(() -> channel.receive(Duration.ofHours(1)));
            assertThatExceptionOfType(ChannelClosedException.class)
                    .isThrownBy(() -> channel.receive(Duration.ZERO));
        }
    }

    @Test
    void shouldRefuseToSendOnceClosed() {
        Channel<Integer> channel = channel();
        channel.close();
        assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> channel.send(1))
                .withMessageStartingWith("send on closed Channel@");
        assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> channel.trySend(1));
        assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> channel.send(1, Duration.ofHours(1)));
        assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> channel.send(1, Duration.ZERO));
        assertThat(channel.size()).isZero();
    }

    @Test
    void shouldWakeAllReceiversByClosing() throws Exception {
        Channel<Integer> channel = channel();
        List<Actor<Integer>> throwing = new ArrayList<>();
        List<Actor<Integer>> returning = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            throwing.add(blocked(channel::receive));
            throwing.add(blocked(() -> channel.receive(PATIENCE)));
            returning.add(blocked(channel::receiveOrNull));
        }
        channel.close();
        for (Actor<Integer> actor : throwing) {
            assertThat(actor.failure()).isInstanceOf(ChannelClosedException.class);
        }
        for (Actor<Integer> actor : returning) {
            assertThat(actor.get()).isNull();
        }
    }

    // ---- interrupts

    @Test
    void shouldLeaveNoTraceOfAnInterruptedReceive() throws Exception {
        Channel<Integer> channel = channel();
        Actor<Integer> interrupted = blocked(channel::receive);
        Actor<Integer> other = blocked(channel::receive);
        interrupted.interrupt();
        assertThat(interrupted.failure())
                .isInstanceOf(InterruptedException.class)
                .hasMessageStartingWith("interrupted in chan receive on Channel@");
        channel.send(5);
        assertThat(other.get()).isEqualTo(5);
        assertThat(channel.toString()).doesNotContain("receiving");
    }

    @Test
    void shouldCompleteAtOnceWhateverTheInterruptStatus() throws Exception {
        Channel<Integer> channel = channel();
        Actor<Integer> receiver = blocked(channel::receive);
        Thread.currentThread().interrupt();
        channel.send(1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(receiver.get()).isEqualTo(1);

        if (some() > 0) {
            channel.send(2);
            Thread.currentThread().interrupt();
            assertThat(channel.receive()).isEqualTo(2);
            assertThat(Thread.interrupted()).isTrue();
        }

        channel.close();
        Thread.currentThread().interrupt();
        assertThat(channel.receiveOrNull()).isNull();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldThrowWhenItWouldHaveToWaitWithTheInterruptStatusSet() throws Exception {
        Channel<Integer> channel = channel();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(channel::receive);
        assertThat(Thread.interrupted()).isFalse();

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> channel.receive(PATIENCE));
        assertThat(Thread.interrupted()).isFalse();

        if (bounded()) {
            Channel<Integer> full = full();
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> full.send(1));
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void shouldLetAnInterruptBeatATimeoutOfZeroAndAValueBeatBoth() throws Exception {
        Channel<Integer> channel = channel();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> channel.receive(Duration.ZERO))
                .withMessageStartingWith("interrupted in chan receive on Channel@");
        assertThat(Thread.interrupted()).isFalse();

        Channel<Integer> full = full();
        Thread.currentThread().interrupt();
        if (bounded()) {
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> full.send(some(), Duration.ofNanos(-1)))
                    .withMessageStartingWith("interrupted in chan send on Channel@");
            assertThat(Thread.interrupted()).isFalse();
            Thread.currentThread().interrupt();
        } else {
            assertThat(full.send(some(), Duration.ofNanos(-1))).isTrue();
        }
        if (some() > 0) {
            assertThat(full.receive(Duration.ZERO)).isZero();
            assertThat(full.send(some(), Duration.ZERO)).isTrue();
        }
        channel.close();
        assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> channel.receive(Duration.ZERO));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldNotLookAtTheInterruptStatusWhenItOnlyTries() throws Exception {
        Channel<Integer> channel = channel();
        Thread.currentThread().interrupt();
        assertThat(channel.tryReceive()).isNull();
        assertThat(channel.trySend(1)).isEqualTo(some() > 0);
        assertThat(Thread.interrupted()).isTrue();
    }

    // ---- timeouts

    @Test
    void shouldLeaveNoTraceOfAReceiveThatTimedOut() throws Exception {
        Channel<Integer> channel = channel();
        long start = System.nanoTime();
        assertThat(channel.receive(Duration.ofMillis(20))).isNull();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        assertThat(channel.toString()).doesNotContain("receiving");
        assertThat(channel.trySend(1)).isEqualTo(some() > 0);
    }

    @Test
    void shouldEndATimedWaitAsSoonAsItsPartnerComes() throws Exception {
        Channel<Integer> channel = channel();
        Actor<Integer> receiver = blocked(() -> channel.receive(Duration.ofDays(1)));
        channel.send(3);
        assertThat(receiver.get()).isEqualTo(3);
        if (bounded()) {
            Channel<Integer> full = full();
            Actor<Boolean> sender = blocked(() -> full.send(some(), Duration.ofDays(1)));
            full.receive();
            assertThat(sender.get()).isTrue();
        }
    }

    @Test
    void shouldWaitForTimesThatNoClockCanHold() throws Exception {
        Channel<Integer> channel = channel();
        Actor<Integer> receiver =
                blocked(() -> channel.receive(Duration.ofSeconds(Long.MAX_VALUE)));
        channel.send(3);
        assertThat(receiver.get()).isEqualTo(3);
        assertThat(channel.receive(Duration.ofSeconds(Long.MIN_VALUE))).isNull();
    }

    // ---- iteration

    @Test
    void shouldIterateUntilClosedAndDrained() throws Exception {
        Channel<Integer> channel = full();
        channel.close();
        Iterator<Integer> iterator = channel.iterator();
        for (int i = 0; i < some(); i++) {
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.next()).isEqualTo(i);
        }
        assertThat(iterator.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
    }

    @Test
    void shouldEndAnInterruptedIterationWithTheStatusSet() throws Exception {
        Channel<Integer> channel = channel();
        Actor<Boolean> actor =
                blocked(
                        () -> {
                            assertThatExceptionOfType(CancellationException.class)
                                    .isThrownBy(channel.iterator()::hasNext)
                                    .withCauseInstanceOf(InterruptedException.class);
                            return Thread.interrupted();
                        });
        actor.interrupt();
        assertThat(actor.get()).isTrue();
    }

    // ---- contract of arguments, and what people see

    @Test
    void shouldRefuseNullByTheNameOfTheParameter() {
        Channel<Integer> channel = channel();
        Integer none = null;
        assertThatNullPointerException().isThrownBy(() -> channel.send(none)).withMessage("value");
        assertThatNullPointerException()
                .isThrownBy(() -> channel.trySend(none))
                .withMessage("value");
        assertThatNullPointerException()
                .isThrownBy(() -> channel.send(none, Duration.ZERO))
                .withMessage("value");
        assertThatNullPointerException()
                .isThrownBy(() -> channel.send(1, null))
                .withMessage("timeout");
        assertThatNullPointerException()
                .isThrownBy(() -> channel.receive(null))
                .withMessage("timeout");
        assertThatNullPointerException()
                .isThrownBy(() -> channel.drainTo(null, 1))
                .withMessage("target");
        assertThat(channel.size()).isZero();
    }

    @Test
    void shouldShowStateAndWaitersToPeople() throws Exception {
        Channel<Integer> channel = channel();
        String name = "Channel@" + Integer.toHexString(System.identityHashCode(channel));
        String kind =
                switch (flavour.capacity()) {
                    case 0 -> "unbuffered";
                    case UNBOUNDED -> "unbounded, size 0";
                    default -> "buffered " + flavour.capacity() + ", size 0";
                };
        assertThat(channel).hasToString(name + "[" + kind + "]");
        Actor<Integer> first = blocked(channel::receiveOrNull);
        Actor<Integer> second = blocked(channel::receiveOrNull);
        assertThat(channel).hasToString(name + "[" + kind + ", 2 receiving]");
        assertThat(first.waitReason()).isEqualTo("chan receive on " + channel);
        channel.close();
        first.get();
        second.get();
        assertThat(channel).hasToString(name + "[" + kind + ", closed]");
        if (bounded()) {
            Channel<Integer> full = full();
            Actor<Void> sender = runBlocked(() -> full.send(1));
            assertThat(sender.waitReason()).isEqualTo("chan send on " + full);
            assertThat(full.toString()).contains("1 sending");
            full.receive();
            sender.get();
        }
    }

    @Test
    void shouldAllocateNothingForOperationsThatDoNotBlock() throws Exception {
        Channel<Integer> channel = channel();
        int values = Math.min(some(), 10);
        long allocated =
                Allocation.bytesOf(
                        () -> {
                            for (int i = 0; i < 10_000; i++) {
                                for (int k = 0; k < values; k++) {
                                    channel.send(k);
                                }
                                for (int k = 0; k < values; k++) {
                                    channel.receive();
                                }
                                channel.tryReceive();
                            }
                        });
        assertThat(allocated).as("bytes in 10,000 rounds").isLessThan(10_000);
    }
}
