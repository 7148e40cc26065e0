package dev.heddle.channels;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A close is one moment: every operation comes before it or after it, and nobody sleeps through it.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t CloseStress</pre>
 */
public final class CloseStress {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long TWINS_PATIENCE_NANOS = 20_000_000;

    private CloseStress() {}

    /** A value is sent into a buffer while the channel is closed and drained. */
    @JCStressTest
    @State
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "Sent before the close, received after.")
    @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "Closed before the send.")
    @Outcome(expect = FORBIDDEN, desc = "Sent after the close, or refused and yet there.")
    public static class SendVersusClose {
        final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void sender(ZI_Result r) {
            try {
                r.r1 = channel.trySend(1);
            } catch (ChannelClosedException e) {
                r.r1 = false;
            }
        }

        @Actor
        public void closer(ZI_Result r) {
            channel.close();
            Integer value = channel.tryReceive();
            r.r2 = value == null ? 0 : value;
        }
    }

    /** Whether the channel is closed is asked first, and the value added then. */
    @JCStressTest
    @JCStressMeta(SendVersusClose.class)
    @State
    public static class BrokenCheckThenAdd {
        final ConcurrentLinkedQueue<Integer> buffer = new ConcurrentLinkedQueue<>();
        volatile boolean closed;

        @Actor
        public void sender(ZI_Result r) {
            r.r1 = !closed && buffer.add(1);
        }

        @Actor
        public void closer(ZI_Result r) {
            closed = true;
            Integer value = buffer.poll();
            r.r2 = value == null ? 0 : value;
        }
    }

    /** A blocked sender meets the close and a receiver behind it. */
    @JCStressTest
    @State
    @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "The close refused it.")
    @Outcome(expect = FORBIDDEN, desc = "The value passed a closed channel, or nobody woke up.")
    public static class BlockedSendVersusClose {
        final Channel<Integer> channel = Channel.unbuffered();

        @Actor
        public void sender(ZI_Result r) {
            try {
                channel.send(1, PATIENCE);
                r.r1 = true;
            } catch (ChannelClosedException e) {
                r.r1 = false;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Actor
        public void closer(ZI_Result r) {
            channel.close();
            Integer value = channel.tryReceive();
            r.r2 = value == null ? 0 : value;
        }
    }

    /** A receiver begins to wait while the channel is closed. */
    @JCStressTest
    @State
    @Outcome(id = "closed", expect = ACCEPTABLE, desc = "It learns of the close.")
    @Outcome(expect = FORBIDDEN, desc = "It sleeps through it.")
    public static class ReceiveVersusClose {
        final Channel<Integer> channel = Channel.unbuffered();

        @Actor
        public void receiver(L_Result r) {
            try {
                r.r1 = channel.receive(PATIENCE) == null ? "asleep" : "a value";
            } catch (ChannelClosedException e) {
                r.r1 = "closed";
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Actor
        public void closer() {
            channel.close();
        }
    }

    /** The receiver asks whether the channel is closed before it takes its place in the queue. */
    @JCStressTest
    @JCStressMeta(ReceiveVersusClose.class)
    @State
    public static class BrokenCheckThenWait {
        final Rendezvous rendezvous = new Rendezvous();

        @Actor
        public void receiver(L_Result r) {
            Integer value = rendezvous.receiveCheckingTooEarly(TWINS_PATIENCE_NANOS);
            r.r1 = value == null ? "asleep" : "closed";
        }

        @Actor
        public void closer() {
            rendezvous.close();
        }
    }

    /** Two close at once. */
    @JCStressTest
    @State
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One of them did it.")
    @Outcome(expect = FORBIDDEN, desc = "Both did, or neither.")
    public static class CloseVersusClose {
        final Channel<Integer> channel = Channel.unbuffered();

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = channel.close();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = channel.close();
        }
    }

    /** Looks and then writes. */
    @JCStressTest
    @JCStressMeta(CloseVersusClose.class)
    @State
    public static class BrokenCheckThenClose {
        volatile boolean closed;

        boolean close() {
            boolean first = !closed;
            closed = true;
            return first;
        }

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = close();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = close();
        }
    }
}
