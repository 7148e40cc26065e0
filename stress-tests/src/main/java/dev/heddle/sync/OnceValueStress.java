package dev.heddle.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIL_Result;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A value is computed once, and everybody gets that one, complete.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t OnceValueStress</pre>
 */
public final class OnceValueStress {

    private OnceValueStress() {}

    /** What is computed: an object with a plain field that is not final. */
    static final class Computed {
        int field;

        Computed() {
            field = 1;
        }
    }

    /** Two ask at once; the results are the field as each sees it, and a verdict. */
    abstract static class Asked {
        final AtomicInteger computations = new AtomicInteger();
        @Nullable Computed first;
        @Nullable Computed second;

        final Computed compute() {
            computations.incrementAndGet();
            return new Computed();
        }

        final void judge(IIL_Result r) {
            r.r3 = first != second ? "two values" : computations.get() + " computed";
        }

        static int fieldOf(@Nullable Computed value) {
            return value == null ? -1 : value.field;
        }
    }

    /** Both get the same. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1, 1 computed", expect = ACCEPTABLE, desc = "Computed once, seen complete.")
    @Outcome(expect = FORBIDDEN, desc = "Computed twice, or seen in part.")
    public static class GetVersusGet extends Asked {
        final OnceValue<Computed> value = new OnceValue<>(this::compute);

        @Actor
        public void one(IIL_Result r) {
            first = value.get();
            r.r1 = fieldOf(first);
        }

        @Actor
        public void other(IIL_Result r) {
            second = value.get();
            r.r2 = fieldOf(second);
        }

        @Arbiter
        public void end(IIL_Result r) {
            judge(r);
        }
    }

    /** Looks whether it was computed, and computes it then. */
    @JCStressTest
    @JCStressMeta(GetVersusGet.class)
    @State
    public static class BrokenCheckThenCompute extends Asked {
        volatile @Nullable Computed value;

        @Nullable Computed get() {
            if (value == null) {
                value = compute();
            }
            return value;
        }

        @Actor
        public void one(IIL_Result r) {
            first = get();
            r.r1 = fieldOf(first);
        }

        @Actor
        public void other(IIL_Result r) {
            second = get();
            r.r2 = fieldOf(second);
        }

        @Arbiter
        public void end(IIL_Result r) {
            judge(r);
        }
    }

    /** A failure is computed once, too; the verdict says whether both got the same. */
    abstract static class Failing {
        final AtomicInteger computations = new AtomicInteger();
        @Nullable Throwable first;
        @Nullable Throwable second;

        final int fail() {
            throw new IllegalStateException("computation " + computations.incrementAndGet());
        }

        final void judge(IIL_Result r) {
            r.r1 = first == null ? 0 : 1;
            r.r2 = second == null ? 0 : 1;
            r.r3 = first != second ? "two failures" : computations.get() + " computed";
        }
    }

    /** Both get the same exception. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1, 1 computed", expect = ACCEPTABLE, desc = "Failed once, thrown twice.")
    @Outcome(expect = FORBIDDEN, desc = "Computed twice, or one saw no failure.")
    public static class FailureVersusGet extends Failing {
        final OnceValue<Integer> value = new OnceValue<>(this::fail);

        @Nullable Throwable failure() {
            try {
                value.get();
                return null;
            } catch (IllegalStateException e) {
                return e;
            }
        }

        @Actor
        public void one() {
            first = failure();
        }

        @Actor
        public void other() {
            second = failure();
        }

        @Arbiter
        public void end(IIL_Result r) {
            judge(r);
        }
    }

    /** Nothing is kept of a computation that failed. */
    @JCStressTest
    @JCStressMeta(FailureVersusGet.class)
    @State
    public static class BrokenFailureForgotten extends Failing {
        final Mutex mutex = new Mutex();

        @Nullable Throwable failure() {
            mutex.lock();
            try {
                fail();
                return null;
            } catch (IllegalStateException e) {
                return e;
            } finally {
                mutex.unlock();
            }
        }

        @Actor
        public void one() {
            first = failure();
        }

        @Actor
        public void other() {
            second = failure();
        }

        @Arbiter
        public void end(IIL_Result r) {
            judge(r);
        }
    }
}
