package dev.heddle.sync.waiting;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * One at a time, and each sees what the one before it wrote.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t SpinLockStress</pre>
 */
public final class SpinLockStress {

    private SpinLockStress() {}

    /** What the lock guards, in the same object. */
    static final class Guarded extends SpinLock {
        int a;
        int b;
    }

    /** Looks, and then writes; gives way as if it were a lock. */
    static final class TestThenSet {
        volatile boolean locked;
        int a;

        void lock() {
            while (locked) {
                Thread.onSpinWait();
            }
            locked = true;
        }

        void unlock() {
            locked = false;
        }
    }

    /** Both count up under the lock. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(expect = FORBIDDEN, desc = "Both held the lock, and an update was lost.")
    public static class MutualExclusion {
        final Guarded guarded = new Guarded();

        void add() {
            guarded.lock();
            guarded.a++;
            guarded.unlock();
        }

        @Actor
        public void one() {
            add();
        }

        @Actor
        public void other() {
            add();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = guarded.a;
        }
    }

    /** The lock is looked at and taken in two steps. */
    @JCStressTest
    @JCStressMeta(MutualExclusion.class)
    @State
    public static class BrokenTestThenSet {
        final TestThenSet guarded = new TestThenSet();

        void add() {
            guarded.lock();
            guarded.a++;
            guarded.unlock();
        }

        @Actor
        public void one() {
            add();
        }

        @Actor
        public void other() {
            add();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = guarded.a;
        }
    }

    /** One writes two fields under the lock, the other tries to lock and reads them. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The reader came first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The writer came first.")
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "The lock was taken.")
    @Outcome(expect = FORBIDDEN, desc = "A part of what was written.")
    public static class Publication {
        final Guarded guarded = new Guarded();

        @Actor
        public void writer() {
            guarded.lock();
            guarded.b = 1;
            guarded.a = 1;
            guarded.unlock();
        }

        @Actor
        public void reader(II_Result r) {
            if (guarded.tryLock()) {
                r.r1 = guarded.a;
                r.r2 = guarded.b;
                guarded.unlock();
            } else {
                r.r1 = -1;
                r.r2 = -1;
            }
        }
    }

    /** The writer unlocks too early. */
    @JCStressTest
    @JCStressMeta(Publication.class)
    @State
    public static class BrokenUnlockBeforeWrite {
        final Guarded guarded = new Guarded();

        @Actor
        public void writer() {
            guarded.lock();
            guarded.b = 1;
            guarded.unlock();
            guarded.a = 1;
        }

        @Actor
        public void reader(II_Result r) {
            if (guarded.tryLock()) {
                r.r1 = guarded.a;
                r.r2 = guarded.b;
                guarded.unlock();
            } else {
                r.r1 = -1;
                r.r2 = -1;
            }
        }
    }
}
