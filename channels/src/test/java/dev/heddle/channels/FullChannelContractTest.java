package dev.heddle.channels;

import static dev.heddle.channels.Actor.PATIENCE;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What holds for senders that wait: channels of every capacity that can be full. */
@ParameterizedClass
@MethodSource("flavours")
class FullChannelContractTest extends ChannelContract {
    static Stream<Flavour> flavours() {
        return flavours(0, 1, 2, 10, 128);
    }

    @Test
    void shouldNotCountTheValuesOfSendersThatWait() throws Exception {
        Channel<Integer> channel = full();
        Actor<Void> sender = runBlocked(() -> channel.send(1000));
        assertThat(channel.size()).isEqualTo(flavour.capacity());
        channel.receive();
        sender.get();
        assertThat(channel.size()).isEqualTo(flavour.capacity());
    }

    @Test
    void shouldServeSendersInTheOrderOfTheirArrival() throws Exception {
        Channel<Integer> channel = full();
        List<Actor<Void>> senders = new ArrayList<>();
        for (int i = some(); i < some() + 5; i++) {
            int value = i;
            senders.add(runBlocked(() -> channel.send(value)));
        }
        for (int i = 0; i < 5; i++) {
            assertThat(channel.receive()).isEqualTo(i);
            senders.get(i).get();
        }
        for (int i = 5; i < some() + 5; i++) {
            assertThat(channel.tryReceive()).isEqualTo(i);
        }
    }

    @Test
    void shouldWakeAllSendersByClosingAndDropTheirValues() throws Exception {
        Channel<Integer> channel = full();
        List<Actor<Void>> senders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            senders.add(runBlocked(() -> channel.send(1000)));
            senders.add(runBlocked(() -> channel.send(1000, PATIENCE)));
        }
        channel.close();
        for (Actor<Void> sender : senders) {
            assertThat(sender.failure()).isInstanceOf(ChannelClosedException.class);
        }
        List<Integer> left = new ArrayList<>();
        channel.forEach(left::add);
        assertThat(left).isEqualTo(IntStream.range(0, some()).boxed().toList());
    }

    @Test
    void shouldLeaveNoTraceOfAnInterruptedSend() throws Exception {
        Channel<Integer> channel = full();
        Actor<Void> interrupted = runBlocked(() -> channel.send(1000));
        Actor<Void> other = runBlocked(() -> channel.send(some()));
        interrupted.interrupt();
        assertThat(interrupted.failure())
                .isInstanceOf(InterruptedException.class)
                .hasMessageStartingWith("interrupted in chan send on Channel@");
        for (int i = 0; i <= some(); i++) {
            assertThat(channel.receive()).isEqualTo(i);
        }
        other.get();
        assertThat(channel.tryReceive()).isNull();
        assertThat(channel.toString()).doesNotContain("sending");
    }

    @Test
    void shouldLeaveNoTraceOfASendThatTimedOut() throws Exception {
        Channel<Integer> channel = full();
        long start = System.nanoTime();
        assertThat(channel.send(1000, Duration.ofMillis(20))).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        assertThat(channel.toString()).doesNotContain("sending");
        List<Integer> left = new ArrayList<>();
        channel.drainTo(left, 1000);
        assertThat(left).isEqualTo(IntStream.range(0, some()).boxed().toList());
    }
}
