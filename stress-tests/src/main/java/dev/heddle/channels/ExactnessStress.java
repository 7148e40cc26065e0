package dev.heddle.channels;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two threads: each fills one channel and looks into the other. In any order of the four operations
 * one of them finds something. That is why size and the try operations take the lock.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t ExactnessStress</pre>
 */
public final class ExactnessStress {
    private ExactnessStress() {}

    /** Two channels with room for a value. */
    abstract static class Pair {
        final FifoChannel<Integer> left = new FifoChannel<>(1);
        final FifoChannel<Integer> right = new FifoChannel<>(1);

        static int found(Channel<Integer> channel) {
            Integer value = channel.tryReceive();
            return value == null ? 0 : value;
        }
    }

    /** By tryReceive. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "No order explains it.")
    @Outcome(expect = ACCEPTABLE, desc = "At least one found a value.")
    public static class FillAndReceive extends Pair {
        @Actor
        public void one(II_Result r) {
            left.trySend(1);
            r.r1 = found(right);
        }

        @Actor
        public void other(II_Result r) {
            right.trySend(1);
            r.r2 = found(left);
        }
    }

    /** By the look without the lock that is good enough for a hint. */
    @JCStressTest
    @JCStressMeta(FillAndReceive.class)
    @State
    public static class BrokenLookWithoutLock extends Pair {
        @Actor
        public void one(II_Result r) {
            left.trySend(1);
            r.r1 = right.receiveHint() ? found(right) : 0;
        }

        @Actor
        public void other(II_Result r) {
            right.trySend(1);
            r.r2 = left.receiveHint() ? found(left) : 0;
        }
    }

    /** By size. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "No order explains it.")
    @Outcome(expect = ACCEPTABLE, desc = "At least one saw a value.")
    public static class FillAndMeasure extends Pair {
        @Actor
        public void one(II_Result r) {
            left.trySend(1);
            r.r1 = right.size();
        }

        @Actor
        public void other(II_Result r) {
            right.trySend(1);
            r.r2 = left.size();
        }
    }

    /** By the field behind size, without the lock. */
    @JCStressTest
    @JCStressMeta(FillAndMeasure.class)
    @State
    public static class BrokenMeasureWithoutLock extends Pair {
        @Actor
        public void one(II_Result r) {
            left.trySend(1);
            r.r1 = right.count();
        }

        @Actor
        public void other(II_Result r) {
            right.trySend(1);
            r.r2 = left.count();
        }
    }

    /** By isClosed, which is a volatile read. */
    @JCStressTest
    @State
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "No order explains it.")
    @Outcome(expect = ACCEPTABLE, desc = "At least one saw the other's close.")
    public static class CloseAndLook extends Pair {
        @Actor
        public void one(ZZ_Result r) {
            left.close();
            r.r1 = right.isClosed();
        }

        @Actor
        public void other(ZZ_Result r) {
            right.close();
            r.r2 = left.isClosed();
        }
    }

    /** Somebody asks again and again whether the channel is closed. */
    @JCStressTest(Mode.Termination)
    @State
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "It sees the close.")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "It asks for ever.")
    public static class CloseIsSeen {
        final Channel<Integer> channel = Channel.unbuffered();

        @Actor
        public void looker() {
            while (!channel.isClosed()) {
                // as fast as it can
            }
        }

        @Signal
        public void closer() {
            channel.close();
        }
    }

    /** {@link CloseIsSeen}, but closed is a plain field: the compiler reads it once. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(CloseIsSeen.class)
    @State
    public static class BrokenPlainRead {
        private static final long PATIENCE_NANOS = 1_000_000_000;

        boolean closed;

        @Actor
        public void looker() {
            long start = System.nanoTime();
            while (!closed) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw new AssertionError("never seen"); // STALE, without jcstress's patience
                }
            }
        }

        @Signal
        public void closer() {
            closed = true;
        }
    }
}
