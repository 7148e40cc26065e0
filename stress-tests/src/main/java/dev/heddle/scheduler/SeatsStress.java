package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.LI_Result;

import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Seats: never more than the limit, and none stays empty while a spare idles.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t SeatsStress</pre>
 */
public final class SeatsStress {

    private SeatsStress() {}

    /** Seats, and how many of the two actors succeeded. Results: how many did, seats taken. */
    abstract static class Counted {
        final Seats seats;
        boolean first;
        boolean second;

        Counted(int limit, int taken) {
            seats = new Seats(2);
            for (int i = 0; i < taken; i++) {
                seats.tryTake();
            }
            seats.resize(limit);
        }

        final void judge(II_Result r) {
            r.r1 = (first ? 1 : 0) + (second ? 1 : 0);
            r.r2 = seats.taken();
        }
    }

    /** One seat, nobody in it. */
    abstract static class OneSeat extends Counted {
        OneSeat() {
            super(1, 0);
        }

        /** {@code tryTake} without the compare-and-set. */
        final boolean lookAndTake() {
            if (!seats.isAnyFree()) {
                return false;
            }
            Internals.SEATS.getAndAdd(seats, 1L);
            return true;
        }
    }

    /** Two seats taken, and one is to go. */
    abstract static class OneTooMany extends Counted {
        OneTooMany() {
            super(1, 2);
        }

        /** {@code tryStepDown} without the compare-and-set. */
        final boolean lookAndStepDown() {
            if (!seats.isOverfull()) {
                return false;
            }
            seats.giveUp();
            return true;
        }
    }

    /** Two workers want the last seat. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "One of them has it.")
    @Outcome(expect = FORBIDDEN, desc = "Both have it, or nobody.")
    public static class TakeVersusTake extends OneSeat {
        @Actor
        public void one() {
            first = seats.tryTake();
        }

        @Actor
        public void two() {
            second = seats.tryTake();
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /** {@link TakeVersusTake}, but look and step are two. */
    @JCStressTest
    @JCStressMeta(TakeVersusTake.class)
    @State
    public static class BrokenLooksThenTakes extends OneSeat {
        @Actor
        public void one() {
            first = lookAndTake();
        }

        @Actor
        public void two() {
            second = lookAndTake();
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /** Two workers see that there is one too many. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "One of them steps down.")
    @Outcome(expect = FORBIDDEN, desc = "Both step down, or nobody.")
    public static class StepDownVersusStepDown extends OneTooMany {
        @Actor
        public void one() {
            first = seats.tryStepDown();
        }

        @Actor
        public void two() {
            second = seats.tryStepDown();
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /** {@link StepDownVersusStepDown}, but look and step are two. */
    @JCStressTest
    @JCStressMeta(StepDownVersusStepDown.class)
    @State
    public static class BrokenLooksThenStepsDown extends OneTooMany {
        @Actor
        public void one() {
            first = lookAndStepDown();
        }

        @Actor
        public void two() {
            second = lookAndStepDown();
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /** The parallelism grows while a worker takes a seat. */
    @JCStressTest
    @State
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The limit is two, one seat is taken.")
    @Outcome(expect = FORBIDDEN, desc = "The limit or the seat was lost.")
    public static class ResizeVersusTake extends OneSeat {
        @Actor
        public void resizer() {
            seats.resize(2);
            first = seats.limit() == 2;
        }

        @Actor
        public void taker() {
            second = seats.tryTake();
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /** {@link ResizeVersusTake}, but the word is read, and then written. */
    @JCStressTest
    @JCStressMeta(ResizeVersusTake.class)
    @State
    public static class BrokenResizeWithoutCas extends OneSeat {
        @Actor
        public void resizer() {
            int taken = seats.taken();
            Internals.SEATS.setVolatile(seats, 2L << Integer.SIZE | taken);
            first = seats.limit() == 2;
        }

        @Actor
        public void taker() {
            second = seats.tryTake();
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /** Two seats, one of them taken. */
    abstract static class OneOfTwo extends Counted {
        OneOfTwo() {
            super(2, 1);
        }

        /** {@code giveUp} that reads, and then writes. */
        final void giveUpByWrite() {
            long state = (long) Internals.SEATS.getVolatile(seats);
            Internals.SEATS.setVolatile(seats, state - 1);
        }
    }

    /** A worker takes a seat while the monitor gives up that of another one. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "One seat is taken.")
    @Outcome(expect = FORBIDDEN, desc = "A seat was lost, or is taken by nobody.")
    public static class GiveUpVersusTake extends OneOfTwo {
        @Actor
        public void monitor() {
            seats.giveUp();
        }

        @Actor
        public void worker() {
            second = seats.tryTake();
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /** {@link GiveUpVersusTake}, but the word is read, and then written. */
    @JCStressTest
    @JCStressMeta(GiveUpVersusTake.class)
    @State
    public static class BrokenGivesUpByWrite extends OneOfTwo {
        @Actor
        public void monitor() {
            giveUpByWrite();
        }

        @Actor
        public void worker() {
            second = seats.tryTake();
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /**
     * The protocol of {@code WorkerPool.fillSeats} and {@code addSpare}, with real seats and the
     * same list, and a worker that is its seat only. Results: where the worker is, seats taken.
     */
    abstract static class Office {
        static final String SEATED = "seated";
        static final String STUCK = "stuck";
        static final String SPARE = "spare";

        final Seats seats = new Seats(1);
        final ConcurrentLinkedDeque<AtomicReference<String>> spares = new ConcurrentLinkedDeque<>();
        final AtomicReference<String> worker;

        Office(String state) {
            worker = new AtomicReference<>(state);
            seats.tryTake();
        }

        final void replace() {
            seats.giveUp();
            fillSeats();
        }

        final void fillSeats() {
            while (seats.tryTake()) {
                if (seatASpare()) {
                    continue;
                }
                seats.giveUp();
                VarHandle.fullFence();
                if (spares.isEmpty()) {
                    return;
                }
            }
        }

        final boolean seatASpare() {
            AtomicReference<String> spare = spares.pollFirst();
            if (spare != null) {
                spare.set(SEATED);
            }
            return spare != null;
        }

        /** Back from a goroutine that held the worker too long. */
        final void returnToSeat() {
            if (seats.tryTake()) {
                worker.set(SEATED);
            } else {
                worker.set(SPARE);
                addSpare();
            }
        }

        final void addSpare() {
            spares.addFirst(worker);
            VarHandle.fullFence();
            if (seats.isAnyFree()) {
                fillSeats();
            }
        }

        final void judge(LI_Result r) {
            r.r1 = worker.get();
            r.r2 = seats.taken();
        }
    }

    /** A stuck worker, and another one that holds the only seat. */
    abstract static class AnotherGetsStuck extends Office {
        AnotherGetsStuck() {
            super(STUCK);
        }
    }

    /** A worker in its seat. */
    abstract static class WorkerGetsStuck extends Office {
        WorkerGetsStuck() {
            super(SEATED);
        }
    }

    /** A stuck worker returns while another one loses the seat. */
    @JCStressTest
    @State
    @Outcome(id = "seated, 1", expect = ACCEPTABLE, desc = "The worker has the seat.")
    @Outcome(expect = FORBIDDEN, desc = "The seat is empty while the worker waits for one.")
    public static class ReturnVersusFreeSeat extends AnotherGetsStuck {
        @Actor
        public void monitor() {
            replace();
        }

        @Actor
        public void returner() {
            returnToSeat();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(r);
        }
    }

    /** {@link ReturnVersusFreeSeat}, but who finds no spare does not look again. */
    @JCStressTest
    @JCStressMeta(ReturnVersusFreeSeat.class)
    @State
    public static class BrokenNoSecondLook extends AnotherGetsStuck {
        @Actor
        public void monitor() {
            seats.giveUp();
            if (seats.tryTake() && !seatASpare()) {
                seats.giveUp();
            }
        }

        @Actor
        public void returner() {
            returnToSeat();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(r);
        }
    }

    /** {@link ReturnVersusFreeSeat}, but a new spare does not look for a free seat. */
    @JCStressTest
    @JCStressMeta(ReturnVersusFreeSeat.class)
    @State
    public static class BrokenSpareDoesNotLook extends AnotherGetsStuck {
        @Actor
        public void monitor() {
            replace();
        }

        @Actor
        public void returner() {
            if (seats.tryTake()) {
                worker.set(SEATED);
            } else {
                worker.set(SPARE);
                spares.addFirst(worker);
            }
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(r);
        }
    }

    /** The monitor finds a worker stuck in the moment when it returns. */
    @JCStressTest
    @State
    @Outcome(id = "seated, 1", expect = ACCEPTABLE, desc = "It has its seat again.")
    @Outcome(
            id = "stuck, 0",
            expect = ACCEPTABLE,
            desc = "It was back too early, and will look when it is back next time.")
    @Outcome(
            expect = FORBIDDEN,
            desc = "The seat is empty while the worker waits for one, or taken twice.")
    public static class StuckVersusReturn extends WorkerGetsStuck {
        @Actor
        public void monitor() {
            if (worker.compareAndSet(SEATED, STUCK)) {
                replace();
            }
        }

        @Actor
        public void returner() {
            if (worker.get().equals(STUCK)) {
                returnToSeat();
            }
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(r);
        }
    }

    /** {@link StuckVersusReturn}, but the worker sits down without asking for the seat. */
    @JCStressTest
    @JCStressMeta(StuckVersusReturn.class)
    @State
    public static class BrokenReturnKeepsSeat extends WorkerGetsStuck {
        @Actor
        public void monitor() {
            if (worker.compareAndSet(SEATED, STUCK)) {
                replace();
            }
        }

        @Actor
        public void returner() {
            if (worker.get().equals(STUCK)) {
                worker.set(SEATED);
            }
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(r);
        }
    }
}
