package dev.heddle.timers.heap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * One timer: of firing and being stopped exactly one happens, whoever comes when; and what happened
 * before it was added is seen by what it runs.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t HeapTimerStress</pre>
 */
public final class HeapTimerStress {

    private HeapTimerStress() {}

    private static final long DUE = 10;

    /** A timer that is due, and a heap. Results: how often it was stopped, and fired. */
    abstract static class Due {
        final TimerHeap heap = new TimerHeap(2);
        final CountedTimer timer = new CountedTimer();
        int stops;

        Due() {
            heap.add(timer, DUE);
        }

        final void stop() {
            if (timer.stop()) {
                stops++;
            }
        }

        final void judge(II_Result r) {
            r.r1 = stops;
            r.r2 = timer.fired();
        }
    }

    /** A thread stops a timer while the driver fires it. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It was stopped and did not fire.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It fired; the stopper was told so.")
    @Outcome(expect = FORBIDDEN, desc = "Stopped and fired, or neither.")
    public static class StopVersusFire extends Due {
        @Actor
        public void stopper() {
            stop();
        }

        @Actor
        public void driver() {
            heap.expire(DUE, 1);
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /** {@link StopVersusFire}, but the driver looks at the state, and then writes it. */
    @JCStressTest
    @JCStressMeta(StopVersusFire.class)
    @State
    public static class BrokenFiresAfterALook extends Due {
        @Actor
        public void stopper() {
            stop();
        }

        @Actor
        public void driver() {
            if ((int) HeapInternals.STATE.getAcquire(timer) == HeapInternals.ARMED) {
                HeapInternals.STATE.setVolatile(timer, HeapInternals.FIRED);
                timer.fire();
            }
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /** Two threads stop a timer. Result: how many of them were told that they did. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "One of them did.")
    @Outcome(expect = FORBIDDEN, desc = "Both, or nobody.")
    public static class StopVersusStop extends Due {
        boolean other;

        @Actor
        public void stopper() {
            stop();
        }

        @Actor
        public void otherStopper() {
            other = timer.stop();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = stops + (other ? 1 : 0);
        }
    }

    /** {@link StopVersusStop}, but one looks at the state, and then writes it. */
    @JCStressTest
    @JCStressMeta(StopVersusStop.class)
    @State
    public static class BrokenStopsAfterALook extends Due {
        boolean other;

        @Actor
        public void stopper() {
            stop();
        }

        @Actor
        public void otherStopper() {
            if ((int) HeapInternals.STATE.getAcquire(timer) == HeapInternals.ARMED) {
                HeapInternals.STATE.setVolatile(timer, HeapInternals.STOPPED);
                other = true;
            }
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = stops + (other ? 1 : 0);
        }
    }

    /** A timer on its way into the heap. Results: how often it was stopped, and fired. */
    abstract static class Known {
        final TimerHeap heap = new TimerHeap(2);
        final CountedTimer timer;
        int stops;

        Known(boolean shared) {
            timer = new CountedTimer(shared);
        }

        final void stop() {
            if (timer.stop()) {
                stops++;
            }
        }

        final void judge(II_Result r) {
            heap.expire(DUE, 1);
            r.r1 = stops;
            r.r2 = timer.fired() + heap.size();
        }
    }

    /** A thread stops a timer that another adds: what happens when two threads reset one. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Stopped, before it was added or after.")
    @Outcome(expect = FORBIDDEN, desc = "It fires though it was stopped, or counts as armed.")
    public static class StopVersusAdd extends Known {
        public StopVersusAdd() {
            super(true);
        }

        @Actor
        public void stopper() {
            stop();
        }

        @Actor
        public void adder() {
            heap.add(timer, DUE);
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /** {@link StopVersusAdd}, but the timer is armed by a store: it was said to be unknown. */
    @JCStressTest
    @JCStressMeta(StopVersusAdd.class)
    @State
    public static class BrokenArmedByAStore extends Known {
        public BrokenArmedByAStore() {
            super(false);
        }

        @Actor
        public void stopper() {
            stop();
        }

        @Actor
        public void adder() {
            heap.add(timer, DUE);
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /**
     * Carries a plain field to where it fires. Result: what it saw there; -1 if it did not fire.
     */
    abstract static class Message {
        final TimerHeap heap = new TimerHeap(2);
        int content;
        int seen = -1;

        final HeapTimer timer =
                new HeapTimer(false) {
                    @Override
                    protected void fire() {
                        seen = content;
                    }
                };

        final void drive() {
            for (int i = 0; i < 20 && heap.expire(DUE, 1) == 0; i++) {
                Thread.onSpinWait();
            }
        }
    }

    /** A thread writes a field and adds a timer; the driver fires it and reads the field. */
    @JCStressTest
    @State
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "The driver came too early.")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "What was written before is seen.")
    @Outcome(expect = FORBIDDEN, desc = "The timer fired without what happened before.")
    public static class AddHappensBeforeFire extends Message {
        @Actor
        public void adder() {
            content = 1;
            heap.add(timer, DUE);
        }

        @Actor
        public void driver(I_Result r) {
            drive();
            r.r1 = seen;
        }
    }

    /** {@link AddHappensBeforeFire}, but the field is written when the timer is there already. */
    @JCStressTest
    @JCStressMeta(AddHappensBeforeFire.class)
    @State
    public static class BrokenWritesAfterItAdds extends Message {
        @Actor
        public void adder() {
            heap.add(timer, DUE);
            for (int i = 0; i < 10; i++) {
                Thread.onSpinWait(); // or the failure is too rare to be seen in a second
            }
            content = 1;
        }

        @Actor
        public void driver(I_Result r) {
            drive();
            r.r1 = seen;
        }
    }
}
