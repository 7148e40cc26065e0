package dev.heddle.timers;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.timers.heap.HeapInternals;
import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerHeap;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A driver goes to sleep while somebody adds a timer that is due before it would wake: no deadline
 * is missed.
 *
 * <p>Results say who noticed.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t AlarmStress</pre>
 */
public final class AlarmStress {

    private AlarmStress() {}

    private static final long DUE = 10;
    private static final long LATER = 1_000;

    private static final class Nothing extends HeapTimer {
        @Override
        protected void fire() {}
    }

    /** A heap, its driver's alarm, and a timer to add. */
    abstract static class Bedtime {
        final TimerHeap heap = new TimerHeap(2);
        final Alarm alarm = new Alarm();
        final HeapTimer timer = new Nothing();

        /** The driver's: until when it sleeps; {@code DUE} if it knows of the timer. */
        long sleepsUntil = DUE;

        /** The adder's. */
        boolean woke;

        final void addAndWake() {
            heap.add(timer, DUE);
            woke = alarm.isTooLateFor(DUE);
        }

        final void sleep() {
            long earliest = heap.earliest();
            if (alarm.set(heap, earliest)) {
                sleepsUntil = earliest;
            }
        }

        final void judge(L_Result r) {
            if (sleepsUntil == DUE) {
                r.r1 = woke ? "both" : "knew";
            } else {
                r.r1 = woke ? "woken" : "overslept";
            }
        }
    }

    /** Nothing was in the heap: the driver goes to sleep for ever. */
    @JCStressTest
    @State
    @Outcome(id = "knew", expect = ACCEPTABLE, desc = "The driver saw the timer.")
    @Outcome(id = "woken", expect = ACCEPTABLE, desc = "The adder saw the driver go to sleep.")
    @Outcome(id = "both", expect = ACCEPTABLE, desc = "Each saw the other.")
    @Outcome(expect = FORBIDDEN, desc = "The driver sleeps and nobody wakes it for the timer.")
    public static class SleepVersusAdd extends Bedtime {
        @Actor
        public void driver() {
            sleep();
        }

        @Actor
        public void adder() {
            addAndWake();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link SleepVersusAdd}, but the driver does not look again after it set the alarm. */
    @JCStressTest
    @JCStressMeta(SleepVersusAdd.class)
    @State
    public static class BrokenNoSecondLook extends Bedtime {
        @Actor
        public void driver() {
            long earliest = heap.earliest();
            alarm.set(heap, earliest);
            sleepsUntil = earliest;
        }

        @Actor
        public void adder() {
            addAndWake();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** There is a later timer: the driver goes to sleep until that. */
    @JCStressTest
    @State
    @Outcome(id = "knew", expect = ACCEPTABLE, desc = "The driver saw the timer.")
    @Outcome(id = "woken", expect = ACCEPTABLE, desc = "The adder saw the driver go to sleep.")
    @Outcome(id = "both", expect = ACCEPTABLE, desc = "Each saw the other.")
    @Outcome(expect = FORBIDDEN, desc = "The driver sleeps and nobody wakes it for the timer.")
    public static class SleepVersusEarlier extends Bedtime {
        public SleepVersusEarlier() {
            heap.add(new Nothing(), LATER);
        }

        @Actor
        public void driver() {
            sleep();
        }

        @Actor
        public void adder() {
            addAndWake();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /**
     * {@link SleepVersusEarlier}, but the earliest deadline is published by a release store: the
     * look at the alarm overtakes it.
     */
    @JCStressTest
    @JCStressMeta(SleepVersusEarlier.class)
    @State
    public static class BrokenReleasePublication extends Bedtime {
        public BrokenReleasePublication() {
            heap.add(new Nothing(), LATER);
        }

        @Actor
        public void driver() {
            sleep();
        }

        @Actor
        public void adder() {
            HeapInternals.releaseEarliest(heap, DUE);
            woke = alarm.isTooLateFor(DUE);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }
}
