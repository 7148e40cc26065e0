package dev.heddle.channels;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.Party;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.time.Duration;

/**
 * Two senders and two receivers on one channel: each actor has a goroutine beside it and plays one
 * part, drawn by lot, while that plays the other.
 *
 * <p>Waits are bounded: 0 stands for a value that did not come.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t channels.CrowdStress</pre>
 */
public final class CrowdStress {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LOST = 0;

    private CrowdStress() {}

    /** Sends one value and receives one, at the same time. */
    static int sendAndReceive(Channel<Integer> channel, int value) {
        int[] got = {LOST};
        Party.GOROUTINE.playBoth(
                () -> {
                    if (!channel.send(value, PATIENCE)) {
                        throw new AssertionError("left behind with " + value);
                    }
                },
                () -> {
                    Integer received = channel.receive(PATIENCE);
                    got[0] = received == null ? LOST : received;
                });
        return got[0];
    }

    /** Without a buffer. Results: what each receiver got. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = ACCEPTABLE,
            desc = "Each value once.")
    @Outcome(expect = FORBIDDEN, desc = "One twice, or a receiver was left behind.")
    public static class Unbuffered {
        private final Channel<Integer> channel = Channel.unbuffered();

        @Actor
        public void one(II_Result r) {
            r.r1 = sendAndReceive(channel, 1);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = sendAndReceive(channel, 2);
        }
    }

    /** With a buffer of one. */
    @JCStressTest
    @JCStressMeta(Unbuffered.class)
    @State
    public static class Buffered {
        private final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void one(II_Result r) {
            r.r1 = sendAndReceive(channel, 1);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = sendAndReceive(channel, 2);
        }
    }

    /** A buffer of one without a lock: everybody looks first, and writes then. */
    @JCStressTest
    @JCStressMeta(Unbuffered.class)
    @State
    public static class BrokenLooksThenTakes {
        private static final int LOOKS = 1000;

        private volatile int buffer = LOST;

        private void send(int value) {
            for (int i = 0; i < LOOKS && buffer != LOST; i++) {
                Thread.yield();
            }
            buffer = value;
        }

        private int receive() {
            for (int i = 0; i < LOOKS && buffer == LOST; i++) {
                Thread.yield();
            }
            int value = buffer;
            buffer = LOST;
            return value;
        }

        private int sendAndReceive(int value) {
            int[] got = {LOST};
            Party.GOROUTINE.playBoth(() -> send(value), () -> got[0] = receive());
            return got[0];
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = sendAndReceive(1);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = sendAndReceive(2);
        }
    }
}
