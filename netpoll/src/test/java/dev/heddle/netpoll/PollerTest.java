package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;

class PollerTest {
    private static final int ROUNDS = 300;

    private static Callable<SelectionKey> registration(
            Poller poller, SelectableChannel channel, CyclicBarrier start) {
        return () -> {
            start.await();
            return poller.register(channel, new Descriptor(channel));
        };
    }

    @Test
    void theFirstTwoWhoRegisterAtOnceShareOneSelector() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel one = pipe.source();
                Pipe.SinkChannel another = pipe.sink()) {
            one.configureBlocking(false);
            another.configureBlocking(false);
            for (int i = 0; i < ROUNDS; i++) {
                registerAtOnce(one, another);
            }
        }
    }

    private static void registerAtOnce(SelectableChannel one, SelectableChannel another)
            throws Exception {
        Poller poller = new Poller();
        WorkerPoller door = new WorkerPoller(poller);
        CyclicBarrier start = new CyclicBarrier(2);
        FutureTask<SelectionKey> other = new FutureTask<>(registration(poller, another, start));
        Thread.ofPlatform().start(other);
        Selector first = registration(poller, one, start).call().selector();
        Selector second = other.get().selector();
        door.close();
        closeIfLeft(first, second);
        assertThat(first).isSameAs(second);
    }

    @Test
    void ofTheLastTwoDoorsThatGoAtOnceBothMayFindThatTheyAreTheLast() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel channel = pipe.source();
                Pipe.SinkChannel _ = pipe.sink()) {
            channel.configureBlocking(false);
            Poller poller = new Poller();
            WorkerPoller door = new WorkerPoller(poller);
            Selector selector = poller.register(channel, new Descriptor(channel)).selector();
            door.close();
            door.close(); // as the other one does, which sees the same: no door is left
            assertThat(selector.isOpen()).isFalse();
        }
    }

    private static void closeIfLeft(Selector first, Selector second) throws IOException {
        first.close();
        second.close();
    }
}
