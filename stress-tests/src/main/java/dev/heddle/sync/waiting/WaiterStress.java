package dev.heddle.sync.waiting;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZZ_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import java.util.concurrent.locks.LockSupport;

/**
 * A wait has exactly one outcome; whoever brings it about is seen with all it did before, and wakes
 * the waiting thread.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t WaiterStress</pre>
 */
public final class WaiterStress {
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long TWINS_PATIENCE_NANOS = 20_000_000;

    private WaiterStress() {}

    /** The outcome, looked at and written in two steps. */
    static final class LookThenWrite {
        volatile int outcome;

        boolean claim(int value) {
            if (outcome != Waiter.WAITING) {
                return false;
            }
            outcome = value;
            return true;
        }
    }

    /** A claim meets a deadline that has just passed. */
    @JCStressTest
    @State
    @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "The claim came first.")
    @Outcome(id = "-1, false", expect = ACCEPTABLE, desc = "The timeout came first.")
    @Outcome(expect = FORBIDDEN, desc = "Both ended the wait, or neither.")
    public static class ClaimVersusTimeout {
        final Waiter waiter = new Waiter();

        @Actor
        public void waiter(IZ_Result r) {
            r.r1 = waiter.awaitUntil(this, System.nanoTime());
        }

        @Actor
        public void claimer(IZ_Result r) {
            r.r2 = waiter.claim(1);
        }
    }

    /** {@link ClaimVersusTimeout} without a compare-and-set. */
    @JCStressTest
    @JCStressMeta(ClaimVersusTimeout.class)
    @State
    public static class BrokenTimeoutByWrite {
        final LookThenWrite waiter = new LookThenWrite();

        @Actor
        public void waiter(IZ_Result r) {
            r.r1 = waiter.claim(Waiter.TIMED_OUT) ? Waiter.TIMED_OUT : waiter.outcome;
        }

        @Actor
        public void claimer(IZ_Result r) {
            r.r2 = waiter.claim(1);
        }
    }

    /** Two claim the same waiter, by way of two queues. */
    @JCStressTest
    @State
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One of them got it.")
    @Outcome(expect = FORBIDDEN, desc = "Both did, or neither.")
    public static class ClaimVersusClaim {
        final Waiter waiter = new Waiter();
        final WaitNode here = new WaitNode(waiter, 1);
        final WaitNode there = new WaitNode(waiter, 2);

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = here.claim();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = there.claim();
        }
    }

    /** {@link ClaimVersusClaim} without a compare-and-set. */
    @JCStressTest
    @JCStressMeta(ClaimVersusClaim.class)
    @State
    public static class BrokenClaimByWrite {
        final LookThenWrite waiter = new LookThenWrite();

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = waiter.claim(1);
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = waiter.claim(2);
        }
    }

    /** What passes, and a field beside it. */
    abstract static class Parcel {
        final Waiter waiter = new Waiter();
        int plain;

        final void fill() {
            plain = 1;
            waiter.item = "item";
        }

        final void open(II_Result r) {
            if (waiter.outcome() == Waiter.WAITING) {
                r.r1 = -1;
                r.r2 = -1;
            } else {
                r.r1 = waiter.item == null ? 0 : 1;
                r.r2 = plain;
            }
        }
    }

    /** What the claimer wrote before the claim is seen by whoever sees the outcome. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "All of it.")
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "No outcome yet.")
    @Outcome(expect = FORBIDDEN, desc = "The outcome without all that led to it.")
    public static class Publication extends Parcel {
        @Actor
        public void claimer() {
            fill();
            waiter.claim(1);
        }

        @Actor
        public void waiter(II_Result r) {
            open(r);
        }
    }

    /** The item is written after the claim. */
    @JCStressTest
    @JCStressMeta(Publication.class)
    @State
    public static class BrokenItemAfterClaim extends Parcel {
        @Actor
        public void claimer() {
            waiter.claim(1);
            fill();
        }

        @Actor
        public void waiter(II_Result r) {
            open(r);
        }
    }

    /** A waiter that the other actor waits for before it goes on. */
    abstract static class Meeting {
        private volatile @Nullable Waiter place;

        final Waiter arrive() {
            Waiter waiter = new Waiter();
            place = waiter;
            return waiter;
        }

        final Waiter meet() {
            Waiter waiter;
            while ((waiter = place) == null) {
                Thread.onSpinWait();
            }
            return waiter;
        }
    }

    /** A claim meets an interrupt. The last result is the interrupt status after the wait. */
    @JCStressTest
    @State
    @Outcome(id = "1, true, true", expect = ACCEPTABLE, desc = "Claimed; the interrupt is kept.")
    @Outcome(id = "-2, false, false", expect = ACCEPTABLE, desc = "Interrupted.")
    @Outcome(expect = FORBIDDEN, desc = "Both, neither, or the interrupt was swallowed.")
    public static class ClaimVersusInterrupt extends Meeting {
        @Actor
        public void waiter(IZZ_Result r) {
            Waiter waiter = arrive();
            Thread.currentThread().interrupt();
            r.r1 = waiter.await(this);
            r.r3 = Thread.interrupted();
        }

        @Actor
        public void claimer(IZZ_Result r) {
            r.r2 = meet().claim(1);
        }
    }

    /** The interrupt status is not set again when a claim came first. */
    @JCStressTest
    @JCStressMeta(ClaimVersusInterrupt.class)
    @State
    public static class BrokenInterruptSwallowed extends Meeting {
        private static final int GAVE_UP = 99;

        @Actor
        public void waiter(IZZ_Result r) {
            Waiter waiter = arrive();
            Thread.currentThread().interrupt();
            while (waiter.outcome() == Waiter.WAITING) {
                if (Thread.interrupted()) {
                    waiter.claim(GAVE_UP);
                }
            }
            r.r1 = waiter.outcome() == GAVE_UP ? Waiter.INTERRUPTED : waiter.outcome();
            r.r3 = Thread.interrupted();
        }

        @Actor
        public void claimer(IZZ_Result r) {
            r.r2 = meet().claim(1);
        }
    }

    /** A claim meets a thread that is about to park. */
    @JCStressTest
    @State
    @Outcome(id = "awake", expect = ACCEPTABLE, desc = "It was woken, or did not park.")
    @Outcome(expect = FORBIDDEN, desc = "It slept through the claim.")
    public static class ClaimVersusPark extends Meeting {
        @Actor
        public void waiter(L_Result r) {
            Waiter waiter = arrive();
            long start = System.nanoTime();
            int outcome = waiter.awaitUntil(this, start + PATIENCE_NANOS);
            boolean late = System.nanoTime() - start >= PATIENCE_NANOS;
            r.r1 = outcome == 1 && !late ? "awake" : "asleep";
        }

        @Actor
        public void claimer() {
            Waiter waiter = meet();
            waiter.claim(1);
            waiter.unpark();
        }
    }

    /**
     * The claimer spares itself the unpark of a thread that does not say it parks, and the waiter
     * says so after its look at the outcome.
     */
    @JCStressTest
    @JCStressMeta(ClaimVersusPark.class)
    @State
    public static class BrokenParkAfterEarlierLook extends Meeting {
        private volatile boolean parks;

        @Actor
        public void waiter(L_Result r) {
            Waiter waiter = arrive();
            long start = System.nanoTime();
            long left = TWINS_PATIENCE_NANOS;
            while (waiter.outcome() == Waiter.WAITING && left > 0) {
                parks = true;
                LockSupport.parkNanos(this, left);
                left = start + TWINS_PATIENCE_NANOS - System.nanoTime();
            }
            r.r1 = left > 0 ? "awake" : "asleep";
        }

        @Actor
        public void claimer() {
            Waiter waiter = meet();
            waiter.claim(1);
            if (parks) {
                waiter.unpark();
            }
        }
    }
}
