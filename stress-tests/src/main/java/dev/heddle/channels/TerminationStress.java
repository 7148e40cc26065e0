package dev.heddle.channels;

import static dev.heddle.channels.Select.onDone;
import static dev.heddle.channels.Select.onReceive;
import static dev.heddle.channels.Select.onSend;
import static dev.heddle.channels.Select.select;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.Party;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Receives and selects without a bound end when they must, on each kind of thread. That whoever
 * asks whether a channel is closed, or a context has ended, learns it, stands in {@link
 * ExactnessStress} and {@link ContextStress}.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t channels.TerminationStress</pre>
 */
public final class TerminationStress {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private TerminationStress() {}

    static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    static void send(Channel<Integer> channel) {
        try {
            check(channel.send(1, PATIENCE), "nobody receives");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void receive(Channel<Integer> channel) {
        try {
            check(channel.receive(PATIENCE) != null, "nobody sends");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A receive, and a close. */
    @JCStressTest(Mode.Termination)
    @State
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "It ends.")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "It waits for ever.")
    public static class ReceiveEndsByClose {
        private final Channel<Integer> channel = Channel.unbuffered();

        private void receive() throws InterruptedException {
            check(channel.receiveOrNull() == null, "a value");
        }

        @Actor
        public void joiner() {
            Party.PLATFORM.start(this::receive).join();
        }

        @Signal
        public void closer() {
            channel.close();
        }
    }

    /** {@link ReceiveEndsByClose}, but who closes claims the receiver and does not unpark it. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(ReceiveEndsByClose.class)
    @State
    public static class BrokenClosesWithoutUnpark {
        private final Rendezvous rendezvous = new Rendezvous();

        private void receive() {
            check(Rendezvous.CLOSED.equals(rendezvous.receive(PATIENCE.toNanos())), "a value");
        }

        @Actor
        public void joiner() {
            Party.PLATFORM.start(this::receive).joinBriefly();
        }

        @Signal
        public void closer() {
            rendezvous.closeWithoutUnpark();
        }
    }

    /** A virtual thread receives, and a send comes. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(ReceiveEndsByClose.class)
    @State
    public static class ReceiveEndsBySend {
        private final Channel<Integer> channel = Channel.unbuffered();

        private void receive() throws InterruptedException {
            check(channel.receive() == 1, "another value");
        }

        @Actor
        public void joiner() {
            Party.VIRTUAL.start(this::receive).join();
        }

        @Signal
        public void sender() {
            send(channel);
        }
    }

    /** A goroutine sends, and a receive comes. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(ReceiveEndsByClose.class)
    @State
    public static class SendEndsByReceive {
        private final Channel<Integer> channel = Channel.unbuffered();

        @Actor
        public void joiner() {
            Party.GOROUTINE.start(() -> channel.send(1)).join();
        }

        @Signal
        public void receiver() {
            receive(channel);
        }
    }

    /** A goroutine selects; one of its cases, another one each time, becomes ready. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(ReceiveEndsByClose.class)
    @State
    public static class SelectEnds {
        private final Channel<Integer> sending = Channel.unbuffered();
        private final Channel<Integer> closing = Channel.unbuffered();
        private final Channel<Integer> receiving = Channel.unbuffered();
        private final Context.Cancellable context = Context.background().withCancel();
        private final int ready = ThreadLocalRandom.current().nextInt(4);

        private void selectOne() throws InterruptedException {
            int chosen =
                    select(
                            onReceive(sending, value -> 0),
                            onReceive(closing, value -> -1, () -> 1),
                            onSend(receiving, 1, () -> 2),
                            onDone(context, () -> 3));
            check(chosen == ready, "another case: " + chosen);
        }

        @Actor
        public void joiner() {
            Party.GOROUTINE.start(this::selectOne).join();
        }

        @Signal
        public void other() {
            switch (ready) {
                case 0 -> send(sending);
                case 1 -> closing.close();
                case 2 -> receive(receiving);
                default -> context.cancel();
            }
        }
    }
}
