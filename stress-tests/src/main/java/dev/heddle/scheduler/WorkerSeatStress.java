package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The seat of a real worker, whose thread never starts: one of those who want to takes it away, and
 * a spare hears that it has got one.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t WorkerSeatStress</pre>
 */
public final class WorkerSeatStress {

    private WorkerSeatStress() {}

    /** A worker in its seat. */
    abstract static class Seated {
        final PolledSourceStress.Wait wait = new PolledSourceStress.Wait();
        final Worker worker = IdlePool.worker(wait);
        boolean first;
        boolean second;

        /** {@code becomeStuck} without the compare-and-set. */
        final boolean lookThenBecomeStuck() {
            if ((int) Internals.SEAT.getVolatile(worker) != 0) {
                return false;
            }
            Internals.SEAT.setVolatile(worker, 1);
            return true;
        }

        final void judge(L_Result r) {
            if (first == second) {
                r.r1 = first ? "both" : "neither";
            } else {
                r.r1 = worker.isStuck() ? "stuck" : worker.isSpare() ? "spare" : "seated";
            }
        }
    }

    /** The monitor finds a worker stuck that says so itself. */
    @JCStressTest
    @State
    @Outcome(
            id = "stuck",
            expect = ACCEPTABLE,
            desc = "One of them gives the seat to another worker.")
    @Outcome(expect = FORBIDDEN, desc = "Both do, or neither.")
    public static class StuckVersusBlocking extends Seated {
        @Actor
        public void monitor() {
            first = worker.becomeStuck();
        }

        @Actor
        public void worker() {
            second = worker.becomeStuck();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link StuckVersusBlocking}, but the look and the step are two. */
    @JCStressTest
    @JCStressMeta(StuckVersusBlocking.class)
    @State
    public static class BrokenLooksThenIsStuck extends Seated {
        @Actor
        public void monitor() {
            first = lookThenBecomeStuck();
        }

        @Actor
        public void worker() {
            second = lookThenBecomeStuck();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** The monitor finds a worker stuck that steps down because there are too many. */
    @JCStressTest
    @State
    @Outcome(id = "stuck", expect = ACCEPTABLE, desc = "The monitor took the seat.")
    @Outcome(id = "spare", expect = ACCEPTABLE, desc = "The worker gave it up.")
    @Outcome(expect = FORBIDDEN, desc = "The seat was given up twice, or not at all.")
    public static class StuckVersusStepDown extends Seated {
        @Actor
        public void monitor() {
            first = worker.becomeStuck();
        }

        @Actor
        public void worker() {
            second = worker.stepDown();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link StuckVersusStepDown}, but the monitor looks, and then writes. */
    @JCStressTest
    @JCStressMeta(StuckVersusStepDown.class)
    @State
    public static class BrokenLooksThenTakesTheSeat extends Seated {
        @Actor
        public void monitor() {
            first = lookThenBecomeStuck();
        }

        @Actor
        public void worker() {
            second = worker.stepDown();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** A worker without a seat, which polls its events until it gets one. */
    abstract static class Resting {
        final PolledSourceStress.Wait wait = new PolledSourceStress.Wait();
        final Worker worker = IdlePool.worker(wait);
        private int polled;

        Resting() {
            worker.stepDown();
        }

        final void waitForASeat() {
            polled = worker.events().pollUnless(() -> !worker.isSpare(), -1);
        }

        final void seat() {
            worker.becomeSeated();
            wait.wakerIsThrough();
        }

        /** {@code becomeSeated} in the wrong order. */
        final void wakeThenSeat() {
            worker.wake();
            Internals.SEAT.setVolatile(worker, 0);
            wait.wakerIsThrough();
        }

        final void judge(L_Result r) {
            r.r1 = !wait.hasWaited() ? "saw the seat" : polled == 1 ? "woken" : "waits for ever";
        }
    }

    /** A spare gets a seat while it goes to wait for events. */
    @JCStressTest
    @State
    @Outcome(id = "saw the seat", expect = ACCEPTABLE, desc = "It did not wait.")
    @Outcome(id = "woken", expect = ACCEPTABLE, desc = "It waited and was woken.")
    @Outcome(expect = FORBIDDEN, desc = "It has a seat, and waits.")
    public static class SeatVersusWait extends Resting {
        @Actor
        public void worker() {
            waitForASeat();
        }

        @Actor
        public void monitor() {
            seat();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link SeatVersusWait}, but it is woken before it has the seat. */
    @JCStressTest
    @JCStressMeta(SeatVersusWait.class)
    @State
    public static class BrokenWakesBeforeItSeats extends Resting {
        @Actor
        public void worker() {
            waitForASeat();
        }

        @Actor
        public void monitor() {
            wakeThenSeat();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }
}
