package dev.heddle.timers.heap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.Gap;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The heap in the hands of several threads: every timer fires once, although owner and thief both
 * fire and others add and stop.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t TimerHeapStress</pre>
 */
public final class TimerHeapStress {

    private TimerHeapStress() {}

    private static final long DUE = 10;

    /** A heap with some timers that are due. */
    abstract static class Shared {
        final TimerHeap heap = new TimerHeap(4);
        final CountedTimer a = new CountedTimer();
        final CountedTimer b = new CountedTimer();
        final CountedTimer c = new CountedTimer();

        /** What broke in the heap itself; a twin's. */
        private volatile boolean corrupt;

        Shared() {
            heap.add(a, 1);
            heap.add(b, 2);
        }

        /** Goes in although another may be inside. */
        final void breakIn(Runnable access) {
            heap.unlock();
            tolerant(access);
        }

        /** Does something to a heap that a twin has broken into. */
        final void tolerant(Runnable access) {
            try {
                access.run();
            } catch (RuntimeException e) {
                corrupt = true;
            }
        }

        /** Lets the rest fire. */
        final void judge(L_Result r, CountedTimer... timers) {
            tolerant(
                    () -> {
                        heap.unlock();
                        for (int i = 0; i < 4; i++) {
                            heap.expire(DUE, 4);
                        }
                    });
            boolean lost = false;
            boolean twice = false;
            for (CountedTimer timer : timers) {
                lost |= timer.fired() == 0;
                twice |= timer.fired() > 1;
            }
            r.r1 =
                    corrupt
                            ? "corrupt"
                            : lost ? "lost" : twice ? "twice" : heap.size() != 0 ? "more" : "once";
        }
    }

    /** Owner and thief fire what is due. */
    @JCStressTest
    @State
    @Outcome(id = "once", expect = ACCEPTABLE, desc = "Each timer fired once.")
    @Outcome(expect = FORBIDDEN, desc = "A timer was lost, or fired twice.")
    public static class OwnerVersusThief extends Shared {
        @Actor
        public void owner() {
            heap.expire(DUE, 1);
        }

        @Actor
        public void thief() {
            heap.tryExpire(DUE, 1);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, a, b);
        }
    }

    /** {@link OwnerVersusThief}, but the thief does not stop at the lock. */
    @JCStressTest
    @JCStressMeta(OwnerVersusThief.class)
    @State
    public static class BrokenThiefBreaksIn extends Shared {
        @Actor
        public void owner() {
            tolerant(() -> heap.expire(DUE, 1));
        }

        @Actor
        public void thief() {
            breakIn(() -> heap.expire(DUE, 1));
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, a, b);
        }
    }

    /** The owner adds a timer while a thief fires others. */
    @JCStressTest
    @State
    @Outcome(id = "once", expect = ACCEPTABLE, desc = "Each timer fired once.")
    @Outcome(expect = FORBIDDEN, desc = "A timer was lost, or fired twice.")
    public static class AddVersusThief extends Shared {
        @Actor
        public void owner() {
            heap.add(c, 0);
        }

        @Actor
        public void thief() {
            heap.tryExpire(DUE, 1);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, a, b, c);
        }
    }

    /** {@link AddVersusThief}, but the owner does not wait for the lock. */
    @JCStressTest
    @JCStressMeta(AddVersusThief.class)
    @State
    public static class BrokenOwnerBreaksIn extends Shared {
        @Actor
        public void owner() {
            breakIn(() -> heap.add(c, 0));
        }

        @Actor
        public void thief() {
            tolerant(() -> heap.tryExpire(DUE, 1));
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r, a, b, c);
        }
    }

    /** Two threads stop a timer each. Result: how many the heap counts then. */
    @JCStressTest
    @State
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Both stops are counted.")
    @Outcome(expect = FORBIDDEN, desc = "A stop was lost: the heap looks busy for ever.")
    public static class StopVersusStop extends Shared {
        @Actor
        public void one() {
            a.stop();
        }

        @Actor
        public void other() {
            b.stop();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = heap.size();
        }
    }

    /** {@link StopVersusStop}, but the stops are read, and then written. */
    @JCStressTest
    @JCStressMeta(StopVersusStop.class)
    @State
    public static class BrokenCountsByWrite {
        private volatile int stops;

        @Actor
        public void one() {
            int now = stops;
            stops = now + 1;
        }

        @Actor
        public void other() {
            int now = stops;
            stops = now + 1;
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = 2 - stops;
        }
    }

    /**
     * One timer waits all the time, another is added and stopped; somebody asks how many there are.
     */
    abstract static class Census {
        final TimerHeap heap = new TimerHeap(4);
        final CountedTimer other = new CountedTimer(false);

        Census() {
            heap.add(new CountedTimer(), DUE);
        }

        final void addAndStop() {
            heap.add(other, DUE);
            other.stop();
        }
    }

    /** Whoever suspects a deadlock must not be told that no timer waits. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The one that waits.")
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both; the other was there at some moment.")
    @Outcome(expect = FORBIDDEN, desc = "None, though there was no such moment.")
    public static class SizeVersusAddAndStop extends Census {
        @Actor
        public void user() {
            addAndStop();
        }

        @Actor
        public void monitor(I_Result r) {
            r.r1 = heap.size();
        }
    }

    /** {@link SizeVersusAddAndStop}, but the stops are read last. */
    @JCStressTest
    @JCStressMeta(SizeVersusAddAndStop.class)
    @State
    public static class BrokenReadsStopsLast extends Census {
        @Actor
        public void user() {
            addAndStop();
        }

        @Actor
        public void monitor(I_Result r) {
            long armed = (long) HeapInternals.ARMED_TIMERS.getAcquire(heap);
            Gap.pass();
            r.r1 = (int) (armed - heap.stops());
        }
    }
}
