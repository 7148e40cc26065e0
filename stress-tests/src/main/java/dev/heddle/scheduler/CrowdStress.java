package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Two producers from outside, a worker that takes what they bring into its ring, and a thief: each
 * task runs once. Each actor is a producer and one of the other two in turn; a lot says which of
 * them first.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t scheduler.CrowdStress</pre>
 */
public final class CrowdStress {
    private static final int CAPACITY = 4;
    private static final int TASKS = 4;
    private static final int SHARERS = 1;

    private CrowdStress() {}

    /** The queues, and what owner and thief got. */
    abstract static class Queues {
        static {
            VirtualThreads.requireOpen(); // exports what Agrona's queues need
        }

        final InjectionQueue injection = new InjectionQueue();
        final RunQueue owned = new RunQueue(CAPACITY);
        final RunQueue stolen = new RunQueue(CAPACITY);
        final Tally byOwner = new Tally();
        final Tally byThief = new Tally();
        private final boolean producesFirst = ThreadLocalRandom.current().nextBoolean();

        final void inTurn(Runnable worker, NumberedTask first, NumberedTask second) {
            for (NumberedTask task : new NumberedTask[] {first, second}) {
                if (producesFirst) {
                    injection.offer(task);
                    worker.run();
                } else {
                    worker.run();
                    injection.offer(task);
                }
            }
            worker.run();
        }

        final void own() {
            byOwner.add(next(owned));
        }

        final @Nullable Runnable next(RunQueue queue) {
            Runnable task = queue.poll();
            return task == null
                    ? injection.drainTo(queue, SHARERS, InjectionQueue.MAX_BATCH)
                    : task;
        }

        final String verdict() {
            byOwner.drain(owned);
            byOwner.drain(injection);
            byThief.drain(stolen);
            return byOwner.plus(byThief).verdict(TASKS);
        }
    }

    /** As the scheduler has it. */
    @JCStressTest
    @State
    @Outcome(id = "once", expect = ACCEPTABLE, desc = "Each task was delivered once.")
    @Outcome(expect = FORBIDDEN, desc = "A task was lost, or delivered twice.")
    public static class ProducersOwnerThief extends Queues {
        private void steal() {
            Runnable task = stolen.stealFrom(owned);
            byThief.add(task == null ? next(stolen) : task);
        }

        @Actor
        public void producerAndOwner() {
            inTurn(this::own, NumberedTask.A, NumberedTask.B);
        }

        @Actor
        public void producerAndThief() {
            inTurn(this::steal, NumberedTask.C, NumberedTask.D);
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = verdict();
        }
    }

    /** {@link ProducersOwnerThief}, but the thief moves the head by a plain write. */
    @JCStressTest
    @JCStressMeta(ProducersOwnerThief.class)
    @State
    public static class BrokenStealWithoutCas extends Queues {
        private void steal() {
            int h = owned.head;
            int available = (int) Internals.TAIL.getAcquire(owned) - h;
            if (available > 0) {
                byThief.addAll(Internals.ring(owned)[h & CAPACITY - 1]);
                Gap.pass();
                Internals.HEAD.set(owned, h + 1);
            } else {
                byThief.add(next(stolen));
            }
        }

        @Actor
        public void producerAndOwner() {
            inTurn(this::own, NumberedTask.A, NumberedTask.B);
        }

        @Actor
        public void producerAndThief() {
            inTurn(this::steal, NumberedTask.C, NumberedTask.D);
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = verdict();
        }
    }
}
