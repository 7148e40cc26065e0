package dev.heddle.benchmarks.compare;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.Select;
import com.softwaremill.jox.SelectClause;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** jox: its channels on the JDK's virtual threads. It has nothing but channels. */
final class JoxPeer extends ThreadPeer {
    @Override
    public boolean supports(Row row) {
        return switch (row) {
            case TIMED_RECEIVE -> false;
            case SHORT_PING_PONG, SEMAPHORE, HAND_OFF_P50, HAND_OFF_P99 -> true;
            default -> row.kind() == Row.Kind.CHANNEL || row.kind() == Row.Kind.SELECT;
        };
    }

    @Override
    Thread start(Body body) {
        return VirtualThreads.start(body);
    }

    private record JoxPipe(Channel<Integer> channel) implements Pipe {
        @Override
        public void send(Integer value) throws InterruptedException {
            channel.send(value);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return channel.receive();
        }

        @Override
        public @Nullable Integer receive(long timeoutMillis) {
            throw new IllegalStateException("jox has no timed receive");
        }
    }

    @Override
    Pipe pipe(int capacity) {
        return new JoxPipe(
                switch (capacity) {
                    case 0 -> Channel.newRendezvousChannel();
                    case Row.UNBOUNDED -> Channel.newUnlimitedChannel();
                    default -> Channel.newBufferedChannel(capacity);
                });
    }

    @Override
    Gathering gathering(List<Pipe> pipes) {
        SelectClause<?>[] clauses =
                pipes.stream()
                        .map(pipe -> ((JoxPipe) pipe).channel().receiveClause())
                        .toArray(SelectClause<?>[]::new);
        return () -> (Integer) Select.select(clauses);
    }

    @Override
    Scattering scattering(List<Pipe> pipes) {
        return value ->
                Select.select(
                        pipes.stream()
                                .map(pipe -> ((JoxPipe) pipe).channel().sendClause(value))
                                .toArray(SelectClause<?>[]::new));
    }

    @Override
    Lock mutex() {
        return new ReentrantLock();
    }

    /** A channel holds the permits that are taken, as in Go. */
    @Override
    Permits permits(int count) {
        return new ChannelPermits(pipe(count));
    }

    private record ChannelPermits(Pipe taken) implements Permits {
        private static final Integer ONE = 1;

        @Override
        public void acquire() throws InterruptedException {
            taken.send(ONE);
        }

        @Override
        public void release() throws InterruptedException {
            taken.receive();
        }
    }

    @Override
    void createAndStopTimer(long millis) {
        throw new IllegalStateException("jox has no timers");
    }

    @Override
    Runnable armTimer(long millis) {
        throw new IllegalStateException("jox has no timers");
    }

    @Override
    void raceTimers(long firstMillis, long lastMillis) {
        throw new IllegalStateException("jox has no timers");
    }
}
