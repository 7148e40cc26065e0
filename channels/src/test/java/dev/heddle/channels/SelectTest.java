package dev.heddle.channels;

import static dev.heddle.channels.Select.onReceive;
import static dev.heddle.channels.Select.onSend;
import static dev.heddle.channels.Select.onTimeout;
import static dev.heddle.channels.Select.otherwise;
import static dev.heddle.channels.Select.select;
import static dev.heddle.channels.Select.selectInOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Go's rules for select, one by one. */
@ParameterizedClass
@MethodSource("dev.heddle.channels.ThreadKind#all")
class SelectTest {
    @Parameter ThreadKind threads;

    private static final Supplier<String> UNEXPECTED =
            () -> {
                throw new AssertionError("this case must not happen");
            };

    private static Select.Case<String> received(String name, Receiver<Integer> source) {
        return onReceive(source, value -> name + value, () -> name + " closed");
    }

    private static Select.Case<String> sent(String name, Sender<Integer> target, int value) {
        return onSend(target, value, () -> name + value);
    }

    @AfterEach
    void interruptStatusIsLeftClear() {
        assertThat(Thread.interrupted()).isFalse();
    }

    // ---- what is ready

    @Test
    void shouldReceiveFromTheOneChannelThatHasAValue() throws Exception {
        Channel<Integer> empty = Channel.unbuffered();
        Channel<Integer> full = Channel.buffered(1);
        full.send(1);
        assertThat(select(received("a", empty), received("b", full))).isEqualTo("b1");
        assertThat(full.size()).isZero();
    }

    @Test
    void shouldSendToTheOneChannelThatHasRoom() throws Exception {
        Channel<Integer> none = Channel.unbuffered();
        Channel<Integer> room = Channel.buffered(1);
        assertThat(select(sent("a", none, 1), sent("b", room, 2))).isEqualTo("b2");
        assertThat(room.tryReceive()).isEqualTo(2);
    }

    @Test
    void shouldTakeTheValueOfASenderThatWaits() throws Exception {
        Channel<Integer> channel = Channel.unbuffered();
        Actor<Void> sender = Actor.runBlocked(threads, () -> channel.send(4));
        assertThat(select(received("a", Channel.unbuffered()), received("b", channel)))
                .isEqualTo("b4");
        sender.get();
    }

    @Test
    void shouldHandItsValueToAReceiverThatWaits() throws Exception {
        Channel<Integer> channel = Channel.unbuffered();
        Actor<Integer> receiver = Actor.blocked(threads, channel::receive);
        assertThat(select(sent("a", Channel.unbuffered(), 1), sent("b", channel, 5)))
                .isEqualTo("b5");
        assertThat(receiver.get()).isEqualTo(5);
    }

    @Test
    void shouldWaitUntilOneCaseHappensAndLeaveTheOthersAlone() throws Exception {
        Channel<Integer> in = Channel.unbuffered();
        Channel<Integer> out = Channel.unbuffered();
        Actor<String> selecting =
                Actor.blocked(threads, () -> select(received("in", in), sent("out", out, 1)));
        in.send(7);
        assertThat(selecting.get()).isEqualTo("in7");
        assertThat(out.tryReceive()).isNull();
        assertThat(in.toString()).endsWith("[unbuffered]");
        assertThat(out.toString()).endsWith("[unbuffered]");

        Actor<String> again =
                Actor.blocked(threads, () -> select(received("in", in), sent("out", out, 1)));
        assertThat(out.receive()).isEqualTo(1);
        assertThat(again.get()).isEqualTo("out1");
        assertThat(in.trySend(1)).isFalse();
    }

    @Test
    void shouldTreatAClosedChannelAsReadyToReceive() throws Exception {
        Channel<Integer> closed = Channel.buffered(1);
        closed.send(3);
        closed.close();
        assertThat(select(received("a", closed))).isEqualTo("a3");
        assertThat(select(received("a", closed), otherwise(UNEXPECTED))).isEqualTo("a closed");
        assertThat(select(received("a", closed), received("b", Channels.never())))
                .isEqualTo("a closed");
    }

    @Test
    void shouldThrowForAClosedChannelIfNothingElseWasAskedFor() {
        Channel<Integer> closed = Channel.unbuffered();
        closed.close();
        Select.Case<String> plain = onReceive(closed, value -> "got " + value);
        assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> select(plain))
                .withMessageStartingWith("receive on closed Channel@");
        assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> select(plain, otherwise(UNEXPECTED)));
    }

    @Test
    void shouldThrowWhenItSendsToAClosedChannelEvenWithOtherwise() {
        Channel<Integer> closed = Channel.buffered(1);
        closed.close();
        assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> select(sent("a", closed, 1)))
                .withMessageStartingWith("send on closed Channel@");
        assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> select(sent("a", closed, 1), otherwise(UNEXPECTED)));
        assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(
                        () ->
                                select(
                                        sent("a", closed, 1),
                                        received("b", Channel.unbuffered()),
                                        otherwise(UNEXPECTED)));
    }

    @Test
    void shouldBeWokenByClose() throws Exception {
        Channel<Integer> in = Channel.unbuffered();
        Channel<Integer> out = Channel.unbuffered();
        Actor<String> receiving =
                Actor.blocked(threads, () -> select(received("in", in), sent("out", out, 1)));
        in.close();
        assertThat(receiving.get()).isEqualTo("in closed");

        Channel<Integer> other = Channel.unbuffered();
        Actor<String> sending =
                Actor.blocked(threads, () -> select(received("in", other), sent("out", out, 1)));
        out.close();
        assertThat(sending.failure()).isInstanceOf(ChannelClosedException.class);
        assertThat(other.trySend(1)).isFalse();
    }

    @Test
    void shouldDropCasesOnTheChannelThatIsNeverReady() throws Exception {
        Channel<Integer> never = Channels.never();
        Channel<Integer> full = Channel.buffered(1);
        full.send(1);
        assertThat(select(received("a", never), sent("b", never, 1), received("c", full)))
                .isEqualTo("c1");
        assertThat(select(received("a", never), sent("b", never, 1), otherwise(() -> "none")))
                .isEqualTo("none");
        assertThat(select(received("a", never), otherwise(() -> "none"))).isEqualTo("none");
    }

    // ---- otherwise, timeout, interrupt

    @Test
    void shouldTakeOtherwiseIfAllCasesHaveToWait() throws Exception {
        Channel<Integer> empty = Channel.unbuffered();
        Channel<Integer> full = Channel.buffered(1);
        full.send(1);
        assertThat(
                        select(
                                received("a", empty),
                                sent("b", full, 1),
                                onTimeout(Duration.ZERO, UNEXPECTED),
                                otherwise(() -> "otherwise")))
                .isEqualTo("otherwise");
        assertThat(select(sent("b", full, 1), otherwise(() -> "otherwise"))).isEqualTo("otherwise");
        assertThat(select(otherwise(() -> "otherwise"))).isEqualTo("otherwise");
        assertThat(empty.toString()).endsWith("[unbuffered]");
    }

    /** Go's TestNonblockSelectRace and its sequel. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotTakeOtherwiseWhileSomeCaseIsReadyAtEveryInstant(boolean byClosing)
            throws Exception {
        int rounds = 20_000;
        List<Channel<Integer>> first = channelsOfOne(rounds);
        List<Channel<Integer>> second = channelsOfOne(rounds);
        for (Channel<Integer> channel : first) {
            channel.send(1);
        }
        AtomicInteger begun = new AtomicInteger(-1);
        Actor<Integer> selecting =
                Actor.start(
                        threads,
                        () -> {
                            int otherwise = 0;
                            for (int i = 0; i < rounds; i++) {
                                begun.set(i);
                                otherwise +=
                                        select(
                                                onReceive(first.get(i), v -> 0),
                                                onReceive(second.get(i), v -> 0, () -> 0),
                                                otherwise(() -> 1));
                            }
                            return otherwise;
                        });
        for (int i = 0; i < rounds; i++) {
            while (begun.get() < i) {
                Thread.yield();
            }
            if (byClosing) {
                second.get(i).close();
            } else {
                second.get(i).send(1);
            }
            first.get(i).tryReceive();
        }
        assertThat(selecting.get()).isZero();
    }

    private static List<Channel<Integer>> channelsOfOne(int count) {
        return Stream.generate(() -> Channel.<Integer>buffered(1)).limit(count).toList();
    }

    @Test
    void shouldTimeOutWhenNothingHappens() throws Exception {
        Channel<Integer> empty = Channel.unbuffered();
        long start = System.nanoTime();
        String outcome =
                select(
                        received("a", empty),
                        onTimeout(Duration.ofHours(1), UNEXPECTED),
                        onTimeout(Duration.ofMillis(20), () -> "late"));
        assertThat(outcome).isEqualTo("late");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        assertThat(empty.toString()).endsWith("[unbuffered]");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void shouldLookOnceIfTheTimeoutIsZeroOrLess(long seconds) throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        Select.Case<String> timeout = onTimeout(Duration.ofSeconds(seconds), () -> "late");
        assertThat(select(received("a", channel), timeout)).isEqualTo("late");
        channel.send(1);
        assertThat(select(timeout, received("a", channel))).isEqualTo("a1");
    }

    @Test
    void shouldWaitForTimeoutsThatNoClockCanHold() throws Exception {
        Channel<Integer> channel = Channel.unbuffered();
        Actor<String> selecting =
                Actor.blocked(
                        threads,
                        () ->
                                select(
                                        received("a", channel),
                                        onTimeout(Duration.ofSeconds(Long.MAX_VALUE), UNEXPECTED)));
        channel.send(1);
        assertThat(selecting.get()).isEqualTo("a1");
    }

    @Test
    void shouldLeaveNoTraceWhenInterrupted() throws Exception {
        Channel<Integer> in = Channel.unbuffered();
        Channel<Integer> out = Channel.unbuffered();
        Actor<String> selecting =
                Actor.blocked(threads, () -> select(received("in", in), sent("out", out, 1)));
        assertThat(selecting.waitReason())
                .startsWith("select [chan receive on Channel@")
                .contains("chan send on Channel@");
        selecting.interrupt();
        assertThat(selecting.failure()).isInstanceOf(InterruptedException.class);
        assertThat(in.toString()).endsWith("[unbuffered]");
        assertThat(out.toString()).endsWith("[unbuffered]");
    }

    @Test
    void shouldCompleteAtOnceWhateverTheInterruptStatus() throws Exception {
        Channel<Integer> full = Channel.buffered(1);
        full.send(1);
        Thread.currentThread().interrupt();
        assertThat(select(received("a", full), received("b", Channel.unbuffered())))
                .isEqualTo("a1");
        assertThat(Thread.interrupted()).isTrue();

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> select(received("a", full), received("b", full)));
        assertThat(Thread.interrupted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1})
    void shouldLetAnInterruptBeatATimeoutAndAValueBeatBoth(long nanos) throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        Select.Case<String> late = onTimeout(Duration.ofNanos(nanos), UNEXPECTED);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> select(received("a", channel), late))
                .withMessageStartingWith("interrupted in select [");
        assertThat(Thread.interrupted()).isFalse();

        Thread.currentThread().interrupt();
        assertThat(select(received("a", channel), late, otherwise(() -> "o"))).isEqualTo("o");
        channel.send(1);
        assertThat(selectInOrder(late, received("a", channel))).isEqualTo("a1");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldWaitUntilInterruptedWithoutAnyCase() throws Exception {
        Actor<Object> forever = Actor.blocked(threads, Select::<Object>select);
        assertThat(forever.waitReason()).isEqualTo("select (no cases)");
        forever.interrupt();
        assertThat(forever.failure()).isInstanceOf(InterruptedException.class);

        Actor<String> never = Actor.blocked(threads, () -> select(received("a", Channels.never())));
        never.interrupt();
        assertThat(never.failure()).isInstanceOf(InterruptedException.class);
    }

    // ---- one channel in several cases, several selects

    @Test
    void shouldAllowTheSameChannelInSeveralCases() throws Exception {
        Channel<Integer> channel = Channel.buffered(2);
        channel.send(1);
        for (int i = 0; i < 200; i++) {
            String outcome =
                    select(
                            received("a", channel),
                            received("b", channel),
                            sent("c", channel, 2),
                            sent("d", channel, 2));
            assertThat(outcome).matches("[ab][12]|[cd]2");
        }
        Channel<Integer> empty = Channel.unbuffered();
        Actor<String> waiting =
                Actor.blocked(threads, () -> select(received("a", empty), received("b", empty)));
        empty.send(9);
        assertThat(waiting.get()).isEqualTo("a9");
        assertThat(empty.toString()).endsWith("[unbuffered]");
    }

    @Test
    void shouldNotCommunicateWithItself() throws Exception {
        Channel<Integer> channel = Channel.unbuffered();
        Actor<String> self =
                Actor.blocked(
                        threads, () -> select(received("in", channel), sent("out", channel, 1)));
        assertThat(channel.toString()).contains("1 receiving", "1 sending");
        assertThat(select(received("in", channel), otherwise(UNEXPECTED))).isEqualTo("in1");
        assertThat(self.get()).isEqualTo("out1");
        String alone =
                select(
                        received("in", channel),
                        sent("out", channel, 1),
                        onTimeout(Duration.ofMillis(5), () -> "alone"));
        assertThat(alone).isEqualTo("alone");
    }

    @Test
    void shouldNotDeadlockWhenTwoSelectsFaceEachOther() throws Exception {
        Channel<Integer> first = Channel.unbuffered();
        Channel<Integer> second = Channel.unbuffered();
        int rounds = 20_000;
        Actor<int[]> one = Actor.start(threads, () -> faceToFace(first, second, rounds));
        Actor<int[]> two = Actor.start(threads, () -> faceToFace(second, first, rounds));
        int[] a = one.get();
        int[] b = two.get();
        assertThat(a[0] + b[0]).isEqualTo(a[1] + b[1]).isEqualTo(rounds);
    }

    /** Sends or receives on either channel; how often it received and sent. */
    private static int[] faceToFace(Channel<Integer> first, Channel<Integer> second, int rounds)
            throws InterruptedException {
        int[] counts = new int[2];
        for (int i = 0; i < rounds; i++) {
            counts[
                    select(
                            onReceive(first, v -> 0),
                            onSend(second, i, () -> 1),
                            onReceive(second, v -> 0),
                            onSend(first, i, () -> 1))]++;
        }
        return counts;
    }

    @Test
    void shouldLeaveNoWaiterBehindAfterManySelects() throws Exception {
        Channel<Integer> silent = Channel.unbuffered();
        Channel<Integer> busy = Channel.unbuffered();
        Actor<Void> sender =
                Actor.run(
                        threads,
                        () -> {
                            for (int i = 0; i < 100_000; i++) {
                                busy.send(i);
                            }
                        });
        for (int i = 0; i < 100_000; i++) {
            select(received("a", silent), received("b", busy), sent("c", silent, 1));
        }
        sender.get();
        FifoChannel<Integer> internals = (FifoChannel<Integer>) silent;
        assertThat(internals.receivers().size()).isZero();
        assertThat(internals.senders().size()).isZero();
    }

    // ---- choice

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 20})
    void shouldChooseUniformlyAmongTheReadyCases(int ready) throws Exception {
        List<Select.Case<Integer>> cases = new ArrayList<>();
        for (int i = 0; i < 2 * ready; i++) {
            int index = i;
            boolean even = i % 2 == 0;
            Channel<Integer> channel = Channel.buffered(1);
            if (even) {
                channel.close();
            }
            cases.add(onReceive(channel, v -> -1, () -> index / 2));
        }
        int draws = 20_000 * ready;
        long[] counts = new long[ready];
        Select.Case<Integer>[] array = array(cases);
        for (int i = 0; i < draws; i++) {
            counts[select(array)]++;
        }
        assertThat(chiSquare(counts)).isLessThan(bound(ready - 1));
    }

    /** The look under all locks has a lot of its own: it decides when no hint leads to a case. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void shouldChooseUniformlyUnderAllLocks(int ready) throws Exception {
        List<Select.Case<Integer>> cases = new ArrayList<>();
        for (int i = 0; i < ready; i++) {
            int index = i;
            Channel<Integer> channel = Channel.unbuffered();
            channel.close();
            cases.add(onReceive(channel, v -> -1, () -> index));
        }
        Selector<Integer> selector = Selector.of(array(cases));
        long[] counts = new long[ready];
        for (int i = 0; i < 20_000 * ready; i++) {
            counts[selector.select()]++;
        }
        assertThat(chiSquare(counts)).isLessThan(bound(ready - 1));
    }

    @Test
    void shouldChooseTheFirstReadyCaseIfAskedTo() throws Exception {
        Channel<Integer> empty = Channel.unbuffered();
        Channel<Integer> second = Channel.buffered(100);
        Channel<Integer> third = Channel.buffered(100);
        for (int i = 0; i < 100; i++) {
            second.send(i);
            third.send(i);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(
                            selectInOrder(
                                    otherwise(UNEXPECTED),
                                    received("a", empty),
                                    received("b", second),
                                    received("c", third)))
                    .isEqualTo("b" + i);
        }
        assertThat(selectInOrder(received("c", third), received("b", second))).isEqualTo("c0");
        assertThat(
                        selectInOrder(
                                onTimeout(Duration.ZERO, UNEXPECTED),
                                received("a", empty),
                                received("c", third)))
                .isEqualTo("c1");
    }

    @Test
    void shouldSeeAllCasesAtOnceWhenItGoesByPriority() throws Exception {
        Channel<Integer> urgent = Channel.unbounded();
        Channel<Integer> other = Channel.unbounded();
        AtomicInteger taken = new AtomicInteger();
        int rounds = 20_000;
        Actor<Void> sender =
                Actor.run(
                        threads,
                        () -> {
                            for (int i = 0; i < rounds; i++) {
                                urgent.send(i);
                                other.send(i);
                                while (taken.get() < 2 * (i + 1)) {
                                    Thread.yield();
                                }
                            }
                        });
        // A value of `other` is always preceded by one of `urgent`.
        int[] seen = new int[3];
        while (taken.get() < 2 * rounds) {
            int which =
                    selectInOrder(
                            onReceive(urgent, v -> 0),
                            onReceive(other, v -> 1),
                            otherwise(() -> 2));
            seen[which]++;
            assertThat(seen[0] >= seen[1]).isTrue();
            if (which < 2) {
                taken.incrementAndGet();
            } else {
                Thread.yield();
            }
        }
        sender.get();
    }

    // ---- limits and misuse

    @Test
    void shouldAllowVeryManyCasesAndNoMore() throws Exception {
        Channel<Integer> empty = Channel.unbuffered();
        Channel<Integer> full = Channel.buffered(1);
        full.send(5);
        Select.Case<String>[] cases = array(new ArrayList<>());
        cases = Arrays.copyOf(cases, Select.MAX_CASES);
        for (int i = 0; i < cases.length; i++) {
            cases[i] = received("a", i % 2 == 0 ? empty : Channel.unbuffered());
        }
        cases[40_000] = received("b", full);
        assertThat(select(cases)).isEqualTo("b5");

        Select.Case<String>[] allWaiting = cases;
        Actor<String> waiting = Actor.blocked(threads, () -> select(allWaiting));
        full.send(6);
        assertThat(waiting.get()).isEqualTo("b6");
        assertThat(empty.toString()).endsWith("[unbuffered]");

        Select.Case<String>[] tooMany = Arrays.copyOf(cases, Select.MAX_CASES + 1);
        tooMany[Select.MAX_CASES] = received("a", empty);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> select(tooMany))
                .withMessage("cases must be at most 65536: 65537");
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        Channel<Integer> channel = Channel.unbuffered();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> select(otherwise(() -> 1), otherwise(() -> 2)))
                .withMessageContaining("otherwise");
        assertThatNullPointerException()
                .isThrownBy(() -> select(received("a", channel), null))
                .withMessage("cases[1]");
        Select.Case<Integer>[] none = null;
        assertThatNullPointerException().isThrownBy(() -> select(none)).withMessage("cases");
        assertThatNullPointerException().isThrownBy(() -> selectInOrder(none)).withMessage("cases");
        assertThatNullPointerException()
                .isThrownBy(() -> onReceive(null, v -> 1))
                .withMessage("source");
        assertThatNullPointerException()
                .isThrownBy(() -> onReceive(channel, null))
                .withMessage("then");
        assertThatNullPointerException()
                .isThrownBy(() -> onReceive(channel, v -> 1, null))
                .withMessage("closed");
        assertThatNullPointerException()
                .isThrownBy(() -> onSend(channel, null, () -> 1))
                .withMessage("value");
        assertThatNullPointerException()
                .isThrownBy(() -> onSend(null, 1, () -> 1))
                .withMessage("target");
        assertThatNullPointerException()
                .isThrownBy(() -> onTimeout(null, () -> 1))
                .withMessage("timeout");
        assertThatNullPointerException().isThrownBy(() -> otherwise(null)).withMessage("then");
    }

    @Test
    void shouldRunTheFunctionOutsideOfAllLocksAndPassOnWhatItThrows() throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        channel.send(1);
        Select.Case<Integer> failing =
                onReceive(
                        channel,
                        value -> {
                            assertThat(channel.size()).isZero();
                            throw new IllegalStateException("mine");
                        });
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> select(failing, onReceive(Channels.never(), v -> 1)))
                .withMessage("mine");
        assertThat(channel.trySend(2)).isTrue();
    }

    @Test
    void shouldExtendAnUnboundedChannel() throws Exception {
        Channel<Integer> unbounded = Channel.unbounded();
        Channel<Integer> never = Channel.unbuffered();
        Selector<Integer> selector =
                Selector.of(onSend(unbounded, 1, () -> 1), onReceive(never, v -> 2));
        for (int i = 0; i < 5000; i++) {
            assertThat(select(onSend(unbounded, i, () -> 1), onReceive(never, v -> 2)))
                    .isEqualTo(1);
            assertThat(selector.select()).isEqualTo(1);
        }
        assertThat(unbounded.size()).isEqualTo(10_000);
    }

    @SuppressWarnings("unchecked")
    private static <R> Select.Case<R>[] array(List<Select.Case<R>> cases) {
        return cases.toArray(Select.Case[]::new);
    }

    private static double chiSquare(long[] counts) {
        double expected = Arrays.stream(counts).sum() / (double) counts.length;
        return Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
    }

    /** Beyond it by chance less than once in a million runs (Wilson and Hilferty). */
    private static double bound(int degrees) {
        double k = 2.0 / (9.0 * degrees);
        return degrees * Math.pow(1 - k + 4.9 * Math.sqrt(k), 3);
    }
}
