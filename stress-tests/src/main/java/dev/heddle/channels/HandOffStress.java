package dev.heddle.channels;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A value passes from a sender to a receiver: once, complete, and never to one who has given up.
 *
 * <p>Waits are bounded: -1 stands for a wake-up that did not come.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t HandOffStress</pre>
 */
public final class HandOffStress {
    private static final int LOST = -1;
    private static final int GAVE_UP = 0;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long MOMENT_NANOS = 300;
    private static final int LOOKS = 1_000;

    private HandOffStress() {}

    /** Two plain fields, written before the send. */
    static final class Box {
        int a;
        int b;

        Box filled() {
            a = 1;
            b = 1;
            return this;
        }
    }

    static void send(Channel<Box> channel) {
        try {
            channel.send(new Box().filled(), PATIENCE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void receive(Channel<Box> channel, II_Result r) {
        try {
            Box box = channel.receive(PATIENCE);
            r.r1 = box == null ? LOST : box.a;
            r.r2 = box == null ? LOST : box.b;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What was written before the send is seen after the receive: direct hand-off. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "All of it.")
    @Outcome(expect = FORBIDDEN, desc = "A part, or no value at all.")
    public static class PublicationUnbuffered {
        final Channel<Box> channel = Channel.unbuffered();

        @Actor
        public void sender() {
            send(channel);
        }

        @Actor
        public void receiver(II_Result r) {
            receive(channel, r);
        }
    }

    /** What was written before the send is seen after the receive: by way of the buffer. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "All of it.")
    @Outcome(expect = FORBIDDEN, desc = "A part, or no value at all.")
    public static class PublicationBuffered {
        final Channel<Box> channel = Channel.buffered(1);

        @Actor
        public void sender() {
            send(channel);
        }

        @Actor
        public void receiver(II_Result r) {
            receive(channel, r);
        }
    }

    /** A receiver that does not park: it sees that it was claimed while the sender goes on. */
    @JCStressTest
    @JCStressMeta(TimeoutVersusHandOff.class)
    @State
    public static class HandOffVersusLook {
        final FifoChannel<Integer> channel = new FifoChannel<>(0);

        @Actor
        public void sender(IZ_Result r) {
            r.r2 = channel.trySend(1);
        }

        @Actor
        public void receiver(IZ_Result r) {
            Waiter waiter = new Waiter();
            channel.lock();
            channel.receivers().addLast(waiter);
            channel.unlock();
            for (int i = 0; i < LOOKS && waiter.outcome() == Waiter.WAITING; i++) {
                Thread.onSpinWait();
            }
            boolean claimed = waiter.awaitUntil(channel, System.nanoTime()) > 0;
            r.r1 = claimed ? valueOrGiveUp((Integer) waiter.item) : GAVE_UP;
            channel.lock();
            channel.receivers().remove(waiter);
            channel.unlock();
        }
    }

    /** {@link HandOffVersusLook}: the sender claims the receiver before it writes the value. */
    @JCStressTest
    @JCStressMeta(TimeoutVersusHandOff.class)
    @State
    public static class BrokenItemAfterClaim {
        final Rendezvous rendezvous = new Rendezvous();

        @Actor
        public void sender(IZ_Result r) {
            r.r2 = rendezvous.sendAfterClaim(1);
        }

        @Actor
        public void receiver(IZ_Result r) {
            r.r1 = valueOrGiveUp(rendezvous.receiveAwake(LOOKS));
        }
    }

    static int valueOrGiveUp(@Nullable Integer value) {
        return value == null ? GAVE_UP : value;
    }

    /** The receiver's time is up while a sender hands it a value. */
    @JCStressTest
    @State
    @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "Handed over.")
    @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "Nobody waited.")
    @Outcome(expect = FORBIDDEN, desc = "The value was lost, or came from nowhere.")
    public static class TimeoutVersusHandOff {
        final Channel<Integer> channel = Channel.unbuffered();

        @Actor
        public void sender(IZ_Result r) {
            r.r2 = channel.trySend(1);
        }

        @Actor
        public void receiver(IZ_Result r) {
            try {
                r.r1 = valueOrGiveUp(channel.receive(Duration.ofNanos(MOMENT_NANOS)));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The sender does not ask whether the receiver still waits. */
    @JCStressTest
    @JCStressMeta(TimeoutVersusHandOff.class)
    @State
    public static class BrokenSendWithoutClaim {
        final Rendezvous rendezvous = new Rendezvous();

        @Actor
        public void sender(IZ_Result r) {
            r.r2 = rendezvous.sendWithoutClaim(1);
        }

        @Actor
        public void receiver(IZ_Result r) {
            r.r1 = valueOrGiveUp(rendezvous.receive(MOMENT_NANOS));
        }
    }

    /** A receiver that is a goroutine, so that it can be interrupted; and what it got. */
    abstract static class Interruptible {
        volatile int got = LOST;
        final Thread receiver = Thread.ofVirtual().unstarted(() -> got = body());

        abstract int body();

        final int run() {
            receiver.start();
            try {
                receiver.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return got;
        }
    }

    /** The receiver is interrupted while it waits, and then a sender comes. */
    @JCStressTest
    @State
    @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "Handed over before the interrupt.")
    @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "Interrupted, and nobody waited.")
    @Outcome(expect = FORBIDDEN, desc = "The value was lost, or came from nowhere.")
    public static class InterruptVersusHandOff extends Interruptible {
        final Channel<Integer> channel = Channel.unbuffered();

        @Override
        int body() {
            try {
                return valueOrGiveUp(channel.receive(PATIENCE));
            } catch (InterruptedException e) {
                return GAVE_UP;
            }
        }

        @Actor
        public void receiver(IZ_Result r) {
            r.r1 = run();
        }

        @Actor
        public void sender(IZ_Result r) {
            while (receiver.getState() == Thread.State.NEW) {
                Thread.onSpinWait();
            }
            receiver.interrupt();
            r.r2 = channel.trySend(1);
        }
    }

    /** {@link InterruptVersusHandOff}, but the sender does not ask. */
    @JCStressTest
    @JCStressMeta(InterruptVersusHandOff.class)
    @State
    public static class BrokenInterruptWithoutClaim extends Interruptible {
        final Rendezvous rendezvous = new Rendezvous();

        @Override
        int body() {
            Integer value = rendezvous.receive(PATIENCE.toNanos());
            return Rendezvous.INTERRUPTED.equals(value) ? GAVE_UP : valueOrGiveUp(value);
        }

        @Actor
        public void receiver(IZ_Result r) {
            r.r1 = run();
        }

        @Actor
        public void sender(IZ_Result r) {
            while (receiver.getState() == Thread.State.NEW) {
                Thread.onSpinWait();
            }
            receiver.interrupt();
            r.r2 = rendezvous.sendWithoutClaim(1);
        }
    }
}
