package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerHeap;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * A goroutine's timed wait: it is woken by its time or its waker cancels that, never both, never
 * neither; and a timer set from outside is seen by a worker that goes to wait for events.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t TimedWakeupStress</pre>
 */
public final class TimedWakeupStress {

    private TimedWakeupStress() {}

    private static final long DUE = 10;

    /** A wait that is over. Results: whether it was cancelled; how often its time woke it. */
    abstract static class Over {
        final TimerHeap heap = new TimerHeap(2);
        int woken;
        boolean cancelled;
    }

    /** Somebody unparks a goroutine, and the JDK cancels its wake-up, while its time runs out. */
    @JCStressTest
    @State
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "Cancelled.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "Too late: it was woken by its time.")
    @Outcome(expect = FORBIDDEN, desc = "Woken though it was cancelled, or neither.")
    public static class CancelVersusFire extends Over {
        private final TimedWakeup wakeup = new TimedWakeup(() -> woken++);

        public CancelVersusFire() {
            heap.add(wakeup, DUE);
        }

        @Actor
        public void goroutine() {
            cancelled = wakeup.cancel(false);
        }

        @Actor
        public void worker() {
            heap.expire(DUE, 1);
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r1 = cancelled && wakeup.isCancelled();
            r.r2 = wakeup.isDone() ? woken : -1;
        }
    }

    /** A {@link TimedWakeup} that lets go of its goroutine before it knows that it was stopped. */
    private static final class ForgetfulWakeup extends HeapTimer {
        private volatile Runnable command;

        ForgetfulWakeup(Runnable command) {
            this.command = command;
        }

        @Override
        protected void fire() {
            Runnable c = command;
            if (c != null) {
                c.run();
            }
        }

        @SuppressWarnings("NullAway")
        boolean cancel() {
            command = null;
            return stop();
        }
    }

    /** {@link CancelVersusFire}, but what it would run is cleared before it is stopped. */
    @JCStressTest
    @JCStressMeta(CancelVersusFire.class)
    @State
    public static class BrokenForgetsFirst extends Over {
        private final ForgetfulWakeup wakeup = new ForgetfulWakeup(() -> woken++);

        public BrokenForgetsFirst() {
            heap.add(wakeup, DUE);
        }

        @Actor
        public void goroutine() {
            cancelled = wakeup.cancel();
        }

        @Actor
        public void worker() {
            heap.expire(DUE, 1);
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r1 = cancelled;
            r.r2 = woken;
        }
    }

    /** A worker that goes to wait for events, as Worker.awaitEventOrTimer does. */
    abstract static class Waiting extends PolledSourceStress.Parking {
        final TimerHeap heap = new TimerHeap(2);
        private final HeapTimer timer =
                new HeapTimer() {
                    @Override
                    protected void fire() {}
                };

        /** The worker's. */
        private boolean knew;

        private int polled;

        final void setFromOutside() {
            heap.add(timer, DUE);
            source.wakeIfPolling();
            wait.wakerIsThrough();
        }

        final void waitForEvents(boolean looksAgain) {
            long sleepsUntil = heap.earliest();
            knew = sleepsUntil == DUE;
            if (!knew) {
                polled = source.pollUnless(() -> looksAgain && heap.earliest() != sleepsUntil, -1);
            }
        }

        final void judgeTimer(L_Result r) {
            r.r1 =
                    knew
                            ? "knew"
                            : !wait.hasWaited()
                                    ? "saw the timer"
                                    : polled == 1 ? "woken" : "waits for ever";
        }
    }

    /** A thread outside sets a timer while the worker goes to wait for events. */
    @JCStressTest
    @State
    @Outcome(id = "knew", expect = ACCEPTABLE, desc = "The timer was there before.")
    @Outcome(id = "saw the timer", expect = ACCEPTABLE, desc = "The second look found it.")
    @Outcome(id = "woken", expect = ACCEPTABLE, desc = "The thread outside saw it waiting.")
    @Outcome(expect = FORBIDDEN, desc = "The worker waits for an event and misses the deadline.")
    public static class EventWaitVersusAdd extends Waiting {
        @Actor
        public void worker() {
            waitForEvents(true);
        }

        @Actor
        public void outside() {
            setFromOutside();
        }

        @Arbiter
        public void end(L_Result r) {
            judgeTimer(r);
        }
    }

    /** {@link EventWaitVersusAdd}, but the worker looks at its heap only before it says so. */
    @JCStressTest
    @JCStressMeta(EventWaitVersusAdd.class)
    @State
    public static class BrokenNoSecondLookAtTheHeap extends Waiting {
        @Actor
        public void worker() {
            waitForEvents(false);
        }

        @Actor
        public void outside() {
            setFromOutside();
        }

        @Arbiter
        public void end(L_Result r) {
            judgeTimer(r);
        }
    }
}
