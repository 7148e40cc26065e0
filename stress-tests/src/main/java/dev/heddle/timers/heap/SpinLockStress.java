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

/**
 * One at a time, and each sees what the one before it wrote.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t timers.heap.SpinLockStress</pre>
 */
public final class SpinLockStress {

    private SpinLockStress() {}

    /** What the lock guards, in the same object. */
    static final class Guarded extends SpinLock {
        int count;

        void add() {
            lock();
            count++;
            unlock();
        }
    }

    /** Both count up under the lock. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(expect = FORBIDDEN, desc = "An update was lost.")
    public static class MutualExclusion {
        private final Guarded guarded = new Guarded();

        @Actor
        public void one() {
            guarded.add();
        }

        @Actor
        public void other() {
            guarded.add();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = guarded.count;
        }
    }

    /** {@link MutualExclusion}, but one writes the count, after a gap, when it holds no lock. */
    @JCStressTest
    @JCStressMeta(MutualExclusion.class)
    @State
    public static class BrokenUnlockBeforeWrite {
        private final Guarded guarded = new Guarded();
        private final Gap gap = new Gap();

        @Actor
        public void one() {
            guarded.lock();
            int n = guarded.count;
            guarded.unlock();
            gap.stay();
            guarded.count = n + 1;
        }

        @Actor
        public void other() {
            gap.await();
            guarded.add();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = guarded.count;
        }
    }
}
