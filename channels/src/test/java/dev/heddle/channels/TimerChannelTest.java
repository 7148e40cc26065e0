package dev.heddle.channels;

import static dev.heddle.channels.Select.onReceive;
import static dev.heddle.channels.Select.onTimeout;
import static dev.heddle.channels.Select.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Channels made of a deadline, and the one that is never ready. */
@ParameterizedClass
@MethodSource("dev.heddle.channels.ThreadKind#all")
class TimerChannelTest {
    private static final long PERIOD = 1_000;

    @Parameter ThreadKind threads;

    // ---- after

    @Test
    void shouldGiveItsValueAfterTheDelayAndOnlyOnce() throws Exception {
        long start = System.nanoTime();
        Instant expected = Instant.now().plusMillis(30);
        Receiver<Instant> after = Channels.after(Duration.ofMillis(30));
        assertThat(after.tryReceive()).isNull();
        Instant value = after.receive();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
        assertThat(value).isCloseTo(expected, within(2, ChronoUnit.SECONDS));
        assertThat(after.tryReceive()).isNull();
        assertThat(after.receive(Duration.ofMillis(5))).isNull();
        assertThat(after.isDrained()).isFalse();
    }

    @Test
    void shouldBeReadyAtOnceWithoutADelay() throws Exception {
        assertThat(Channels.after(Duration.ZERO).tryReceive()).isNotNull();
        assertThat(Channels.after(Duration.ofSeconds(Long.MIN_VALUE)).receive()).isNotNull();
        List<Instant> values = new ArrayList<>();
        Receiver<Instant> after = Channels.after(Duration.ZERO);
        assertThat(after.drainTo(values, 0)).isZero();
        assertThat(after.drainTo(values, 9)).isEqualTo(1);
        assertThat(after.drainTo(values, 9)).isZero();
    }

    @Test
    void shouldTellALateReceiverWhenItWasDue() {
        TimerChannel channel = new TimerChannel(0, 0);
        long now = System.nanoTime() + Duration.ofHours(1).toNanos();
        Instant value = channel.take(now);
        assertThat(value)
                .isCloseTo(
                        Instant.now().minus(Duration.ofHours(1)), within(10, ChronoUnit.SECONDS));
    }

    @Test
    void shouldGiveItsValueToOneOfSeveralReceivers() throws Exception {
        Receiver<Instant> after = Channels.after(Duration.ofMillis(20));
        List<Actor<Instant>> actors = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            actors.add(Actor.start(threads, () -> after.receive(Duration.ofMillis(60))));
        }
        int got = 0;
        for (Actor<Instant> actor : actors) {
            got += actor.get() == null ? 0 : 1;
        }
        assertThat(got).isEqualTo(1);
    }

    @Test
    void shouldBeInterruptible() throws Exception {
        Receiver<Instant> after = Channels.after(Duration.ofDays(1));
        Actor<Instant> actor = Actor.blocked(threads, after::receive);
        assertThat(actor.waitReason()).startsWith("chan receive on After@");
        actor.interrupt();
        assertThat(actor.failure()).isInstanceOf(InterruptedException.class);
        Receiver<Instant> spent = Channels.after(Duration.ZERO);
        spent.receive();
        Actor<Instant> forever = Actor.blocked(threads, spent::receiveOrNull);
        assertThat(forever.waitReason()).endsWith("[spent]");
        forever.interrupt();
        assertThat(forever.failure()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void shouldLetAnInterruptBeatATimeoutOfZeroAndAValueBeatBoth() throws Exception {
        Receiver<Instant> due = Channels.after(Duration.ZERO);
        Thread.currentThread().interrupt();
        assertThat(due.receive(Duration.ZERO)).isNotNull();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> due.receive(Duration.ofSeconds(Long.MIN_VALUE)));
        assertThat(Thread.interrupted()).isFalse();
        assertThat(due.receive(Duration.ofSeconds(Long.MIN_VALUE))).isNull();
    }

    @Test
    void shouldNotOverflow() throws Exception {
        Receiver<Instant> after = Channels.after(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(after.tryReceive()).isNull();
        assertThat(after.receive(Duration.ofMillis(1))).isNull();
        Receiver<Instant> tick = Channels.tick(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(tick.tryReceive()).isNull();
    }

    // ---- tick

    @Test
    void shouldTickOncePerPeriod() throws Exception {
        long start = System.nanoTime();
        Receiver<Instant> tick = Channels.tick(Duration.ofMillis(10));
        for (int i = 1; i <= 5; i++) {
            tick.receive();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(i * 10_000_000L);
        }
    }

    @Test
    void shouldDropTicksForASlowReceiverAndKeepThePhase() {
        TimerChannel tick = new TimerChannel(PERIOD, PERIOD);
        long start = firstDue(tick) - PERIOD;
        assertThat(tick.take(start + 999)).isNull();
        assertThat(tick.take(start + 5_400)).as("one of five").isNotNull();
        assertThat(tick.take(start + 5_400)).isNull();
        assertThat(tick.take(start + 5_999)).isNull();
        assertThat(tick.take(start + 6_000)).as("in phase").isNotNull();
        assertThat(tick.take(start + 6_999)).isNull();
        assertThat(tick.take(start + 7_001)).isNotNull();
        assertThat(tick.nanosLeft(start + 7_001)).isEqualTo(999);
    }

    private static long firstDue(TimerChannel channel) {
        long now = System.nanoTime() - Duration.ofHours(1).toNanos();
        return now + channel.nanosLeft(now);
    }

    @Test
    void shouldNeverTickWithoutAPeriodAsInGo() {
        assertThat((Object) Channels.tick(Duration.ZERO)).isSameAs(Channels.never());
        assertThat((Object) Channels.tick(Duration.ofNanos(-1))).isSameAs(Channels.never());
    }

    // ---- select

    @Test
    void shouldEndASelectInTime() throws Exception {
        long start = System.nanoTime();
        Channel<Integer> silent = Channel.unbuffered();
        Receiver<Instant> after = Channels.after(Duration.ofMillis(20));
        String outcome =
                select(
                        onReceive(silent, v -> "silent"),
                        onReceive(Channels.after(Duration.ofDays(1)), v -> "much later"),
                        onReceive(after, v -> "after"));
        assertThat(outcome).isEqualTo("after");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        assertThat(silent.toString()).endsWith("[unbuffered]");
        assertThat(after.tryReceive()).isNull();
    }

    @Test
    void shouldComeBeforeATimeoutThatIsUpToo() throws Exception {
        assertThat(
                        select(
                                onTimeout(Duration.ZERO, () -> "timeout"),
                                onReceive(Channels.after(Duration.ZERO), v -> "after")))
                .isEqualTo("after");
    }

    @Test
    void shouldBeChosenAsOftenAsAnyOtherReadyCase() throws Exception {
        int afters = 0;
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            Channel<Integer> ready = Channel.buffered(1);
            ready.send(1);
            afters +=
                    select(
                            onReceive(ready, v -> 0),
                            onReceive(Channels.after(Duration.ZERO), v -> 1));
        }
        // Five standard deviations of a fair coin.
        assertThat(afters).isCloseTo(draws / 2, within((int) (2.5 * Math.sqrt(draws))));
    }

    @Test
    void shouldLetTheLoserOfARaceForATickWaitForTheNext() throws Exception {
        Receiver<Instant> tick = Channels.tick(Duration.ofMillis(5));
        Channel<Integer> silent = Channel.unbuffered();
        List<Actor<Void>> actors = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            actors.add(
                    Actor.run(
                            threads,
                            () -> {
                                for (int k = 0; k < 5; k++) {
                                    select(onReceive(tick, v -> 1), onReceive(silent, v -> 2));
                                }
                            }));
        }
        long start = System.nanoTime();
        for (Actor<Void> actor : actors) {
            actor.get();
        }
        assertThat(System.nanoTime() - start).isGreaterThan(60_000_000);
    }

    // ---- garbage

    @Test
    void shouldBeCollectedWhenNobodyHoldsIt() {
        List<WeakReference<Object>> references = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            references.add(new WeakReference<>(Channels.after(Duration.ofDays(1))));
            references.add(new WeakReference<>(Channels.tick(Duration.ofDays(1))));
        }
        long deadline = System.nanoTime() + Actor.PATIENCE.toNanos();
        while (references.stream().anyMatch(reference -> reference.get() != null)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            System.gc();
        }
    }

    // ---- never

    @Test
    void shouldNeverBeReady() throws Exception {
        Channel<Integer> never = Channels.never();
        assertThat(never.trySend(1)).isFalse();
        assertThat(never.tryReceive()).isNull();
        assertThat(never.send(1, Duration.ofMillis(2))).isFalse();
        assertThat(never.receive(Duration.ofMillis(2))).isNull();
        assertThat(never.drainTo(new ArrayList<>(), 3)).isZero();
        assertThat(never.size()).isZero();
        assertThat(never.capacity()).isZero();
        assertThat(never.isClosed()).isFalse();
        assertThat(never.isDrained()).isFalse();
        assertThat(never).hasToString("Channel[never]");
        Actor<Integer> receiver = Actor.blocked(threads, never::receive);
        Actor<Void> sender = Actor.runBlocked(threads, () -> never.send(1));
        assertThat(receiver.waitReason()).isEqualTo("chan receive on Channel[never]");
        assertThat(sender.waitReason()).isEqualTo("chan send on Channel[never]");
        receiver.interrupt();
        sender.interrupt();
        assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
        assertThat(sender.failure()).isInstanceOf(InterruptedException.class);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(never::close);
    }

    @Test
    void shouldLetAnInterruptBeatATimeoutOfZeroThoughNothingComes() throws Exception {
        Channel<Integer> never = Channels.never();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> never.receive(Duration.ZERO));
        assertThat(never.receive(Duration.ZERO)).isNull();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> never.send(1, Duration.ofSeconds(Long.MIN_VALUE)));
        assertThat(never.send(1, Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
    }

    @Test
    void shouldRefuseNullByTheNameOfTheParameter() {
        assertThatNullPointerException()
                .isThrownBy(() -> Channels.after(null))
                .withMessage("delay");
        assertThatNullPointerException()
                .isThrownBy(() -> Channels.tick(null))
                .withMessage("period");
        assertThatNullPointerException()
                .isThrownBy(() -> Channels.after(Duration.ZERO).receive(null))
                .withMessage("timeout");
        assertThatNullPointerException()
                .isThrownBy(() -> Channels.never().send(null))
                .withMessage("value");
    }
}
