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
 * The slot before a worker's ring: what stands in it is delivered once.
 *
 * <p>Results are the verdict over all tasks and how many of them the thief got.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t NextSlotStress</pre>
 */
public final class NextSlotStress {

    private NextSlotStress() {}

    /** A queue with a task in its next slot, and what owner and thief got. */
    abstract static class Slot {
        final RunQueue queue = new RunQueue(2);
        final Tally byOwner = new Tally();
        final Tally byThief = new Tally();

        Slot() {
            queue.exchangeNext(NumberedTask.A);
        }

        final void steal() {
            Runnable task = queue.peekNext();
            if (task != null && queue.takeNext(task)) {
                byThief.add(task);
            }
        }

        /** Takes the task without a compare-and-set. */
        final void stealByPlainWrite() {
            Runnable task = queue.peekNext();
            if (task != null) {
                queue.next = null;
                byThief.add(task);
            }
        }

        final void judge(int n, LI_Result r) {
            byOwner.drain(queue);
            r.r1 = byOwner.plus(byThief).verdict(n);
            r.r2 = byThief.total();
        }
    }

    /** The owner puts another task into the slot while a thief takes what stands there. */
    @JCStressTest
    @State
    @Outcome(
            id = "once, 0",
            expect = ACCEPTABLE,
            desc = "The owner changed what the thief had seen.")
    @Outcome(
            id = "once, 1",
            expect = ACCEPTABLE,
            desc = "The thief took one, the owner has the other.")
    @Outcome(expect = FORBIDDEN, desc = "A task was lost, or delivered twice.")
    public static class ExchangeVersusSteal extends Slot {
        @Actor
        public void owner() {
            byOwner.add(queue.exchangeNext(NumberedTask.B));
        }

        @Actor
        public void thief() {
            steal();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(2, r);
        }
    }

    /** {@link ExchangeVersusSteal}, but the thief looks, and then writes. */
    @JCStressTest
    @JCStressMeta(ExchangeVersusSteal.class)
    @State
    public static class BrokenStealByPlainWrite extends Slot {
        @Actor
        public void owner() {
            byOwner.add(queue.exchangeNext(NumberedTask.B));
        }

        @Actor
        public void thief() {
            stealByPlainWrite();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(2, r);
        }
    }

    /** The owner takes the task while a thief does. */
    @JCStressTest
    @State
    @Outcome(id = "once, 0", expect = ACCEPTABLE, desc = "The owner took it.")
    @Outcome(id = "once, 1", expect = ACCEPTABLE, desc = "The thief took it.")
    @Outcome(expect = FORBIDDEN, desc = "The task was lost, or delivered twice.")
    public static class TakeVersusSteal extends Slot {
        @Actor
        public void owner() {
            byOwner.add(queue.takeNext());
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

    /** {@link TakeVersusSteal}, but the owner looks, and then writes. */
    @JCStressTest
    @JCStressMeta(TakeVersusSteal.class)
    @State
    public static class BrokenTakeByPlainWrite extends Slot {
        @Actor
        public void owner() {
            Runnable task = queue.next;
            if (task != null) {
                queue.next = null;
                byOwner.add(task);
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

    /** A task that can tell whether what was written before it was queued is seen. */
    static final class WrittenTask implements Runnable {
        int content;

        @Override
        public void run() {}
    }

    /** An empty slot, and a thief. Results: what the thief found, how many tasks it got. */
    abstract static class Empty {
        final RunQueue queue = new RunQueue(2);
        final WrittenTask task = new WrittenTask();
        private String found = "nothing";
        private int stolen;

        final void write() {
            task.content = 1;
        }

        final void steal() {
            if (queue.takeNext() instanceof WrittenTask found) {
                stolen++;
                this.found = found.content == 1 ? "written" : "not written";
            }
        }

        final void judge(LI_Result r) {
            r.r1 = found;
            r.r2 = stolen + (queue.takeNext() == null ? 0 : 1);
        }
    }

    /** The owner fills the empty slot while a thief looks. */
    @JCStressTest
    @State
    @Outcome(id = "nothing, 1", expect = ACCEPTABLE, desc = "The thief came too early.")
    @Outcome(
            id = "written, 1",
            expect = ACCEPTABLE,
            desc = "The thief saw what the owner had written.")
    @Outcome(expect = FORBIDDEN, desc = "The thief has a task that is not written yet.")
    public static class FillVersusSteal extends Empty {
        @Actor
        public void owner() {
            write();
            queue.exchangeNext(task);
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

    /** {@link FillVersusSteal}, but the task is written after it is queued. */
    @JCStressTest
    @JCStressMeta(FillVersusSteal.class)
    @State
    public static class BrokenFillsBeforeItWrites extends Empty {
        @Actor
        public void owner() {
            queue.exchangeNext(task);
            write();
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
