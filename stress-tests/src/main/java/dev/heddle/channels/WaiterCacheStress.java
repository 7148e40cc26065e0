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

    /** The same by the operations of a channel, which park, and wake each other late. */
    @JCStressTest
    @JCStressMeta(NextSendVersusReceive.class)
    @State
    public static class SendsVersusReceives {
        final Channel<Integer> channel = Channel.unbuffered();

        @Actor
        public void sender() {
            try {
                channel.send(1, PATIENCE);
                channel.send(2, PATIENCE);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = receive();
            r.r2 = receive();
        }

        private int receive() {
            try {
                Integer value = channel.receive(PATIENCE);
                return value == null ? NOTHING : value;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
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

    /** The waiter is kept before it is released. */
    @JCStressTest
    @JCStressMeta(KeepVersusTake.class)
    @State
    public static class BrokenKeptBeforeReleased {
        private volatile @Nullable Waiter kept;

        @Actor
        public void keeper() {
            Waiter waiter = new Waiter();
            waiter.claim(1);
            kept = waiter;
            Gap.pass();
            waiter.release();
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
}
