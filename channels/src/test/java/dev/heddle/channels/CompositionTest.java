package dev.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.heddle.channels.Broadcast.Subscription;
import dev.heddle.channels.Broadcast.WhenFull;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Pipe, merge and broadcast. */
class CompositionTest {
    private static Channel<Integer> holding(int from, int to) throws Exception {
        Channel<Integer> channel = Channel.unbounded();
        for (int i = from; i < to; i++) {
            channel.send(i);
        }
        return channel;
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static <T> List<T> all(Receiver<T> source) {
        List<T> values = new ArrayList<>();
        source.forEach(values::add);
        return values;
    }

    // ---- pipe

    @Test
    void shouldPipeAllValuesAndThenClose() throws Exception {
        Channel<Integer> source = holding(0, 1000);
        Channel<Object> target = Channel.buffered(3);
        Thread pipe = Channels.pipe(source, target);
        source.close();
        assertThat(all(target)).isEqualTo(range(0, 1000));
        pipe.join();
    }

    @Test
    void shouldEndThePipeWhenTheTargetIsClosed() throws Exception {
        Channel<Integer> source = holding(0, 10);
        Channel<Integer> target = Channel.unbuffered();
        Thread pipe = Channels.pipe(source, target);
        assertThat(target.receive()).isZero();
        target.close();
        pipe.join();
        assertThat(source.size()).isEqualTo(8);
    }

    @Test
    void shouldEndThePipeWithItsContext() throws Exception {
        try (Context.Cancellable context = Context.background().withCancel()) {
            Channel<Integer> target = Channel.unbuffered();
            Thread pipe = Channels.pipe(context, Channel.unbuffered(), target);
            context.cancel();
            assertThat(target.receiveOrNull()).isNull();
            pipe.join();
        }
    }

    // ---- merge

    @Test
    void shouldMergeAllValuesInTheOrderOfEachSource() throws Exception {
        Channel<Integer> first = holding(0, 500);
        Channel<Integer> second = holding(1000, 1500);
        Receiver<Number> merged = Channels.merge(first, second);
        first.close();
        second.close();
        List<Number> values = all(merged);
        assertThat(values).hasSize(1000);
        assertThat(values.stream().filter(v -> v.intValue() < 1000)).isEqualTo(range(0, 500));
        assertThat(values.stream().filter(v -> v.intValue() >= 1000)).isEqualTo(range(1000, 1500));
    }

    @Test
    void shouldHaveNothingToMergeWithoutSources() throws Exception {
        assertThat(Channels.merge().isDrained()).isTrue();
    }

    @Test
    void shouldEndTheMergeWithItsContext() throws Exception {
        Context.Cancellable context = Context.background().withCancel();
        Channel<Integer> source = holding(0, 10);
        Receiver<Integer> merged = Channels.merge(context, List.of(source, Channels.never()));
        assertThat(merged.receive()).isZero();
        context.cancel();
        List<Integer> rest = all(merged);
        assertThat(rest.size()).isLessThanOrEqualTo(1);
    }

    @Test
    void shouldRefuseToMergeNullByTheNameOfTheParameter() {
        Receiver<Integer> source = Channels.never();
        Receiver<Integer>[] noArray = null;
        Collection<Receiver<Integer>> noCollection = null;
        Context root = Context.background();
        assertThatNullPointerException()
                .isThrownBy(() -> Channels.merge(noArray))
                .withMessage("sources");
        assertThatNullPointerException()
                .isThrownBy(() -> Channels.merge(source, null))
                .withMessage("sources[1]");
        assertThatNullPointerException()
                .isThrownBy(() -> Channels.merge(root, noCollection))
                .withMessage("sources");
        assertThatNullPointerException()
                .isThrownBy(() -> Channels.merge(root, Arrays.asList(source, null)))
                .withMessage("sources[1]");
    }

    // ---- broadcast

    @Test
    void shouldGiveAllValuesToAllWhoBlock() throws Exception {
        Channel<Integer> source = Channel.unbuffered();
        Broadcast<Integer> broadcast = Broadcast.of(source);
        List<Actor<List<Integer>>> subscribers = new ArrayList<>();
        for (int capacity : new int[] {0, 1, 100}) {
            Subscription<Integer> subscription = broadcast.subscribe(capacity, WhenFull.BLOCK);
            subscribers.add(Actor.start(ThreadKind.VIRTUAL, () -> all(subscription.values())));
        }
        for (int i = 0; i < 1000; i++) {
            source.send(i);
        }
        source.close();
        for (Actor<List<Integer>> subscriber : subscribers) {
            assertThat(subscriber.get()).isEqualTo(range(0, 1000));
        }
        assertThat(broadcast.subscribe(1, WhenFull.BLOCK).values().receiveOrNull()).isNull();
    }

    @Test
    void shouldDropForSlowSubscribersAsTheyAsked() throws Exception {
        Channel<Integer> source = Channel.unbuffered();
        Broadcast<Integer> broadcast = Broadcast.of(source);
        Subscription<Integer> oldest = broadcast.subscribe(3, WhenFull.DROP_OLDEST);
        Subscription<Integer> newest = broadcast.subscribe(3, WhenFull.DROP_NEWEST);
        Subscription<Integer> none = broadcast.subscribe(0, WhenFull.DROP_NEWEST);
        for (int i = 0; i < 10; i++) {
            source.send(i);
        }
        source.close();
        awaitClosed(none);
        assertThat(all(oldest.values())).containsExactly(7, 8, 9);
        assertThat(all(newest.values())).containsExactly(0, 1, 2);
        assertThat(all(none.values())).isEmpty();
        assertThat(oldest.dropped()).isEqualTo(7);
        assertThat(newest.dropped()).isEqualTo(7);
        assertThat(none.dropped()).isEqualTo(10);
    }

    private static void awaitClosed(Subscription<?> subscription) throws Exception {
        while (!subscription.values().isDrained()) {
            Thread.yield();
        }
    }

    @Test
    void shouldGoOnWithoutASubscriberThatLeftWhileTheOthersWaitedForIt() throws Exception {
        Channel<Integer> source = Channel.unbuffered();
        Broadcast<Integer> broadcast = Broadcast.of(source);
        Subscription<Integer> leaving = broadcast.subscribe(0, WhenFull.BLOCK);
        Subscription<Integer> staying = broadcast.subscribe(10, WhenFull.BLOCK);
        source.send(1);
        assertThat(source.send(2, Duration.ofMillis(5))).isFalse();
        leaving.close();
        source.send(2);
        assertThat(staying.values().receive()).isEqualTo(1);
        assertThat(staying.values().receive()).isEqualTo(2);
        assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(leaving.values()::receive);
        source.close();
    }

    @Test
    void shouldRefuseABufferThatCannotDropItsOldestValue() {
        Broadcast<Integer> broadcast = Broadcast.of(Channels.<Integer>never());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> broadcast.subscribe(0, WhenFull.DROP_OLDEST))
                .withMessageContaining("capacity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> broadcast.subscribe(-1, WhenFull.BLOCK))
                .withMessageContaining("capacity");
    }
}
