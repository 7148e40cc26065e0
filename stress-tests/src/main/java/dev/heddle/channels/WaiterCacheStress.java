package dev.heddle.channels;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.Gap;
import dev.heddle.sync.waiting.WaitNode;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import java.time.Duration;

/**
 * A waiter that a channel keeps has one thread at a time, and comes to it as good as new.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t WaiterCacheStress</pre>
 */
public final class WaiterCacheStress {
    private static final int NOTHING = -1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration TWINS_PATIENCE = Duration.ofMillis(20);

    private WaiterCacheStress() {}

    /** The steps of a channel, by a sender that waits awake, and so sees its claim at once. */
    static class Steps {
        private final FifoChannel<Integer> channel = new FifoChannel<>(0);
        private final boolean takesUnderLock;
        private final long patience;

        Steps(boolean takesUnderLock, Duration patience) {
            this.takesUnderLock = takesUnderLock;
            this.patience = patience.toNanos();
        }

        final void send(int value) {
            long start = System.nanoTime();
            Waiter waiter = null;
            while (waiter == null) {
                Waiter brought = channel.bringWaiter();
                if (!takesUnderLock) {
                    waiter = prepare(brought, value);
                }
                channel.lock();
                if (takesUnderLock) {
                    waiter = prepare(brought, value);
                }
                if (waiter != null) {
                    channel.senders().addLast(waiter);
                }
                channel.unlock();
            }
            while (waiter.outcome() == Waiter.WAITING && System.nanoTime() - start < patience) {
                Thread.onSpinWait();
            }
            channel.keepWaiter(waiter);
        }

        private @Nullable Waiter prepare(@Nullable Waiter brought, int value) {
            Waiter waiter = channel.takeWaiter(brought);
            if (waiter != null) {
                waiter.item = value;
            }
            return waiter;
        }

        /** Hands a value to a receiver that waits. */
        final void offer(int value) {
            long start = System.nanoTime();
            while (!channel.trySend(value) && System.nanoTime() - start < patience) {
                Thread.onSpinWait();
            }
        }

        /** Waits awake for a value, with a waiter of its own. */
        final int receiveAwake(boolean readsBeforeItKeeps) {
            long start = System.nanoTime();
            Waiter waiter = new Waiter();
            channel.lock();
            channel.receivers().addLast(waiter);
            channel.unlock();
            while (waiter.outcome() == Waiter.WAITING && System.nanoTime() - start < patience) {
                Thread.onSpinWait();
            }
            if (!readsBeforeItKeeps) {
                channel.keepWaiter(waiter);
                Gap.pass();
            }
            Object item = waiter.item;
            waiter.item = null;
            if (readsBeforeItKeeps) {
                channel.keepWaiter(waiter);
            }
            return item == null ? NOTHING : (Integer) item;
        }

        final int receive() {
            long start = System.nanoTime();
            while (System.nanoTime() - start < patience) {
                channel.lock();
                WaitNode sender = channel.claimSender();
                if (sender != null) {
                    Gap.pass();
                    Object item = sender.item;
                    sender.item = null;
                    channel.unlock();
                    return item == null ? NOTHING : (Integer) item;
                }
                channel.unlock();
            }
            return NOTHING;
        }
    }

    /** A sender that was claimed sends again while its first value is still being taken. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Both values, in order.")
    @Outcome(expect = FORBIDDEN, desc = "A value was lost, or came twice.")
    public static class NextSendVersusReceive extends Steps {
        public NextSendVersusReceive() {
            super(true, PATIENCE);
        }

        @Actor
        public void sender() {
            send(1);
            send(2);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = receive();
            r.r2 = receive();
        }
    }

    /** The waiter is taken, and gets its item, before the lock. */
    @JCStressTest
    @JCStressMeta(NextSendVersusReceive.class)
    @State
    public static class BrokenTakenBeforeTheLock extends Steps {
        public BrokenTakenBeforeTheLock() {
            super(false, TWINS_PATIENCE);
        }

        @Actor
        public void sender() {
            send(1);
            send(2);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = receive();
            r.r2 = receive();
        }
    }

    /** A sender takes the waiter of a receiver that has just got its value. */
    @JCStressTest
    @JCStressMeta(NextSendVersusReceive.class)
    @State
    public static class NextSendVersusReceiver extends Steps {
        public NextSendVersusReceiver() {
            super(true, PATIENCE);
        }

        @Actor
        public void sender() {
            offer(1);
            send(2);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = receiveAwake(true);
            r.r2 = receive();
        }
    }

    /** The receiver keeps its waiter before it has read the item. */
    @JCStressTest
    @JCStressMeta(NextSendVersusReceive.class)
    @State
    public static class BrokenKeptBeforeRead extends Steps {
        public BrokenKeptBeforeRead() {
            super(true, TWINS_PATIENCE);
        }

        @Actor
        public void sender() {
            offer(1);
            send(2);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = receiveAwake(false);
            r.r2 = receive();
        }
    }

    /** The same by the operations of a channel, which park, and wake each other late. */
    @JCStressTest
    @JCStressMeta(NextSendVersusReceive.class)
    @State
    public static class SendsVersusReceives {
        final Channel<Integer> channel = Channel.unbuffered();

        @Actor
        public void sender() {
            sendIn(channel, 1);
            sendIn(channel, 2);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = receiveIn(channel);
            r.r2 = receiveIn(channel);
        }
    }

    /** Who sees its outcome only when its patience ends was not woken. */
    private static boolean isLate(long start) {
        return System.nanoTime() - start > PATIENCE.toNanos() / 2;
    }

    private static void sendIn(Channel<Integer> channel, int value) {
        long start = System.nanoTime();
        try {
            channel.send(value, PATIENCE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (isLate(start)) {
            throw new AssertionError("the sender was not woken");
        }
    }

    private static int receiveIn(Channel<Integer> channel) {
        long start = System.nanoTime();
        try {
            Integer value = channel.receive(PATIENCE);
            return value == null || isLate(start) ? NOTHING : value;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A channel that keeps a waiter from the beginning. */
    static class Kept {
        final FifoChannel<Integer> channel = new FifoChannel<>(0);

        Kept() {
            channel.keepWaiter(new Waiter());
        }
    }

    /** Two want the waiter that is kept. */
    @JCStressTest
    @State
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One of them got it.")
    @Outcome(expect = FORBIDDEN, desc = "Both did, or neither.")
    public static class TakeVersusTake extends Kept {
        private boolean take() {
            channel.lock();
            Waiter waiter = channel.takeWaiter(null);
            channel.unlock();
            return waiter != null;
        }

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = take();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = take();
        }
    }

    /** {@link TakeVersusTake} without the lock. */
    @JCStressTest
    @JCStressMeta(TakeVersusTake.class)
    @State
    public static class BrokenTakesWithoutTheLock extends Kept {
        @Actor
        public void one(ZZ_Result r) {
            r.r1 = channel.takeWaiter(null) != null;
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = channel.takeWaiter(null) != null;
        }
    }

    /** A receiver counts on the waiter that is kept, and somebody else takes it. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It got the value with another waiter.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It was first.")
    @Outcome(expect = FORBIDDEN, desc = "It did not get the value.")
    public static class ReceiveVersusTake extends Kept {
        @Actor
        public void receiver(II_Result r) {
            r.r1 = receiveIn(channel);
        }

        @Actor
        public void taker(II_Result r) {
            channel.lock();
            r.r2 = channel.takeWaiter(null) == null ? 0 : 1;
            channel.unlock();
            sendIn(channel, 1);
        }
    }

    /** One waiter is kept, another one comes, and somebody takes twice. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Both, one after the other.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The other came later, or was lost.")
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "The other took the place of the first.")
    @Outcome(expect = FORBIDDEN, desc = "One was taken twice, or there was none.")
    public static class KeepVersusTwoTakes extends Kept {
        private final Waiter other = new Waiter();

        private int take() {
            channel.lock();
            Waiter waiter = channel.takeWaiter(null);
            channel.unlock();
            return waiter == null ? 0 : waiter == other ? 2 : 1;
        }

        @Actor
        public void keeper() {
            channel.keepWaiter(other);
        }

        @Actor
        public void taker(II_Result r) {
            r.r1 = take();
            r.r2 = take();
        }
    }

    /** What the thread that takes the waiter finds: its outcome, and whether it is the thread. */
    static void lookAt(@Nullable Waiter waiter, II_Result r) {
        r.r1 = waiter == null ? NOTHING : waiter.outcome();
        r.r2 = waiter == null || waiter.thread() == Thread.currentThread() ? 1 : 0;
    }

    /** A waiter is kept after its wait, and taken at once. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Taken, as good as new.")
    @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "Not kept yet.")
    @Outcome(expect = FORBIDDEN, desc = "With the outcome of its last wait, or without a thread.")
    public static class KeepVersusTake {
        final FifoChannel<Integer> channel = new FifoChannel<>(0);

        @Actor
        public void keeper() {
            Waiter waiter = new Waiter();
            waiter.claim(1);
            channel.keepWaiter(waiter);
        }

        @Actor
        public void taker(II_Result r) {
            channel.lock();
            Waiter waiter = channel.takeWaiter(null);
            channel.unlock();
            lookAt(waiter, r);
        }
    }

    /** The waiter is kept before it is disowned. */
    @JCStressTest
    @JCStressMeta(KeepVersusTake.class)
    @State
    public static class BrokenKeptBeforeDisowned {
        private volatile @Nullable Waiter kept;

        @Actor
        public void keeper() {
            Waiter waiter = new Waiter();
            waiter.claim(1);
            kept = waiter;
            Gap.pass();
            waiter.disown();
        }

        @Actor
        public void taker(II_Result r) {
            Waiter waiter = kept;
            if (waiter != null) {
                waiter.adopt();
            }
            lookAt(waiter, r);
        }
    }

    /** A thread adopts the waiter and queues up; who kept it claims it there. */
    static class Adoption {
        final FifoChannel<Integer> channel = new FifoChannel<>(0);
        private final boolean adoptsUnderLock;
        private final long patience;
        private volatile @Nullable Thread taker;

        Adoption(boolean adoptsUnderLock, Duration patience) {
            this.adoptsUnderLock = adoptsUnderLock;
            this.patience = patience.toNanos();
        }

        final void takeAndWait() {
            taker = Thread.currentThread();
            long start = System.nanoTime();
            Waiter waiter = null;
            while (waiter == null && System.nanoTime() - start < patience) {
                channel.lock();
                waiter = channel.takeWaiter(null);
                if (waiter != null) {
                    if (!adoptsUnderLock) {
                        waiter.disown();
                    }
                    channel.receivers().addLast(waiter);
                }
                channel.unlock();
            }
            if (waiter != null && !adoptsUnderLock) {
                Gap.pass();
                waiter.adopt();
            }
            while (waiter != null
                    && waiter.outcome() == Waiter.WAITING
                    && System.nanoTime() - start < patience) {
                Thread.onSpinWait();
            }
        }

        /** Keeps a waiter, claims it anew, and tells whose it is: 1, the taker's; 0, nobody's. */
        final int keepAndClaim() {
            long start = System.nanoTime();
            channel.keepWaiter(new Waiter());
            while (System.nanoTime() - start < patience) {
                channel.lock();
                WaitNode node = channel.receivers().pollFirst();
                Thread thread = node == null ? null : node.waiter().thread();
                boolean claimed = node != null && node.claim();
                channel.unlock();
                if (claimed) {
                    return thread == taker ? 1 : 0;
                }
            }
            return NOTHING;
        }
    }

    /** Who claims a waiter that was adopted finds the thread that waits. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The thread that waits.")
    @Outcome(expect = FORBIDDEN, desc = "Another one, or none: it would not be woken.")
    public static class AdoptVersusClaim extends Adoption {
        public AdoptVersusClaim() {
            super(true, PATIENCE);
        }

        @Actor
        public void taker() {
            takeAndWait();
        }

        @Actor
        public void claimer(I_Result r) {
            r.r1 = keepAndClaim();
        }
    }

    /** The waiter is adopted after it was queued. */
    @JCStressTest
    @JCStressMeta(AdoptVersusClaim.class)
    @State
    public static class BrokenAdoptedAfterTheLock extends Adoption {
        public BrokenAdoptedAfterTheLock() {
            super(false, TWINS_PATIENCE);
        }

        @Actor
        public void taker() {
            takeAndWait();
        }

        @Actor
        public void claimer(I_Result r) {
            r.r1 = keepAndClaim();
        }
    }
}
