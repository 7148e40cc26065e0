package dev.heddle.channels;

import static dev.heddle.channels.Select.onReceive;
import static dev.heddle.channels.Select.onSend;
import static dev.heddle.channels.Select.onTimeout;
import static dev.heddle.channels.Select.otherwise;
import static dev.heddle.channels.Select.select;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.SteppedThread;
import dev.heddle.sync.waiting.SpinLock;
import dev.heddle.sync.waiting.WaitNode;
import dev.heddle.sync.waiting.WaitQueue;
import dev.heddle.sync.waiting.Waiter;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A select is one atomic step, and exactly one of its cases happens.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t SelectStress</pre>
 */
public final class SelectStress {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int POLLS = 1000;

    private SelectStress() {}

    /** Two channels, and the same cases on either side of them. */
    abstract static class Facing {
        final Channel<Integer> left = Channel.unbuffered();
        final Channel<Integer> right = Channel.unbuffered();

        static String sendOrReceive(Channel<Integer> in, Channel<Integer> out) {
            try {
                return select(
                        onReceive(in, value -> "received " + value),
                        onSend(out, 1, () -> "sent"),
                        onTimeout(PATIENCE, () -> "alone"));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** Looks at one case after the other, again and again. */
        static String poll(Channel<Integer> in, Channel<Integer> out) {
            for (int i = 0; i < POLLS; i++) {
                Integer value = in.tryReceive();
                if (value != null) {
                    return "received " + value;
                }
                if (out.trySend(1)) {
                    return "sent";
                }
            }
            return "alone";
        }
    }

    /** Two selects that can complete only each other. */
    @JCStressTest
    @State
    @Outcome(
            id = {"sent, received 1", "received 1, sent"},
            expect = ACCEPTABLE,
            desc = "One sent what the other received.")
    @Outcome(expect = FORBIDDEN, desc = "They missed each other, or more than one case happened.")
    public static class SelectVersusSelect extends Facing {
        @Actor
        public void one(LL_Result r) {
            r.r1 = sendOrReceive(left, right);
        }

        @Actor
        public void other(LL_Result r) {
            r.r2 = sendOrReceive(right, left);
        }
    }

    /** Two that poll instead of waiting: neither ever finds the other waiting. */
    @JCStressTest
    @JCStressMeta(SelectVersusSelect.class)
    @State
    public static class BrokenPolling extends Facing {
        @Actor
        public void one(LL_Result r) {
            r.r1 = poll(left, right);
        }

        @Actor
        public void other(LL_Result r) {
            r.r2 = poll(right, left);
        }
    }

    // ---- the order of the locks

    /** Two selects need the number of a channel that has none yet. */
    @JCStressTest
    @State
    @Outcome(id = "one number", expect = ACCEPTABLE, desc = "They lock it at the same turn.")
    @Outcome(expect = FORBIDDEN, desc = "One locks it before, one after another channel.")
    public static class NumberVersusNumber {
        private final FifoChannel<Integer> channel = new FifoChannel<>(0);
        private long one;
        private long other;

        @Actor
        public void one() {
            one = channel.id();
        }

        @Actor
        public void other() {
            other = channel.id();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = one == other && other == channel.id() ? "one number" : "two numbers";
        }
    }

    /** {@link NumberVersusNumber}, but a number that is drawn is written. */
    @JCStressTest
    @JCStressMeta(NumberVersusNumber.class)
    @State
    public static class BrokenNumbersByWrite {
        private static final AtomicLong NUMBERS = new AtomicLong();

        private volatile long id;
        private long one;
        private long other;

        private long id() {
            long known = id;
            if (known == 0) {
                known = NUMBERS.incrementAndGet();
                id = known;
            }
            return known;
        }

        @Actor
        public void one() {
            one = id();
        }

        @Actor
        public void other() {
            other = id();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = one == other && other == id ? "one number" : "two numbers";
        }
    }

    // ---- one case of several

    /** A select waits for two channels; one is closed while the other gets a value. */
    @JCStressTest
    @State
    @Outcome(
            id = {"closed, false", "value, true"},
            expect = ACCEPTABLE,
            desc = "One case happened, and the other had no effect.")
    @Outcome(expect = FORBIDDEN, desc = "Both happened, or none.")
    public static class SelectVersusClose {
        final Channel<Integer> closing = Channel.unbuffered();
        final Channel<Integer> sending = Channel.unbuffered();

        @Actor
        public void selecting(LL_Result r) {
            try {
                r.r1 =
                        select(
                                onReceive(closing, value -> "nothing was sent", () -> "closed"),
                                onReceive(sending, value -> "value"),
                                onTimeout(PATIENCE, () -> "asleep"));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Actor
        public void closer(LL_Result r) {
            r.r2 = sending.trySend(1);
            closing.close();
        }
    }

    /** Waits for both by places that do not share a waiter: each can be claimed. */
    @JCStressTest
    @JCStressMeta(SelectVersusClose.class)
    @State
    public static class BrokenTwoWaiters {
        final Rendezvous closing = new Rendezvous();
        final Rendezvous sending = new Rendezvous();

        @Actor
        public void selecting(LL_Result r) {
            Integer value = sending.receive(200);
            Integer closed = value == null ? closing.receive(20_000_000) : null;
            r.r1 = value != null ? "value" : closed != null ? "closed" : "asleep";
        }

        @Actor
        public void closer(LL_Result r) {
            r.r2 = sending.sendWithoutClaim(1);
            closing.close();
        }
    }

    /** At every instant one of two channels holds a value. */
    abstract static class AlwaysReady {
        final Channel<Integer> first = Channel.buffered(1);
        final Channel<Integer> second = Channel.buffered(1);

        AlwaysReady() {
            first.trySend(1);
        }

        final void move() {
            second.trySend(1);
            first.tryReceive();
        }
    }

    /** A select with otherwise while some case is ready at every instant. */
    @JCStressTest
    @State
    @Outcome(id = "value", expect = ACCEPTABLE, desc = "It saw the ready case.")
    @Outcome(id = "otherwise", expect = FORBIDDEN, desc = "It looked at different moments.")
    public static class OtherwiseVersusMove extends AlwaysReady {
        @Actor
        public void selecting(L_Result r) {
            try {
                r.r1 =
                        select(
                                onReceive(second, v -> "value"),
                                onReceive(first, v -> "value"),
                                otherwise(() -> "otherwise"));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Actor
        public void mover() {
            move();
        }
    }

    /** {@link OtherwiseVersusMove}, looking at one channel after the other. */
    @JCStressTest
    @JCStressMeta(OtherwiseVersusMove.class)
    @State
    public static class BrokenOneAfterTheOther extends AlwaysReady {
        @Actor
        public void selecting(L_Result r) {
            boolean found = second.tryReceive() != null || first.tryReceive() != null;
            r.r1 = found ? "value" : "otherwise";
        }

        @Actor
        public void mover() {
            move();
        }
    }

    static void sendTwice(Channel<Integer> channel) {
        try {
            Selector<Integer> selector =
                    Selector.of(onSend(channel, 1, () -> 0), onTimeout(PATIENCE, () -> 0));
            selector.await();
            selector.value(0, channel, 2);
            selector.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static int receive(Channel<Integer> channel) {
        try {
            return channel.receive();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A selector sends in two rounds, from the same place in the queue. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The values of the two rounds.")
    @Outcome(expect = FORBIDDEN, desc = "The second round changed what the first one sent.")
    public static class SelectorRounds {
        final Channel<Integer> channel = Channel.unbuffered();

        @Actor
        public void sender() {
            sendTwice(channel);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = receive(channel);
            r.r2 = receive(channel);
        }
    }

    /** {@link SelectorRounds}, and the sender looks again and again whether it has been claimed. */
    @JCStressTest
    @JCStressMeta(SelectorRounds.class)
    @State
    public static class SelectorRoundsAwake {
        final Channel<Integer> channel = Channel.unbuffered();
        private final SteppedThread sender = new SteppedThread(() -> sendTwice(channel));

        @Actor
        public void sender() {
            while (!sender.isDone()) {
                LockSupport.unpark(sender.thread()); // a stray permit
                sender.run();
            }
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = receive(channel);
            r.r2 = receive(channel);
        }
    }

    /** The sender begins its second round without waiting for the lock of who claimed it. */
    @JCStressTest
    @JCStressMeta(SelectorRounds.class)
    @State
    public static class BrokenReuseBeforeUnlock extends SpinLock {
        final WaitQueue senders = new WaitQueue();

        @Actor
        public void sender() {
            Waiter waiter = new Waiter();
            WaitNode place = new WaitNode(waiter, 1);
            for (int value = 1; value <= 2; value++) {
                place.item = value;
                waiter.rearm();
                lock();
                senders.addLast(place);
                unlock();
                while (waiter.outcome() == Waiter.WAITING) {
                    Thread.onSpinWait();
                }
            }
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = take();
            r.r2 = take();
        }

        private int take() {
            while (true) {
                lock();
                WaitNode sender = senders.pollFirst();
                boolean claimed = sender != null && sender.claim();
                Object item = sender == null || !claimed ? null : sender.item;
                unlock();
                if (item != null) {
                    return (Integer) item;
                }
                Thread.onSpinWait();
            }
        }
    }
}
