package dev.heddle.benchmarks.compare;

import dev.heddle.channels.Channel;
import dev.heddle.channels.Select;
import dev.heddle.sync.Mutex;
import dev.heddle.timers.TimerService;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;

/** Heddle's channels, locks and timers, on whatever threads. */
abstract class HeddleChannelsPeer extends ThreadPeer {
    private static final Runnable NOTHING = () -> {};

    abstract TimerService timers();

    /** A channel. */
    private record ChannelPipe(Channel<Integer> channel) implements Pipe {
        @Override
        public void send(Integer value) throws InterruptedException {
            channel.send(value);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return channel.receive();
        }

        @Override
        public @Nullable Integer receive(long timeoutMillis) throws InterruptedException {
            return channel.receive(Duration.ofMillis(timeoutMillis));
        }
    }

    @Override
    final Pipe pipe(int capacity) {
        return new ChannelPipe(capacity == 0 ? Channel.unbuffered() : Channel.buffered(capacity));
    }

    @Override
    @SuppressWarnings("unchecked")
    final Gathering gathering(List<Pipe> pipes) {
        Select.Case<Integer>[] cases =
                pipes.stream()
                        .map(pipe -> ((ChannelPipe) pipe).channel())
                        .map(c -> Select.onReceive(c, Function.<Integer>identity()))
                        .toArray(Select.Case[]::new);
        return () -> Select.select(cases);
    }

    @Override
    final Lock mutex() {
        return new Mutex();
    }

    @Override
    final void createAndStopTimer(long millis) {
        if (!timers().schedule(Duration.ofMillis(millis), NOTHING).stop()) {
            throw new IllegalStateException("fired");
        }
    }
}
