package dev.heddle.lincheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.channels.Channel;
import dev.heddle.sync.Mutex;

import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Operations that wait, in every interleaving of two threads that is tried. */
class BlockingTest {
    private static final int RUNS = 100 * Integer.getInteger("heddle.lincheck.factor", 1);

    /** A thread of a test; it keeps what ended it. */
    abstract static class Party extends Thread {
        @Nullable Throwable failure;

        abstract void act() throws Exception;

        @Override
        public void run() {
            try {
                act();
            } catch (Throwable e) {
                failure = e;
            }
        }

        static void runAll(Party... parties) {
            for (Party party : parties) {
                party.start();
            }
            for (Party party : parties) {
                Thread thread = party; // Lincheck knows a join by the class it is called on
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                if (party.failure != null) {
                    throw new AssertionError(party.failure);
                }
            }
        }
    }

    static final class Sends extends Party {
        private final Channel<Integer> channel;

        Sends(Channel<Integer> channel) {
            this.channel = channel;
        }

        @Override
        void act() throws Exception {
            channel.send(1);
            channel.send(2);
            channel.close();
        }
    }

    static final class Receives extends Party {
        private final Channel<Integer> channel;
        int received;

        Receives(Channel<Integer> channel) {
            this.channel = channel;
        }

        @Override
        void act() throws Exception {
            for (Integer value; (value = channel.receiveOrNull()) != null; ) {
                received = 10 * received + value;
            }
        }
    }

    private static void sendAndReceive(Channel<Integer> channel) {
        Receives receiver = new Receives(channel);
        Party.runAll(new Sends(channel), receiver);
        if (receiver.received != 12) {
            throw new AssertionError("received " + receiver.received);
        }
    }

    @Test
    void anUnbufferedChannelDeliversInOrder() {
        Lincheck.runConcurrentTest(RUNS, () -> sendAndReceive(Channel.unbuffered()));
    }

    @Test
    void aBufferedChannelDeliversInOrder() {
        Lincheck.runConcurrentTest(RUNS, () -> sendAndReceive(Channel.buffered(1)));
    }

    static final class Locks extends Party {
        private final Mutex first;
        private final Mutex second;

        Locks(Mutex first, Mutex second) {
            this.first = first;
            this.second = second;
        }

        @Override
        void act() {
            first.lock();
            second.lock();
            second.unlock();
            first.unlock();
        }
    }

    @Test
    void twoMutexesInOneOrderAreNoDeadlock() {
        Lincheck.runConcurrentTest(
                RUNS,
                () -> {
                    Mutex a = new Mutex();
                    Mutex b = new Mutex();
                    Party.runAll(new Locks(a, b), new Locks(a, b));
                });
    }

    @Test
    void aPlantedDeadlockOfTwoMutexesIsFound() {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(
                        () ->
                                Lincheck.runConcurrentTest(
                                        RUNS,
                                        () -> {
                                            Mutex a = new Mutex();
                                            Mutex b = new Mutex();
                                            Party.runAll(new Locks(a, b), new Locks(b, a));
                                        }));
        assertThat(Thread.interrupted()).isFalse();
    }
}
