package dev.heddle.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.Party;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

import java.time.Duration;

/**
 * Two who lock and unlock a mutex, and a third one who waits for it for a moment only: an actor has
 * a goroutine beside it and plays one part, drawn by lot, while that plays the other.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t sync.CrowdStress</pre>
 */
public final class CrowdStress {

    private CrowdStress() {}

    /** The rounds of each party, on whatever excludes them from each other. */
    abstract static class Rounds {
        private static final int ROUNDS = 3;

        private int count;
        private int expected = 2 * ROUNDS;

        abstract boolean lock(Duration timeout) throws InterruptedException;

        abstract void unlock();

        private void round() {
            int before = count;
            Bounded.pause();
            count = before + 1;
        }

        final void lockAndUnlock(Duration patience) {
            for (int i = 0; i < ROUNDS; i++) {
                if (Bounded.succeedsIn(patience, this::lock)) {
                    round();
                    unlock();
                }
            }
        }

        final void waitForAMoment() {
            for (int i = 0; i < ROUNDS; i++) {
                if (Bounded.succeedsIn(Bounded.MOMENT, this::lock)) {
                    round();
                    expected++;
                    unlock();
                }
            }
        }

        /** How many rounds are missing. */
        final int missing() {
            return expected - count;
        }
    }

    /** Results: how many rounds are missing, and whether the mutex is free in the end. */
    @JCStressTest
    @State
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "Each got it each time, alone.")
    @Outcome(
            expect = FORBIDDEN,
            desc = "One slept although it was free, two held it, or it was lost on who gave up.")
    public static class LockersVersusTimeout extends Rounds {
        private final Mutex mutex = new Mutex();

        @Override
        boolean lock(Duration timeout) throws InterruptedException {
            return mutex.tryLock(timeout);
        }

        @Override
        void unlock() {
            mutex.unlock();
        }

        @Actor
        public void two() {
            Party.GOROUTINE.playBoth(() -> lockAndUnlock(Bounded.PATIENCE), this::waitForAMoment);
        }

        @Actor
        public void third() {
            lockAndUnlock(Bounded.PATIENCE);
        }

        @Arbiter
        public void end(IZ_Result r) {
            r.r1 = missing();
            r.r2 = mutex.tryLock();
        }
    }

    /** It is handed over to the first in the list, which is not asked whether it still waits. */
    @JCStressTest
    @JCStressMeta(LockersVersusTimeout.class)
    @State
    public static class BrokenHandOverWithoutClaim extends Rounds {
        private final HandOver mutex = new HandOver(true);

        @Override
        boolean lock(Duration timeout) throws InterruptedException {
            return mutex.take(timeout);
        }

        @Override
        void unlock() {
            mutex.giveWithoutClaim();
        }

        @Actor
        public void two() {
            Party.GOROUTINE.playBoth(
                    () -> lockAndUnlock(Bounded.TWINS_PATIENCE), this::waitForAMoment);
        }

        @Actor
        public void third() {
            lockAndUnlock(Bounded.TWINS_PATIENCE);
        }

        @Arbiter
        public void end(IZ_Result r) {
            r.r1 = missing();
            r.r2 = mutex.isThere();
        }
    }
}
