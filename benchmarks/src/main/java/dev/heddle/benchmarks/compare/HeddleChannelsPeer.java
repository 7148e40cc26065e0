package dev.heddle.benchmarks.compare;

import dev.heddle.channels.Channel;
import dev.heddle.channels.Channels;
import dev.heddle.channels.Receiver;
import dev.heddle.channels.Select;
import dev.heddle.channels.Sender;
import dev.heddle.sync.Mutex;
import dev.heddle.sync.Semaphore;
import dev.heddle.timers.TimerService;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.Supplier;

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
        return new ChannelPipe(
                switch (capacity) {
                    case 0 -> Channel.unbuffered();
                    case Row.UNBOUNDED -> Channel.unbounded();
                    default -> Channel.buffered(capacity);
                });
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
    @SuppressWarnings({"unchecked", "rawtypes"})
    final Scattering scattering(List<Pipe> pipes) {
        Sender<Integer>[] senders =
                pipes.stream().map(pipe -> ((ChannelPipe) pipe).channel()).toArray(Sender[]::new);
        Supplier<Boolean> sent = () -> true;
        return value -> {
            Select.Case<Boolean>[] cases = new Select.Case[senders.length];
            for (int i = 0; i < cases.length; i++) {
                cases[i] = Select.onSend(senders[i], value, sent);
            }
            Select.select(cases);
        };
    }

    @Override
    final Lock mutex() {
        return new Mutex();
    }

    private record SemaphorePermits(Semaphore semaphore) implements Permits {
        @Override
        public void acquire() throws InterruptedException {
            semaphore.acquire(1);
        }

        @Override
        public void release() {
            semaphore.release(1);
        }
    }

    @Override
    final Permits permits(int count) {
        return new SemaphorePermits(new Semaphore(count));
    }

    @Override
    final void createAndStopTimer(long millis) {
        if (!timers().schedule(Duration.ofMillis(millis), NOTHING).stop()) {
            throw new IllegalStateException("fired");
        }
    }

    @Override
    final Runnable armTimer(long millis) {
        return timers().schedule(Duration.ofMillis(millis), NOTHING)::stop;
    }

    @Override
    final void raceTimers(long firstMillis, long lastMillis) throws InterruptedException {
        Receiver<Instant> first = Channels.after(Duration.ofMillis(firstMillis));
        Receiver<Instant> last = Channels.after(Duration.ofMillis(lastMillis));
        if (!Select.select(
                Select.onReceive(first, at -> true), Select.onReceive(last, at -> false))) {
            throw new IllegalStateException("the later one came first");
        }
    }
}
