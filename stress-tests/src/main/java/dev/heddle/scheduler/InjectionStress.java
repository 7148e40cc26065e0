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
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The queue all workers share: nothing is lost, batches stay together, and its size never hides
 * work from a worker that goes to sleep.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t InjectionStress</pre>
 */
public final class InjectionStress {

    private InjectionStress() {}

    /** The queue, and what two workers took. Results: the verdict, the size after emptying it. */
    abstract static class Queue {
        static {
            VirtualThreads.requireOpen(); // hands Agrona what it needs
        }

        final InjectionQueue queue = new InjectionQueue();
        final RunQueue ring = new RunQueue(8);
        final Tally first = new Tally();
        final Tally second = new Tally();

        /** A worker takes its share. */
        final void drain() {
            first.add(queue.drainTo(ring, 2, InjectionQueue.MAX_BATCH));
        }

        /** {@code poll} without the lock. */
        final void pollWithoutLock(Tally tally) {
            tally.add(Internals.takeOne(queue));
            Internals.SIZE.getAndAdd(queue, -1L);
        }

        final void judge(int n, LI_Result r) {
            first.drain(ring);
            first.drain(queue);
            r.r1 = first.plus(second).verdict(n);
            r.r2 = (int) (long) Internals.SIZE.getVolatile(queue);
        }
    }

    /** A batch of six. */
    abstract static class SixTasks extends Queue {
        SixTasks() {
            queue.offerAll(
                    new Runnable[] {
                        NumberedTask.A,
                        NumberedTask.B,
                        NumberedTask.C,
                        NumberedTask.D,
                        NumberedTask.E,
                        NumberedTask.F
                    });
        }
    }

    /** A batch, of which one task is taken already. */
    abstract static class OpenBatch extends SixTasks {
        OpenBatch() {
            second.add(queue.poll());
        }
    }

    /** One task. */
    abstract static class OneTask extends Queue {
        OneTask() {
            queue.offer(NumberedTask.A);
        }
    }

    /** Two workers take out at the same time. */
    @JCStressTest
    @State
    @Outcome(
            id = "once, 0",
            expect = ACCEPTABLE,
            desc = "Each task was taken by one of them, or left.")
    @Outcome(expect = FORBIDDEN, desc = "A task was lost, taken by both, or miscounted.")
    public static class DrainVersusDrain extends OpenBatch {
        @Actor
        public void one() {
            drain();
        }

        @Actor
        public void two() {
            second.add(queue.poll());
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(6, r);
        }
    }

    /** {@link DrainVersusDrain}, but without the lock. */
    @JCStressTest
    @JCStressMeta(DrainVersusDrain.class)
    @State
    public static class BrokenDrainWithoutLock extends OpenBatch {
        @Actor
        public void one() {
            pollWithoutLock(first);
        }

        @Actor
        public void two() {
            pollWithoutLock(second);
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(6, r);
        }
    }

    /** A thread puts in while a worker takes out. */
    @JCStressTest
    @State
    @Outcome(id = "once, 0", expect = ACCEPTABLE, desc = "Each task was taken, or left and found.")
    @Outcome(expect = FORBIDDEN, desc = "A task was lost, or is hidden behind a wrong size.")
    public static class OfferVersusDrain extends OneTask {
        @Actor
        public void producer() {
            queue.offer(NumberedTask.B);
        }

        @Actor
        public void worker() {
            drain();
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(2, r);
        }
    }

    /** {@link OfferVersusDrain}, but the worker reads the size, and then writes it. */
    @JCStressTest
    @JCStressMeta(OfferVersusDrain.class)
    @State
    public static class BrokenCountByPlainWrite extends OneTask {
        @Actor
        public void producer() {
            queue.offer(NumberedTask.B);
        }

        @Actor
        public void worker() {
            first.add(Internals.takeOne(queue));
            long size = (long) Internals.SIZE.getVolatile(queue);
            Internals.SIZE.setVolatile(queue, size - 1);
        }

        @Arbiter
        public void end(LI_Result r) {
            judge(2, r);
        }
    }

    /** Tasks put in by two threads. Results: the order in which they come out. */
    abstract static class Order {
        static {
            VirtualThreads.requireOpen(); // hands Agrona what it needs
        }

        private static final String NAMES = "ABCD";

        final InjectionQueue queue = new InjectionQueue();

        final void judge(L_Result r) {
            StringBuilder order = new StringBuilder();
            for (Runnable task; (task = queue.poll()) != null; ) {
                order.append(NAMES.charAt(((NumberedTask) task).number()));
            }
            r.r1 = order.toString();
        }
    }

    /** A worker puts in a batch while a thread puts in a task. */
    @JCStressTest
    @State
    @Outcome(id = "ABCD", expect = ACCEPTABLE, desc = "The batch came first.")
    @Outcome(id = "DABC", expect = ACCEPTABLE, desc = "The task came first.")
    @Outcome(expect = FORBIDDEN, desc = "The batch was torn, or a task was lost.")
    public static class BatchVersusOffer extends Order {
        @Actor
        public void worker() {
            queue.offerAll(new Runnable[] {NumberedTask.A, NumberedTask.B, NumberedTask.C});
        }

        @Actor
        public void producer() {
            queue.offer(NumberedTask.D);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link BatchVersusOffer}, but the batch is put in one by one. */
    @JCStressTest
    @JCStressMeta(BatchVersusOffer.class)
    @State
    public static class BrokenBatchOneByOne extends Order {
        @Actor
        public void worker() {
            queue.offer(NumberedTask.A);
            queue.offer(NumberedTask.B);
            queue.offer(NumberedTask.C);
        }

        @Actor
        public void producer() {
            queue.offer(NumberedTask.D);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /**
     * One worker, which starts a goroutine, takes one from the queue, and falls asleep. If it takes
     * the other producer's task before that was counted, the size hides the task that is left; then
     * that producer must find the worker asleep.
     */
    abstract static class HiddenTask {
        static {
            VirtualThreads.requireOpen(); // hands Agrona what it needs
        }

        final InjectionQueue queue = new InjectionQueue();
        final Sleepers sleepers = new Sleepers(1);

        /** The producer's. */
        int claimed = -1;

        /** The worker's. */
        boolean looked;

        /** How many tasks the worker left: poll finds none behind a producer that is linking. */
        int left;

        final void offerPollAndSleep() {
            queue.offer(NumberedTask.B);
            left = queue.poll() == null ? 2 : 1;
            sleepers.fallAsleep(0, false);
            if (!queue.isEmpty()) {
                looked = true;
                sleepers.wakeUp(0);
            }
        }

        final void judge(L_Result r) {
            if (queue.size() != left) {
                r.r1 = "miscounted";
            } else if (sleepers.isAsleep(0)) {
                r.r1 = "overslept";
            } else {
                r.r1 = looked ? "looked" : claimed == 0 ? "claimed" : "nobody";
            }
        }
    }

    /** A task is taken before it is counted. */
    @JCStressTest
    @State
    @Outcome(
            id = "looked",
            expect = ACCEPTABLE,
            desc = "The worker's last look found the other task.")
    @Outcome(id = "claimed", expect = ACCEPTABLE, desc = "The producer woke the worker.")
    @Outcome(expect = FORBIDDEN, desc = "There is work and its only worker sleeps.")
    public static class SizeHidesATask extends HiddenTask {
        @Actor
        public void producer() {
            queue.offer(NumberedTask.A);
            claimed = sleepers.claim();
        }

        @Actor
        public void worker() {
            offerPollAndSleep();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link SizeHidesATask}, but the producer looks for sleepers before it counts. */
    @JCStressTest
    @JCStressMeta(SizeHidesATask.class)
    @State
    public static class BrokenWakesBeforeItCounts extends HiddenTask {
        @Actor
        public void producer() {
            Internals.link(queue, NumberedTask.A);
            claimed = sleepers.claim();
            Internals.SIZE.getAndAdd(queue, 1L);
        }

        @Actor
        public void worker() {
            offerPollAndSleep();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }
}
