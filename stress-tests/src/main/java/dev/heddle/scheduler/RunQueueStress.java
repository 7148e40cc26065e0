package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * The ring of a worker, its owner against thieves: every task is delivered once.
 *
 * <p>Results are the verdict over all tasks and how many of them the second actor got.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t RunQueueStress</pre>
 */
public final class RunQueueStress {

    private static final int CAPACITY = 4;

    private RunQueueStress() {}

    /** A victim's ring, a thief's ring, and what both got. */
    abstract static class Theft {
        final RunQueue victim = new RunQueue(CAPACITY);
        final RunQueue thief = new RunQueue(CAPACITY);
        final Tally byOwner = new Tally();
        final Tally byThief = new Tally();

        /** Fills the victim's ring, whose indices start at {@code start}. */
        final void fill(int start, Runnable... tasks) {
            victim.head = start;
            victim.tail = start;
            for (Runnable task : tasks) {
                victim.offer(task);
            }
        }

        final void steal() {
            byThief.add(thief.stealFrom(victim));
        }

        /** Empties both rings; {@code n} tasks were put in. */
        final void judge(int n, LI_Result r) {
            byThief.drain(thief);
            r.r2 = byThief.total();
            byOwner.drain(victim);
            r.r1 = byOwner.plus(byThief).verdict(n);
        }
    }

    /** The owner polls the last task while a thief steals it. */
    @JCStressTest
    @State
    @Outcome(id = "once, 0", expect = ACCEPTABLE, desc = "The owner took it.")
    @Outcome(id = "once, 1", expect = ACCEPTABLE, desc = "The thief took it.")
    @Outcome(expect = FORBIDDEN, desc = "The task was lost, or delivered twice.")
    public static class PollVersusSteal extends Theft {
        {
            fill(0, NumberedTask.A);
        }

        @Actor
        public void owner() {
            byOwner.add(victim.poll());
        }

        @Actor
        public void thief() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(1, r);
        }
    }

    /** {@link PollVersusSteal}, but the owner moves the head by a plain write. */
    @JCStressTest
    @JCStressMeta(PollVersusSteal.class)
    @State
    public static class BrokenPollWithoutCas extends Theft {
        {
            fill(0, NumberedTask.A);
        }

        @Actor
        public void owner() {
            int h = victim.head;
            if (victim.tail != h) {
                byOwner.add(Internals.ring(victim)[h & CAPACITY - 1]);
                Internals.HEAD.set(victim, h + 1);
            }
        }

        @Actor
        public void thief() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(1, r);
        }
    }

    /** A thief looks while the owner offers the first task. */
    @JCStressTest
    @State
    @Outcome(id = "once, 0", expect = ACCEPTABLE, desc = "The thief was too early.")
    @Outcome(id = "once, 1", expect = ACCEPTABLE, desc = "The thief took it, and saw its content.")
    @Outcome(expect = FORBIDDEN, desc = "The thief took a slot that was not written yet.")
    public static class OfferVersusSteal extends Theft {
        @Actor
        public void owner() {
            victim.offer(new NumberedTask(0));
        }

        @Actor
        public void thief() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(1, r);
        }
    }

    /** {@link OfferVersusSteal}, but the owner moves the tail before it writes the slot. */
    @JCStressTest
    @JCStressMeta(OfferVersusSteal.class)
    @State
    public static class BrokenTailBeforeSlot extends Theft {
        @Actor
        public void owner() {
            int t = victim.tail;
            Internals.TAIL.setVolatile(victim, t + 1);
            Internals.ring(victim)[t & CAPACITY - 1] = new NumberedTask(0);
        }

        @Actor
        public void thief() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(1, r);
        }
    }

    /** A thief looks while the owner puts in a task that it has found elsewhere. */
    @JCStressTest
    @JCStressMeta(OfferVersusSteal.class)
    @State
    public static class FoundVersusSteal extends Theft {
        @Actor
        public void owner() {
            victim.offerFound(new NumberedTask(0));
        }

        @Actor
        public void thief() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(1, r);
        }
    }

    /** A full ring whose indices pass from the largest int to the smallest. */
    abstract static class FullRing extends Theft {
        private static final int TRIES = 200;

        /** How many more tasks the owner has put in; the owner's. */
        int offered;

        FullRing() {
            fill(
                    Integer.MAX_VALUE - 1,
                    NumberedTask.A,
                    NumberedTask.B,
                    NumberedTask.C,
                    NumberedTask.D);
        }

        /** Writes slots again as soon as the thief has freed them. */
        final void offerMore() {
            for (int i = 0; i < TRIES && offered < 2; i++) {
                if (victim.offer(offered == 0 ? NumberedTask.E : NumberedTask.F)) {
                    offered++;
                }
            }
        }

        final void judge(LI_Result r) {
            judge(4 + offered, r);
            r.r2 = offered;
        }
    }

    /** The owner writes slots again as soon as the thief has freed them. */
    @JCStressTest
    @State
    @Outcome(id = "once, 0", expect = ACCEPTABLE, desc = "The ring was full all the time.")
    @Outcome(id = "once, [12]", expect = ACCEPTABLE, desc = "The owner wrote freed slots again.")
    @Outcome(expect = FORBIDDEN, desc = "The thief copied a slot that had been written again.")
    public static class WrapAround extends FullRing {
        @Actor
        public void owner() {
            offerMore();
        }

        @Actor
        public void thief() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(r);
        }
    }

    /** {@link WrapAround}, but the thief copies the slots after it has moved the head. */
    @JCStressTest
    @JCStressMeta(WrapAround.class)
    @State
    public static class BrokenCopyAfterCas extends FullRing {
        @Actor
        public void owner() {
            offerMore();
        }

        @Actor
        public void thief() {
            int h = victim.head;
            int n = ((int) Internals.TAIL.getAcquire(victim) - h) >> 1;
            if (Internals.HEAD.compareAndSet(victim, h, h + n)) {
                for (int i = 0; i < n; i++) {
                    byThief.addAll(Internals.ring(victim)[h + i & CAPACITY - 1]);
                }
            }
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(r);
        }
    }

    /** The owner takes half of a full ring away, for the injection queue, while a thief steals. */
    @JCStressTest
    @State
    @Outcome(id = "once, 2", expect = ACCEPTABLE, desc = "The thief came first and had two.")
    @Outcome(id = "once, 1", expect = ACCEPTABLE, desc = "The thief had half of what was left.")
    @Outcome(expect = FORBIDDEN, desc = "A task was lost, or delivered twice.")
    public static class OverflowVersusSteal extends FullRing {
        @Actor
        public void owner() {
            Runnable[] batch = victim.takeHalf(NumberedTask.E);
            byOwner.addAll(batch == null ? new Runnable[] {NumberedTask.E} : batch);
        }

        @Actor
        public void thief() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(5, r);
        }
    }

    /** {@link OverflowVersusSteal}, but the owner moves the head by a plain write. */
    @JCStressTest
    @JCStressMeta(OverflowVersusSteal.class)
    @State
    public static class BrokenOverflowWithoutCas extends FullRing {
        @Actor
        public void owner() {
            int h = victim.head;
            if (victim.tail - h == CAPACITY) {
                for (int i = 0; i < CAPACITY / 2; i++) {
                    byOwner.addAll(Internals.ring(victim)[h + i & CAPACITY - 1]);
                }
                Internals.HEAD.set(victim, h + CAPACITY / 2);
            }
            byOwner.add(NumberedTask.E);
        }

        @Actor
        public void thief() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(5, r);
        }
    }

    /** Two thieves at one victim, whose owner is in a goroutine. */
    @JCStressTest
    @State
    @Outcome(id = "once, [12]", expect = ACCEPTABLE, desc = "The second came second, or first.")
    @Outcome(expect = FORBIDDEN, desc = "A task was lost, or both thieves have it.")
    public static class TwoThieves extends FullRing {
        final RunQueue other = new RunQueue(CAPACITY);

        @Actor
        public void one() {
            byOwner.add(other.stealFrom(victim));
        }

        @Actor
        public void two() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            byOwner.drain(other);
            judge(4, r);
        }
    }

    /** {@link TwoThieves}, but one of them moves the head by a plain write. */
    @JCStressTest
    @JCStressMeta(TwoThieves.class)
    @State
    public static class BrokenStealWithoutCas extends FullRing {
        @Actor
        public void one() {
            int h = victim.head;
            int available = (int) Internals.TAIL.getAcquire(victim) - h;
            int n = available - (available >> 1);
            for (int i = 0; i < n; i++) {
                byOwner.addAll(Internals.ring(victim)[h + i & CAPACITY - 1]);
            }
            Internals.HEAD.set(victim, h + n);
        }

        @Actor
        public void two() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(4, r);
        }
    }

    /** The owner forgets taken tasks, before it parks, while a thief takes the last ones. */
    @JCStressTest
    @State
    @Outcome(id = "once, 0", expect = ACCEPTABLE, desc = "The ring was full all the time.")
    @Outcome(
            id = "once, [12]",
            expect = ACCEPTABLE,
            desc = "There were new tasks behind the taken.")
    @Outcome(expect = FORBIDDEN, desc = "A task was forgotten that nobody had taken.")
    public static class ClearTakenVersusSteal extends FullRing {
        @Actor
        public void owner() {
            offerMore();
            victim.clearTaken();
        }

        @Actor
        public void thief() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(r);
        }
    }

    /** {@link ClearTakenVersusSteal}, but the owner does not look whether the ring is empty. */
    @JCStressTest
    @JCStressMeta(ClearTakenVersusSteal.class)
    @State
    public static class BrokenClearWhileNotEmpty extends FullRing {
        @Actor
        public void owner() {
            int start = victim.head;
            offerMore();
            int h = victim.head;
            for (int i = 1; i <= h - start; i++) {
                Internals.ring(victim)[h - i & CAPACITY - 1] = null;
            }
        }

        @Actor
        public void thief() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(r);
        }
    }
}
