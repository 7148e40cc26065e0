package dev.heddle.netpoll;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.SteppedThread;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

import java.util.concurrent.locks.LockSupport;

/**
 * A worker's door to the selector: a worker that waits inside or outside hears its wake-up, and
 * none is left outside with nobody inside.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t WorkerPollerStress</pre>
 */
public final class WorkerPollerStress {

    private WorkerPollerStress() {}

    /** One worker in front of its selector; where it ends up is the result. */
    abstract static class Door {
        final ModelSelector selector = new ModelSelector();
        final Poller poller = Internals.pollerOver(selector);
        final WorkerPoller door = new WorkerPoller(poller);
        final SteppedThread worker = new SteppedThread(this::work);

        /** What the worker does. */
        void work() {
            door.poll(-1);
        }

        final void waitInside(boolean woken) {
            poller.select(woken ? 0 : -1);
            poller.goOut();
        }

        final boolean isWoken() {
            return (boolean) Internals.WOKEN.getVolatile(door);
        }

        final void judge(L_Result r, String whenDone) {
            worker.run();
            if (worker.isDone()) {
                r.r1 = whenDone;
            } else {
                r.r1 = poller.isInside(door) ? "waits inside" : "waits outside";
                selector.wakeup();
                LockSupport.unpark(worker.thread());
                worker.run();
            }
        }
    }

    // ---- a wake-up, inside

    /** A worker goes to wait in the selector while somebody wakes it. */
    @JCStressTest
    @State
    @Outcome(id = "did not wait", expect = ACCEPTABLE, desc = "It saw the wake-up.")
    @Outcome(id = "woken", expect = ACCEPTABLE, desc = "The waker saw it inside.")
    @Outcome(expect = FORBIDDEN, desc = "It waits for ever.")
    public static class WakeVersusGoIn extends Door {
        @Actor
        public void worker() {
            worker.run();
        }

        @Actor
        public void waker() {
            worker.awaitStart();
            door.wakeup();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, selector.hasWaited() ? "woken" : "did not wait");
        }
    }

    /** {@link WakeVersusGoIn}, but the worker looks whether it was woken before it is inside. */
    @JCStressTest
    @JCStressMeta(WakeVersusGoIn.class)
    @State
    public static class BrokenLooksBeforeItGoesIn extends Door {
        @Override
        void work() {
            boolean woken = isWoken();
            if (poller.tryGoIn(door)) {
                waitInside(woken);
            }
        }

        @Actor
        public void worker() {
            worker.run();
        }

        @Actor
        public void waker() {
            worker.awaitStart();
            door.wakeup();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, selector.hasWaited() ? "woken" : "did not wait");
        }
    }

    /** {@link WakeVersusGoIn}, but the waker looks who is inside before it leaves its mark. */
    @JCStressTest
    @JCStressMeta(WakeVersusGoIn.class)
    @State
    public static class BrokenLooksBeforeItLeavesItsMark extends Door {
        @Actor
        public void worker() {
            worker.run();
        }

        @Actor
        public void waker() {
            worker.awaitStart();
            boolean inside = poller.isInside(door);
            Internals.WOKEN.setVolatile(door, true);
            if (inside) {
                poller.interruptSelect();
            }
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, selector.hasWaited() ? "woken" : "did not wait");
        }
    }

    // ---- a wake-up, outside

    /** A worker that has never waited before, while another one is inside. */
    abstract static class SecondDoor extends Door {
        SecondDoor() {
            poller.tryGoIn(new WorkerPoller(poller));
        }
    }

    /** A worker goes to wait outside, for the first time, while somebody wakes it. */
    @JCStressTest
    @State
    @Outcome(id = "came back", expect = ACCEPTABLE, desc = "It saw the wake-up, or was unparked.")
    @Outcome(expect = FORBIDDEN, desc = "It waits for ever.")
    public static class WakeVersusWaitOutside extends SecondDoor {
        @Actor
        public void worker() {
            worker.run();
        }

        @Actor
        public void waker() {
            worker.awaitStart();
            door.wakeup();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, "came back");
        }
    }

    /**
     * {@link WakeVersusWaitOutside}, but the worker looks whether it was woken before it says who
     * it is.
     */
    @JCStressTest
    @JCStressMeta(WakeVersusWaitOutside.class)
    @State
    public static class BrokenSaysItsNameTooLate extends SecondDoor {
        @Override
        void work() {
            Internals.OUTSIDE.setVolatile(door, true);
            if (!poller.tryGoIn(door) && !isWoken()) {
                Internals.WORKER.setVolatile(door, Thread.currentThread());
                LockSupport.park(door);
            }
        }

        @Actor
        public void worker() {
            worker.run();
        }

        @Actor
        public void waker() {
            worker.awaitStart();
            door.wakeup();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, "came back");
        }
    }

    // ---- a wake-up that is forgotten

    /** A worker that was woken already, for another reason, waits for its turn. */
    abstract static class Claimed extends Door {
        private volatile boolean claimed;

        Claimed() {
            door.wakeup();
        }

        final void claim() {
            claimed = true;
            door.wakeup();
        }

        final boolean isClaimed() {
            return claimed;
        }
    }

    /** A wake-up comes while the worker forgets the one before. */
    @JCStressTest
    @State
    @Outcome(id = "saw the claim", expect = ACCEPTABLE, desc = "The worker goes on.")
    @Outcome(expect = FORBIDDEN, desc = "The worker was claimed and waits.")
    public static class ForgetVersusClaim extends Claimed {
        @Override
        void work() {
            while (!isClaimed()) {
                door.poll(-1);
            }
        }

        @Actor
        public void worker() {
            worker.run();
        }

        @Actor
        public void claimer() {
            worker.awaitStart();
            claim();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, "saw the claim");
        }
    }

    /** {@link ForgetVersusClaim}, but old wake-ups are forgotten before the wait, not after it. */
    @JCStressTest
    @JCStressMeta(ForgetVersusClaim.class)
    @State
    public static class BrokenForgetsBeforeItWaits extends Claimed {
        @Override
        void work() {
            while (!isClaimed()) {
                Internals.WOKEN.setVolatile(door, false);
                if (poller.tryGoIn(door)) {
                    waitInside(isWoken());
                }
            }
        }

        @Actor
        public void worker() {
            worker.run();
        }

        @Actor
        public void claimer() {
            worker.awaitStart();
            claim();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, "saw the claim");
        }
    }

    // ---- the monitor

    /** Another worker is stuck, and the monitor looks in its place. */
    abstract static class StandIn extends Door {
        private static final Thread STUCK_WORKER = new Thread();

        final WorkerPoller stuck = new WorkerPoller(poller);

        StandIn() {
            Internals.WORKER.setVolatile(stuck, STUCK_WORKER);
        }
    }

    /** A worker goes to wait while the monitor is inside. */
    @JCStressTest
    @State
    @Outcome(id = "waits inside", expect = ACCEPTABLE, desc = "It polls from now on.")
    @Outcome(id = "called in", expect = ACCEPTABLE, desc = "It waited outside and was called in.")
    @Outcome(expect = FORBIDDEN, desc = "It waits outside, and nobody polls.")
    public static class WaitVersusStandIn extends StandIn {
        @Actor
        public void worker() {
            worker.run();
        }

        @Actor
        public void monitor() {
            worker.awaitStart();
            stuck.poll(0);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, "called in");
        }
    }

    /** {@link WaitVersusStandIn}, but the worker does not try again once it is outside. */
    @JCStressTest
    @JCStressMeta(WaitVersusStandIn.class)
    @State
    public static class BrokenDoesNotTryAgain extends StandIn {
        @Override
        void work() {
            Internals.WORKER.setVolatile(door, Thread.currentThread());
            if (poller.tryGoIn(door)) {
                waitInside(isWoken());
            } else {
                Internals.OUTSIDE.setVolatile(door, true);
                if (!isWoken()) {
                    LockSupport.park(door);
                }
            }
        }

        @Actor
        public void worker() {
            worker.run();
        }

        @Actor
        public void monitor() {
            worker.awaitStart();
            stuck.poll(0);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, "called in");
        }
    }

    /** {@link WaitVersusStandIn}, but the monitor goes without looking who is outside. */
    @JCStressTest
    @JCStressMeta(WaitVersusStandIn.class)
    @State
    public static class BrokenCallsNobodyIn extends StandIn {
        @Actor
        public void worker() {
            worker.run();
        }

        @Actor
        public void monitor() {
            worker.awaitStart();
            if (!poller.callIn() && poller.tryGoIn(stuck)) {
                waitInside(true);
            }
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, "called in");
        }
    }

    // ---- a closer

    /** A worker goes to wait while a thread that closes a channel is inside. */
    @JCStressTest
    @State
    @Outcome(id = "waits inside", expect = ACCEPTABLE, desc = "It polls from now on.")
    @Outcome(id = "called in", expect = ACCEPTABLE, desc = "Or interrupted, and looks again.")
    @Outcome(expect = FORBIDDEN, desc = "It waits outside, and nobody polls.")
    public static class WaitVersusRelease extends Door {
        private volatile boolean over;

        @Actor
        public void worker() {
            while (!over) {
                worker.run();
            }
        }

        @Actor
        public void closer() {
            worker.awaitStart();
            poller.awaitRelease();
            over = true;
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, "called in");
        }
    }

    /** {@link WaitVersusRelease}, but the closer goes without looking who is outside. */
    @JCStressTest
    @JCStressMeta(WaitVersusRelease.class)
    @State
    public static class BrokenClosesTheDoorBehindIt extends Door {
        @Actor
        public void worker() {
            worker.run();
        }

        @Actor
        public void closer() {
            worker.awaitStart();
            if (poller.tryGoIn(this)) {
                waitInside(true);
            }
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, "called in");
        }
    }
}
