package dev.heddle.netpoll;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.Gap;
import dev.heddle.scheduler.SteppedThread;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.LockSupport;

/**
 * The selector that workers share: one of them is inside at a time; who registers, waits or closes
 * while one goes in is noticed.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t PollerStress</pre>
 */
public final class PollerStress {

    private PollerStress() {}

    /** One channel that waits for input, and a worker. */
    abstract static class Selecting {
        final ModelSelector selector = new ModelSelector();
        final Poller poller = Internals.pollerOver(selector);
        final WorkerPoller door = new WorkerPoller(poller);
        final Descriptor descriptor = new Descriptor(new ModelChannel());
        final SelectionKey key = settled();
        final SteppedThread worker = new SteppedThread(this::work);

        private SelectionKey settled() {
            try {
                descriptor.settle(poller);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return selector.keys().iterator().next();
        }

        /** What the worker does. */
        void work() {
            door.poll(-1);
        }

        final void closeDescriptor() {
            try {
                descriptor.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /** Lets the worker go on; one that is not asleep looks again before it sleeps. */
        final void runWorker() {
            worker.run();
            if (worker.isDone()) {
                door.poll(0);
            }
        }

        /** To be called last. */
        final void endWorker() {
            selector.wakeup();
            LockSupport.unpark(worker.thread());
            worker.run();
        }
    }

    // ---- one at a time

    /** Two workers look for events. */
    @JCStressTest
    @State
    @Outcome(id = "one at a time", expect = ACCEPTABLE, desc = "As it has to be.")
    @Outcome(expect = FORBIDDEN, desc = "Both were in the selector.")
    public static class GoInVersusGoIn extends Selecting {
        private final WorkerPoller other = new WorkerPoller(poller);

        @Actor
        public void one() {
            door.poll(0);
        }

        @Actor
        public void another() {
            other.poll(0);
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = selector.wasCrowded() ? "crowded" : "one at a time";
        }
    }

    /** {@link GoInVersusGoIn}, but the look and the step are two. */
    @JCStressTest
    @JCStressMeta(GoInVersusGoIn.class)
    @State
    public static class BrokenLooksThenGoesIn extends Selecting {
        private final WorkerPoller other = new WorkerPoller(poller);

        @Actor
        public void one() {
            look(door);
        }

        @Actor
        public void another() {
            look(other);
        }

        private void look(WorkerPoller own) {
            if (Internals.inside(poller).get() == null) {
                Internals.inside(poller).set(own);
                poller.select(0);
                poller.goOut();
            }
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = selector.wasCrowded() ? "crowded" : "one at a time";
        }
    }

    // ---- interest

    /** Something is there to be read, and nobody was interested so far. */
    abstract static class Arming extends Selecting {
        Arming() {
            selector.arrive();
            Internals.exhaustPasses(descriptor.input());
        }

        final void judge(L_Result r) {
            runWorker();
            boolean cleared = (key.interestOps() & SelectionKey.OP_READ) == 0; // nobody waits
            r.r1 = cleared ? "reported" : "not reported";
            endWorker();
        }
    }

    /** Somebody takes an interest while a worker goes in to wait. */
    @JCStressTest
    @State
    @Outcome(id = "reported", expect = ACCEPTABLE, desc = "By this select or the next one.")
    @Outcome(expect = FORBIDDEN, desc = "The worker waits and does not know of the interest.")
    public static class ArmVersusSelect extends Arming {
        @Actor
        public void user() {
            worker.awaitStart();
            poller.arm(key, SelectionKey.OP_READ);
        }

        @Actor
        public void worker() {
            worker.run();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link ArmVersusSelect}, but the user looks who is inside before it says what it wants. */
    @JCStressTest
    @JCStressMeta(ArmVersusSelect.class)
    @State
    public static class BrokenLooksBeforeItArms extends Arming {
        @Actor
        public void user() {
            worker.awaitStart();
            boolean inside = Internals.inside(poller).get() != null;
            key.interestOpsOr(SelectionKey.OP_READ);
            if (inside) {
                poller.interruptSelect();
            }
        }

        @Actor
        public void worker() {
            worker.run();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    // ---- the first who waits

    /** A worker that sleeps elsewhere as long as nobody waits here. */
    abstract static class FirstWaiter extends Selecting {
        @Override
        void work() {
            while (!door.isRegistered()) {
                LockSupport.park(poller);
            }
        }

        final void judge(L_Result r) {
            worker.run();
            r.r1 = worker.isDone() ? "polls" : "sleeps";
        }
    }

    /** The first waiter comes, from outside, while the worker goes to sleep. */
    @JCStressTest
    @State
    @Outcome(id = "polls", expect = ACCEPTABLE, desc = "The worker knows that somebody waits.")
    @Outcome(expect = FORBIDDEN, desc = "Somebody waits, and the worker sleeps elsewhere.")
    public static class EnterVersusSleep extends FirstWaiter {
        @Actor
        public void user() {
            worker.awaitStart();
            poller.enter();
            LockSupport.unpark(worker.thread());
        }

        @Actor
        public void worker() {
            worker.run();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link EnterVersusSleep}, but the worker is woken before the waiter counts. */
    @JCStressTest
    @JCStressMeta(EnterVersusSleep.class)
    @State
    public static class BrokenWakesBeforeItCounts extends FirstWaiter {
        @Actor
        public void user() {
            worker.awaitStart();
            LockSupport.unpark(worker.thread());
            poller.enter();
        }

        @Actor
        public void worker() {
            worker.run();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    // ---- how many wait

    /** One who waits, and a second one who comes when the first one goes. */
    abstract static class Counting extends Selecting {
        final Gap gap = new Gap();

        Counting() {
            poller.enter();
        }

        /** {@code enter} that reads the count, and, after a gap, writes it. */
        final void enterByWrite() {
            int n = Internals.waiters(poller).get();
            gap.stay();
            Internals.waiters(poller).set(n + 1);
        }

        final void judge(L_Result r) {
            boolean awaited = poller.isAwaited();
            poller.leave();
            r.r1 = !awaited ? "forgotten" : poller.isAwaited() ? "waits for ever" : "counted";
        }
    }

    /** One comes to wait while another one goes. */
    @JCStressTest
    @State
    @Outcome(id = "counted", expect = ACCEPTABLE, desc = "It is known that one waits.")
    @Outcome(expect = FORBIDDEN, desc = "One waits and nobody polls, or nobody waits and all poll.")
    public static class EnterVersusLeave extends Counting {
        @Actor
        public void one() {
            poller.enter();
        }

        @Actor
        public void another() {
            poller.leave();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link EnterVersusLeave}, but who comes reads the count, and, after a gap, writes it. */
    @JCStressTest
    @JCStressMeta(EnterVersusLeave.class)
    @State
    public static class BrokenCountsByWrite extends Counting {
        @Actor
        public void one() {
            enterByWrite();
        }

        @Actor
        public void another() {
            gap.await();
            poller.leave();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    // ---- descriptors of closed channels

    /** Closes a channel and selects. */
    abstract static class Closing extends Selecting {
        final void judge(L_Result r) {
            boolean owed = Internals.cancellations(poller).isOwed();
            r.r1 = owed ? "owed" : selector.isReleased() ? "released" : "forgotten";
        }
    }

    /** A channel is closed while a worker looks for events. */
    @JCStressTest
    @State
    @Outcome(id = "released", expect = ACCEPTABLE, desc = "The select released the descriptor.")
    @Outcome(id = "owed", expect = ACCEPTABLE, desc = "It is known that another select has to.")
    @Outcome(expect = FORBIDDEN, desc = "The descriptor is kept, and nobody knows of it.")
    public static class CloseVersusSelect extends Closing {
        @Actor
        public void closer() {
            closeDescriptor();
        }

        @Actor
        public void worker() {
            door.poll(0);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link CloseVersusSelect}, but all that are counted after the select pass for released. */
    @JCStressTest
    @JCStressMeta(CloseVersusSelect.class)
    @State
    public static class BrokenCountsAfterTheSelect extends Closing {
        @Actor
        public void closer() {
            closeDescriptor();
        }

        @Actor
        public void worker() {
            selector.selectNow(ready -> {});
            Gap.pass();
            Internals.cancellations(poller).release(Internals.cancellations(poller).latest());
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link CloseVersusSelect}, but the key is counted before it is cancelled. */
    @JCStressTest
    @JCStressMeta(CloseVersusSelect.class)
    @State
    public static class BrokenCountsBeforeItCancels extends Closing {
        @Actor
        public void closer() {
            Internals.cancellations(poller).count();
            Gap.pass();
            key.cancel();
        }

        @Actor
        public void worker() {
            door.poll(0);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** A worker that goes in to wait, for ever as far as this channel is concerned. */
    abstract static class ClosingWhileWaiting extends Selecting {
        final void judge(L_Result r) {
            runWorker();
            r.r1 = selector.isReleased() ? "released" : "kept";
            endWorker();
        }
    }

    /** A channel is closed while a worker goes in to wait. */
    @JCStressTest
    @State
    @Outcome(id = "released", expect = ACCEPTABLE, desc = "By this select or the next one.")
    @Outcome(expect = FORBIDDEN, desc = "The descriptor is kept until something else happens.")
    public static class CloseVersusWait extends ClosingWhileWaiting {
        @Actor
        public void closer() {
            worker.awaitStart();
            closeDescriptor();
        }

        @Actor
        public void worker() {
            worker.run();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link CloseVersusWait}, but the closer looks who is inside before it cancels the key. */
    @JCStressTest
    @JCStressMeta(CloseVersusWait.class)
    @State
    public static class BrokenLooksBeforeItCancels extends ClosingWhileWaiting {
        @Actor
        public void closer() {
            worker.awaitStart();
            boolean inside = Internals.inside(poller).get() != null;
            key.cancel();
            Internals.cancellations(poller).count();
            if (inside) {
                poller.interruptSelect();
            }
        }

        @Actor
        public void worker() {
            worker.run();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    // ---- whoever waits until the descriptor is released

    /** A closer that waits for the release, and a worker that goes on as long as it does. */
    abstract static class AwaitingRelease extends Selecting {
        private static final int PATIENCE = 1000;

        private volatile boolean over;

        /** Closer only, then the arbiter. */
        private boolean releasedInTime;

        final void closeAndAwaitRelease() {
            closeDescriptor();
            poller.awaitRelease();
            end(true);
        }

        private void end(boolean knowsOfRelease) {
            releasedInTime = knowsOfRelease && selector.isReleased();
            over = true;
        }

        /** Only looks until the key of this number is gone, and, in a twin, not for ever. */
        final void lookUntilReleased(int number) {
            Cancellations cancellations = Internals.cancellations(poller);
            for (int i = 0; i < PATIENCE && !cancellations.isReleased(number); i++) {
                if (poller.tryGoIn(this)) {
                    poller.select(0);
                    poller.goOut();
                }
                Thread.onSpinWait();
            }
            end(cancellations.isReleased(number));
        }

        final void runWorkerUntilTheEnd() {
            while (!over) {
                worker.run();
            }
        }

        final void judge(L_Result r) {
            r.r1 = releasedInTime ? "released" : "kept";
            endWorker();
        }
    }

    /** A channel is closed for good while a worker goes in to wait. */
    @JCStressTest
    @State
    @Outcome(id = "released", expect = ACCEPTABLE, desc = "The closer returns after that.")
    @Outcome(expect = FORBIDDEN, desc = "It returned too early, or would never have.")
    public static class ReleaseVersusWait extends AwaitingRelease {
        @Actor
        public void closer() {
            worker.awaitStart();
            closeAndAwaitRelease();
        }

        @Actor
        public void worker() {
            runWorkerUntilTheEnd();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link ReleaseVersusWait}, but who comes in after the look is left to wait there. */
    @JCStressTest
    @JCStressMeta(ReleaseVersusWait.class)
    @State
    public static class BrokenInterruptsOnlyOnce extends AwaitingRelease {
        private final Gap gap = new Gap();

        @Override
        void work() {
            gap.await();
            door.poll(-1);
        }

        @Actor
        public void closer() {
            key.cancel();
            int number = Internals.cancellations(poller).count();
            if (Internals.inside(poller).get() != null) {
                poller.interruptSelect();
            }
            gap.stay();
            lookUntilReleased(number);
        }

        @Actor
        public void worker() {
            runWorkerUntilTheEnd();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** A channel is closed for good while a worker looks for events. */
    @JCStressTest
    @JCStressMeta(ReleaseVersusWait.class)
    @State
    public static class ReleaseVersusLook extends AwaitingRelease {
        @Actor
        public void closer() {
            closeAndAwaitRelease();
        }

        @Actor
        public void worker() {
            door.poll(0);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link ReleaseVersusLook}, but the closer takes its number before the key is cancelled. */
    @JCStressTest
    @JCStressMeta(ReleaseVersusWait.class)
    @State
    public static class BrokenTakesItsNumberTooEarly extends AwaitingRelease {
        @Actor
        public void closer() {
            int number = Internals.cancellations(poller).count();
            Gap.pass();
            key.cancel();
            lookUntilReleased(number);
        }

        @Actor
        public void worker() {
            door.poll(0);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }
}
