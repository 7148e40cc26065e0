package dev.heddle.channels;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.Gap;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

import java.time.Duration;

/**
 * Go's memory model, for channels: what one side did before is seen by the other side after. (That
 * a send comes before its receive is in {@link HandOffStress}.)
 *
 * <p>Waits are bounded: -1 stands for a wake-up that did not come. A twin writes too late.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t HappensBeforeStress</pre>
 */
public final class HappensBeforeStress {
    private static final int LOST = -1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private HappensBeforeStress() {}

    /** A channel and a plain field. */
    abstract static class Shared {
        final Channel<Integer> channel;
        int plain;

        Shared(Channel<Integer> channel) {
            this.channel = channel;
        }

        final int receive() {
            try {
                Integer value = channel.receive(PATIENCE);
                return value == null ? LOST : value;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** Sends, and then reads the field. */
        final void sendAndRead(I_Result r) {
            try {
                r.r1 = channel.send(0, PATIENCE) ? plain : LOST;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** Receives until the channel is closed, and then reads the field. */
        final void awaitCloseAndRead(I_Result r) {
            try {
                receive();
                r.r1 = LOST;
            } catch (ChannelClosedException closed) {
                r.r1 = plain;
            }
        }
    }

    /** No buffer. */
    abstract static class Unbuffered extends Shared {
        Unbuffered() {
            super(Channel.unbuffered());
        }
    }

    /** A buffer for one value, which is full. */
    abstract static class Full extends Shared {
        Full() {
            super(Channel.buffered(1));
            channel.trySend(0);
        }
    }

    /** What was done before a close is seen by a receive that the close has ended. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Seen.")
    @Outcome(expect = FORBIDDEN, desc = "Not seen, or not woken.")
    public static class CloseBeforeReceive extends Unbuffered {
        @Actor
        public void closer() {
            plain = 1;
            channel.close();
        }

        @Actor
        public void receiver(I_Result r) {
            awaitCloseAndRead(r);
        }
    }

    /** {@link CloseBeforeReceive}, but the field is written after the close. */
    @JCStressTest
    @JCStressMeta(CloseBeforeReceive.class)
    @State
    public static class BrokenWrittenAfterClose extends Unbuffered {
        @Actor
        public void closer() {
            channel.close();
            Gap.pass();
            plain = 1;
        }

        @Actor
        public void receiver(I_Result r) {
            awaitCloseAndRead(r);
        }
    }

    /** Unbuffered: what was done before a receive is seen after the send that it answers. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Seen.")
    @Outcome(expect = FORBIDDEN, desc = "Not seen, or not woken.")
    public static class ReceiveBeforeSendCompletes extends Unbuffered {
        @Actor
        public void receiver() {
            plain = 1;
            receive();
        }

        @Actor
        public void sender(I_Result r) {
            sendAndRead(r);
        }
    }

    /** {@link ReceiveBeforeSendCompletes}, but the field is written after the receive. */
    @JCStressTest
    @JCStressMeta(ReceiveBeforeSendCompletes.class)
    @State
    public static class BrokenWrittenAfterReceive extends Unbuffered {
        @Actor
        public void receiver() {
            receive();
            plain = 1;
        }

        @Actor
        public void sender(I_Result r) {
            sendAndRead(r);
        }
    }

    /** Capacity 1: what was done before the first receive is seen after the second send. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Seen.")
    @Outcome(expect = FORBIDDEN, desc = "Not seen, or not woken.")
    public static class ReceiveBeforeRoomIsUsed extends Full {
        @Actor
        public void receiver() {
            plain = 1;
            receive();
        }

        @Actor
        public void sender(I_Result r) {
            sendAndRead(r);
        }
    }

    /** {@link ReceiveBeforeRoomIsUsed}, but the field is written after the receive. */
    @JCStressTest
    @JCStressMeta(ReceiveBeforeRoomIsUsed.class)
    @State
    public static class BrokenWrittenAfterRoomIsMade extends Full {
        @Actor
        public void receiver() {
            receive();
            Gap.pass();
            plain = 1;
        }

        @Actor
        public void sender(I_Result r) {
            sendAndRead(r);
        }
    }
}
