package dev.heddle.benchmarks.compare;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.Select;
import com.softwaremill.jox.SelectClause;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** jox: its channels on the JDK's virtual threads. It has nothing but channels. */
final class JoxPeer extends ThreadPeer {
    private static final Set<Row> CHANNELS =
            EnumSet.of(
                    Row.PING_PONG,
                    Row.PAIR_0,
                    Row.PAIR_1,
                    Row.PAIR_16,
                    Row.PAIR_128,
                    Row.PAIR_1024,
                    Row.MANY_4,
                    Row.MANY_100,
                    Row.FAN_IN,
                    Row.SELECT_2,
                    Row.SELECT_4,
                    Row.CHAIN,
                    Row.RING,
                    Row.PARALLEL,
                    Row.SKYNET);

    @Override
    public boolean supports(Row row) {
        return CHANNELS.contains(row);
    }

    @Override
    Thread start(Work work) {
        return VirtualThreads.start(work);
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
                capacity == 0
                        ? Channel.newRendezvousChannel()
                        : Channel.newBufferedChannel(capacity));
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
    Lock mutex() {
        return new ReentrantLock();
    }

    @Override
    void createAndStopTimer(long millis) {
        throw new IllegalStateException("jox has no timers");
    }
}
