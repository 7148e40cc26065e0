package dev.heddle.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.Gap;
import dev.heddle.sync.waiting.WaitNode;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZJ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import java.time.Duration;

/**
 * A permit is always with exactly one: a holder, or the semaphore.
 *
 * <p>Waits are bounded: a wake-up that does not come is a forbidden outcome.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t SemaphoreStress</pre>
 */
public final class SemaphoreStress {

    private SemaphoreStress() {}

    /** A semaphore with permits, some of which are held. */
    static Semaphore semaphore(long permits, long held) {
        Semaphore semaphore = new Semaphore(permits);
        if (!semaphore.tryAcquire(held)) {
            throw new AssertionError(semaphore.toString());
        }
        return semaphore;
    }

    /** Two want the last permit. */
    @JCStressTest
    @State
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One of them got it.")
    @Outcome(expect = FORBIDDEN, desc = "Both did, or neither.")
    public static class TryAcquireVersusTryAcquire {
        final Semaphore semaphore = new Semaphore(1);

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = semaphore.tryAcquire(1);
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = semaphore.tryAcquire(1);
        }
    }

    /** Looks, and then takes. */
    @JCStressTest
    @JCStressMeta(TryAcquireVersusTryAcquire.class)
    @State
    public static class BrokenLookThenTake {
        volatile int permits = 1;

        boolean tryAcquire() {
            int now = permits;
            if (now == 0) {
                return false;
            }
            permits = now - 1;
            return true;
        }

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = tryAcquire();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = tryAcquire();
        }
    }

    /**
     * Two of three permits remain at least, while one is wanted. Results: it was got; how many are
     * there then.
     */
    @JCStressTest
    @State
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "There was one, and nobody waited.")
    @Outcome(expect = FORBIDDEN, desc = "It failed though there was one, or was not counted.")
    public static class TryAcquireVersusResize {
        final Semaphore semaphore = new Semaphore(3);

        @Actor
        public void resizer() {
            semaphore.resize(2);
        }

        @Actor
        public void trier(ZJ_Result r) {
            r.r1 = semaphore.tryAcquire(1);
        }

        @Arbiter
        public void end(ZJ_Result r) {
            r.r2 = semaphore.available();
        }
    }

    /** {@link TryAcquireVersusResize}, but the resize reads the state, and then writes it. */
    @JCStressTest
    @JCStressMeta(TryAcquireVersusResize.class)
    @State
    public static class BrokenClosesByWrite {
        final Semaphore semaphore = new Semaphore(3);

        @Actor
        public void resizer() {
            long s = (long) Internals.SEMAPHORE.getVolatile(semaphore);
            Internals.SEMAPHORE.setVolatile(semaphore, s | Internals.SEMAPHORE_WAITING);
            semaphore.resize(2);
        }

        @Actor
        public void trier(ZJ_Result r) {
            r.r1 = semaphore.tryAcquire(1);
        }

        @Arbiter
        public void end(ZJ_Result r) {
            r.r2 = semaphore.available();
        }
    }

    /** The bit that a resize sets to have the lock for itself is taken for somebody who waits. */
    @JCStressTest
    @JCStressMeta(TryAcquireVersusResize.class)
    @State
    public static class BrokenClosedTakenForWaiting {
        final Semaphore semaphore = new Semaphore(3);

        @Actor
        public void resizer() {
            semaphore.resize(2);
        }

        @Actor
        public void trier(ZJ_Result r) {
            long s = (long) Internals.SEMAPHORE.getVolatile(semaphore);
            r.r1 = (s & Internals.SEMAPHORE_WAITING) == 0 && semaphore.tryAcquire(1);
        }

        @Arbiter
        public void end(ZJ_Result r) {
            r.r2 = semaphore.available();
        }
    }

    /** What was done before the release is seen after the acquire that got the permit. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "All of it.")
    @Outcome(expect = FORBIDDEN, desc = "A part, or it was not woken.")
    public static class ReleaseVersusAcquire {
        final Semaphore semaphore = semaphore(1, 1);
        final Pair pair = new Pair();

        @Actor
        public void releaser() {
            pair.write();
            semaphore.release(1);
        }

        @Actor
        public void acquirer(II_Result r) {
            if (Bounded.wokenIn(Bounded.PATIENCE, time -> semaphore.tryAcquire(1, time))) {
                pair.read(r);
            } else {
                Pair.notRead(r);
            }
        }
    }

    /** The permit is released too early. */
    @JCStressTest
    @JCStressMeta(ReleaseVersusAcquire.class)
    @State
    public static class BrokenReleaseBeforeWrite {
        final Semaphore semaphore = semaphore(1, 1);
        final Pair pair = new Pair();

        @Actor
        public void releaser() {
            semaphore.release(1);
            Gap.pass();
            pair.write();
        }

        @Actor
        public void acquirer(II_Result r) {
            if (Bounded.wokenIn(Bounded.PATIENCE, time -> semaphore.tryAcquire(1, time))) {
                pair.read(r);
            } else {
                Pair.notRead(r);
            }
        }
    }

    /** The acquirer looks for a permit before, not while, it takes a place in the queue. */
    @JCStressTest
    @JCStressMeta(ReleaseVersusAcquire.class)
    @State
    public static class BrokenLookBeforeQueueing {
        final HandOver semaphore = new HandOver(false);
        final Pair pair = new Pair();

        @Actor
        public void releaser() {
            pair.write();
            semaphore.give();
        }

        @Actor
        public void acquirer(II_Result r) {
            if (Bounded.wokenIn(Bounded.TWINS_PATIENCE, semaphore::takeLookingTooEarly)) {
                pair.read(r);
            } else {
                Pair.notRead(r);
            }
        }
    }

    /** The time is up while a permit comes. Results: it got it; how many are there now. */
    @JCStressTest
    @State
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "It got the permit.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "It gave up, and the permit is there.")
    @Outcome(expect = FORBIDDEN, desc = "The permit is lost, or there are two.")
    public static class ReleaseVersusTimeout {
        final Semaphore semaphore = semaphore(1, 1);

        @Actor
        public void releaser() {
            Bounded.pause();
            semaphore.release(1);
        }

        @Actor
        public void acquirer(ZJ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, time -> semaphore.tryAcquire(1, time));
        }

        @Arbiter
        public void end(ZJ_Result r) {
            r.r2 = semaphore.available();
        }
    }

    /** The permit goes to the first in the queue, whether or not it still waits. */
    @JCStressTest
    @JCStressMeta(ReleaseVersusTimeout.class)
    @State
    public static class BrokenGrantWithoutClaim {
        final HandOver semaphore = new HandOver(false);

        @Actor
        public void releaser() {
            Bounded.pause();
            semaphore.giveWithoutClaim();
        }

        @Actor
        public void acquirer(ZJ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, semaphore::take);
        }

        @Arbiter
        public void end(ZJ_Result r) {
            r.r2 = semaphore.isThere() ? 1 : 0;
        }
    }

    /** One that waits, and that the other interrupts. */
    abstract static class Interrupted {
        private volatile @Nullable Thread waiter;

        final boolean acquire(Bounded.Wait wait) {
            waiter = Thread.currentThread();
            try {
                return wait.run(Bounded.PATIENCE);
            } catch (InterruptedException e) {
                return false;
            } finally {
                Thread.interrupted();
            }
        }

        final void interrupt() {
            Thread thread;
            while ((thread = waiter) == null) {
                Thread.onSpinWait();
            }
            thread.interrupt();
        }
    }

    /** An interrupt comes, and then a permit. */
    @JCStressTest
    @JCStressMeta(ReleaseVersusTimeout.class)
    @State
    public static class ReleaseVersusInterrupt extends Interrupted {
        final Semaphore semaphore = semaphore(1, 1);

        @Actor
        public void releaser() {
            Bounded.pause();
            interrupt();
            semaphore.release(1);
        }

        @Actor
        public void acquirer(ZJ_Result r) {
            r.r1 = acquire(time -> semaphore.tryAcquire(1, time));
        }

        @Arbiter
        public void end(ZJ_Result r) {
            r.r2 = semaphore.available();
        }
    }

    /** {@link ReleaseVersusInterrupt}, but the waiter is not asked. */
    @JCStressTest
    @JCStressMeta(ReleaseVersusTimeout.class)
    @State
    public static class BrokenInterruptWithoutClaim extends Interrupted {
        final HandOver semaphore = new HandOver(false);

        @Actor
        public void releaser() {
            Bounded.pause();
            interrupt();
            semaphore.giveWithoutClaim();
        }

        @Actor
        public void acquirer(ZJ_Result r) {
            r.r1 = acquire(semaphore::take);
        }

        @Arbiter
        public void end(ZJ_Result r) {
            r.r2 = semaphore.isThere() ? 1 : 0;
        }
    }

    /**
     * One wants two permits, of which one is there, and gives up; another wants one and may stand
     * behind it. Results: which of them got what they wanted.
     */
    @JCStressTest
    @State
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The small one got its permit.")
    @Outcome(expect = FORBIDDEN, desc = "One that has gone holds up another.")
    public static class LargeOneGivesUp {
        final Semaphore semaphore = semaphore(2, 1);

        @Actor
        public void large(ZZ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, time -> semaphore.tryAcquire(2, time));
        }

        @Actor
        public void small(ZZ_Result r) {
            Bounded.pause();
            r.r2 = Bounded.wokenIn(Bounded.PATIENCE, time -> semaphore.tryAcquire(1, time));
        }
    }

    /** First come, first served, but who gives up does not look who stands behind. */
    static final class LeavesSilently {
        private final WaitList waiters = new WaitList();
        private int available = 1;

        boolean acquire(int permits, Duration timeout) throws InterruptedException {
            Waiter waiter = new Waiter();
            waiters.lock();
            boolean got = waiters.queue().isEmpty() && permits <= available;
            if (got) {
                available -= permits;
            } else {
                waiters.queue().addLast(waiter);
            }
            waiters.unlock();
            if (got) {
                return true;
            }
            int outcome = waiter.awaitUntil(this, System.nanoTime() + timeout.toNanos());
            waiters.lock();
            waiters.queue().remove((WaitNode) waiter);
            waiters.unlock();
            return outcome > 0;
        }
    }

    /** {@link LargeOneGivesUp}, but it leaves silently. */
    @JCStressTest
    @JCStressMeta(LargeOneGivesUp.class)
    @State
    public static class BrokenLeaveWithoutGrant {
        final LeavesSilently semaphore = new LeavesSilently();

        @Actor
        public void large(ZZ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, time -> semaphore.acquire(2, time));
        }

        @Actor
        public void small(ZZ_Result r) {
            Bounded.pause();
            r.r2 = Bounded.wokenIn(Bounded.TWINS_PATIENCE, time -> semaphore.acquire(1, time));
        }
    }
}
