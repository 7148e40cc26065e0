package dev.heddle.channels;

import static dev.heddle.channels.Select.onReceive;
import static dev.heddle.channels.Select.onSend;
import static dev.heddle.channels.Select.onTimeout;
import static dev.heddle.channels.Select.otherwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class SelectorTest {
    private final Channel<Integer> in = Channel.buffered(4);
    private final Channel<String> other = Channel.buffered(4);
    private final Channel<Integer> out = Channel.buffered(1);

    @Test
    void shouldTellWhichCaseHappenedAndWhatItReceived() throws Exception {
        Selector<String> selector =
                Selector.inOrder(
                        onReceive(in, v -> "in " + v),
                        onReceive(other, v -> "other " + v, () -> "closed"),
                        onTimeout(Duration.ZERO, () -> "nothing"));
        in.send(1);
        other.send("x");
        assertThat(selector.await()).isZero();
        assertThat(selector.received(in)).isEqualTo(1);
        assertThat(selector.result()).isEqualTo("in 1");
        assertThat(selector.await()).isEqualTo(1);
        assertThat(selector.received(other)).isEqualTo("x");
        assertThat(selector.select()).isEqualTo("nothing");
        other.close();
        assertThat(selector.await()).isEqualTo(1);
        assertThat(selector.received(other)).isNull();
        assertThat(selector.result()).isEqualTo("closed");
    }

    @Test
    void shouldSendAnotherValueEachRound() throws Exception {
        Selector<Integer> selector = Selector.of(onSend(out, 0, () -> 1));
        for (int i = 0; i < 10; i++) {
            selector.value(0, out, i);
            selector.await();
            assertThat(out.receive()).isEqualTo(i);
        }
    }

    @Test
    void shouldLeaveOutCasesThatAreSwitchedOff() throws Exception {
        Selector<String> selector =
                Selector.of(onReceive(in, v -> "in " + v), otherwise(() -> "nothing"));
        in.send(1);
        selector.enable(0, false);
        assertThat(selector.select()).isEqualTo("nothing");
        selector.enable(0, true);
        assertThat(selector.select()).isEqualTo("in 1");
    }

    @Test
    void shouldNotWaitWhereItIsSwitchedOff() throws Exception {
        Selector<String> selector =
                Selector.of(
                        onReceive(in, v -> "in " + v),
                        onReceive(other, v -> "other"),
                        onReceive(Channels.after(Duration.ZERO), v -> "timer"));
        selector.enable(0, false);
        selector.enable(2, false);
        Actor<String> actor = Actor.blocked(ThreadKind.VIRTUAL, selector::select);
        in.send(1);
        other.send("x");
        assertThat(actor.get()).isEqualTo("other");
        assertThat(in.size()).isEqualTo(1);
    }

    @Test
    void shouldFollowItsUserFromThreadToThread() throws Exception {
        Selector<Integer> selector = Selector.of(onReceive(in, v -> v), onSend(out, 5, () -> -1));
        selector.value(1, out, 6);
        selector.enable(0, false);
        for (ThreadKind kind : ThreadKind.all().toList()) {
            assertThat(Actor.start(kind, selector::select).get()).isEqualTo(-1);
            Actor<Integer> waiting = Actor.blocked(kind, selector::select);
            assertThat(out.receive()).isEqualTo(6);
            assertThat(waiting.get()).isEqualTo(-1);
            assertThat(out.receive()).isEqualTo(6);
        }
    }

    @Test
    void shouldThrowWhereASelectWould() throws Exception {
        Selector<Integer> selector = Selector.of(onReceive(in, v -> v), onSend(out, 1, () -> -1));
        out.send(0);
        in.close();
        assertThat(selector.await()).isZero();
        assertThat(selector.received(in)).isNull();
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(selector::result);
        selector.enable(0, false);
        out.close();
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(selector::await);
        assertThatIllegalStateException().isThrownBy(selector::result);
    }

    @Test
    void shouldRefuseWhatItsCasesDoNotFit() throws Exception {
        Selector<Integer> selector =
                Selector.of(onReceive(in, v -> v), onSend(out, 1, () -> -1), otherwise(() -> 0));
        assertThatIllegalStateException().isThrownBy(() -> selector.received(in));
        selector.await();
        assertThatIllegalStateException().isThrownBy(() -> selector.received(in));
        assertThatIllegalArgumentException().isThrownBy(() -> selector.value(0, in, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> selector.value(1, in, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> selector.enable(2, false));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> selector.enable(3, false));
        in.send(1);
        assertThatIllegalStateException().isThrownBy(() -> selector.received(other));
        Select.Case<Integer>[] none = null;
        assertThatNullPointerException().isThrownBy(() -> Selector.of(none)).withMessage("cases");
        assertThatNullPointerException()
                .isThrownBy(() -> Selector.inOrder(none))
                .withMessage("cases");
    }

    /** The item of a send must not change while the receiver that claimed it still reads it. */
    @Test
    void shouldNotMixTheValuesOfTwoRounds() throws Exception {
        Channel<Integer> target = Channel.unbuffered();
        int rounds = 200_000;
        Selector<Integer> selector = Selector.of(onSend(target, 0, () -> 0), onReceive(in, v -> 1));
        Actor<Void> sender =
                Actor.run(
                        ThreadKind.PLATFORM,
                        () -> {
                            for (int i = 0; i < rounds; i++) {
                                selector.value(0, target, i);
                                selector.await();
                            }
                        });
        for (int i = 0; i < rounds; i++) {
            assertThat(target.receive()).isEqualTo(i);
        }
        sender.get();
    }

    @Test
    void shouldAllocateNothingPerRound() throws Exception {
        Selector<Integer> selector =
                Selector.inOrder(
                        onReceive(in, v -> v), onReceive(other, v -> 2), onSend(out, 3, () -> 3));
        long allocated =
                Allocation.bytesOf(
                        () -> {
                            for (int i = 0; i < 10_000; i++) {
                                in.trySend(1);
                                selector.await();
                                selector.await();
                                out.tryReceive();
                            }
                        });
        assertThat(allocated).as("bytes in 20,000 rounds").isLessThan(20_000);
    }

    /** Waiting included, apart from the 100 bytes or so that the partner's own wait costs it. */
    @Test
    void shouldAllocateNothingPerRoundThatWaits() throws Exception {
        Channel<Integer> ping = Channel.unbuffered();
        Selector<Integer> selector =
                Selector.of(
                        onReceive(ping, v -> v), onReceive(in, v -> 2), onSend(other, "", () -> 3));
        selector.enable(2, false);
        int rounds = 10_000;
        Actor<Void> sender =
                Actor.run(
                        ThreadKind.PLATFORM,
                        () -> {
                            for (int i = 0; i < 2 * rounds; i++) {
                                ping.send(1);
                            }
                        });
        long allocated =
                Allocation.bytesOf(
                        () -> {
                            for (int i = 0; i < rounds; i++) {
                                selector.await();
                            }
                        });
        sender.get();
        assertThat(allocated).as("bytes in 10,000 rounds").isLessThan(10_000);
    }
}
