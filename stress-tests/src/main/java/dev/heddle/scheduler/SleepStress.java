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
 * A worker falls asleep while somebody publishes work: the wake-up is not lost, whatever queue the
 * work goes to.
 *
 * <p>Results say who noticed.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t SleepStress</pre>
 */
public final class SleepStress {

    private SleepStress() {}

    /** One worker, which is awake and has nothing to do, and the queues. */
    abstract static class Nap {
        static {
            VirtualThreads.requireOpen(); // hands Agrona what it needs
        }

        final Sleepers sleepers = new Sleepers(1);
        final InjectionQueue injection = new InjectionQueue();
        final RunQueue queue = new RunQueue(2);

        /** The publisher's. */
        int claimed = -1;

        /** The sleeper's. */
        boolean looked;

        final void claim() {
            claimed = sleepers.claim();
        }

        final void lookAgain(boolean nothing) {
            if (!nothing) {
                looked = true;
                sleepers.wakeUp(0);
            }
        }

        final void judge(L_Result r) {
            if (sleepers.isAsleep(0)) {
                r.r1 = "overslept";
            } else if (looked) {
                r.r1 = claimed == 0 ? "both" : "looked";
            } else {
                r.r1 = claimed == 0 ? "claimed" : "nobody";
            }
        }
    }

    /** Work from outside, in the injection queue. */
    @JCStressTest
    @State
    @Outcome(id = "looked", expect = ACCEPTABLE, desc = "The sleeper's last look found the work.")
    @Outcome(id = "claimed", expect = ACCEPTABLE, desc = "The publisher woke the sleeper.")
    @Outcome(id = "both", expect = ACCEPTABLE, desc = "The sleeper looked, and had been claimed.")
    @Outcome(expect = FORBIDDEN, desc = "There is work and its only worker sleeps.")
    public static class ParkVersusInject extends Nap {
        @Actor
        public void publisher() {
            injection.offer(NumberedTask.A);
            claim();
        }

        @Actor
        public void sleeper() {
            sleepers.fallAsleep(0, false);
            lookAgain(injection.isEmpty());
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link ParkVersusInject}, but the worker does not look again after it set its bit. */
    @JCStressTest
    @JCStressMeta(ParkVersusInject.class)
    @State
    public static class BrokenNoSecondLook extends Nap {
        @Actor
        public void publisher() {
            injection.offer(NumberedTask.A);
            claim();
        }

        @Actor
        public void sleeper() {
            if (injection.isEmpty()) {
                sleepers.fallAsleep(0, false);
            } else {
                looked = true;
            }
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** Work in another worker's ring. */
    @JCStressTest
    @State
    @Outcome(id = "looked", expect = ACCEPTABLE, desc = "The sleeper's last look found the work.")
    @Outcome(id = "claimed", expect = ACCEPTABLE, desc = "The publisher woke the sleeper.")
    @Outcome(id = "both", expect = ACCEPTABLE, desc = "The sleeper looked, and had been claimed.")
    @Outcome(expect = FORBIDDEN, desc = "There is work and its only worker sleeps.")
    public static class ParkVersusOffer extends Nap {
        @Actor
        public void publisher() {
            queue.offer(NumberedTask.A);
            claim();
        }

        @Actor
        public void sleeper() {
            sleepers.fallAsleep(0, false);
            lookAgain(queue.isRingEmpty());
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /**
     * {@link ParkVersusOffer}, but the tail is moved by a release store: a later load overtakes it.
     */
    @JCStressTest
    @JCStressMeta(ParkVersusOffer.class)
    @State
    public static class BrokenReleasePublication extends Nap {
        @Actor
        public void publisher() {
            queue.offerFound(NumberedTask.A);
            claim();
        }

        @Actor
        public void sleeper() {
            sleepers.fallAsleep(0, false);
            lookAgain(queue.isRingEmpty());
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** Work in another worker's next slot. */
    @JCStressTest
    @State
    @Outcome(id = "looked", expect = ACCEPTABLE, desc = "The sleeper's last look found the work.")
    @Outcome(id = "claimed", expect = ACCEPTABLE, desc = "The publisher woke the sleeper.")
    @Outcome(id = "both", expect = ACCEPTABLE, desc = "The sleeper looked, and had been claimed.")
    @Outcome(expect = FORBIDDEN, desc = "There is work and its only worker sleeps.")
    public static class ParkVersusNext extends Nap {
        @Actor
        public void publisher() {
            queue.exchangeNext(NumberedTask.A);
            queue.publishNext();
            claim();
        }

        @Actor
        public void sleeper() {
            sleepers.fallAsleep(0, false);
            lookAgain(queue.peekNext() == null);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link ParkVersusNext}, but without the fence behind the store. */
    @JCStressTest
    @JCStressMeta(ParkVersusNext.class)
    @State
    public static class BrokenUnfencedNext extends Nap {
        @Actor
        public void publisher() {
            queue.exchangeNext(NumberedTask.A);
            claim();
        }

        @Actor
        public void sleeper() {
            sleepers.fallAsleep(0, false);
            lookAgain(queue.peekNext() == null);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }
}
