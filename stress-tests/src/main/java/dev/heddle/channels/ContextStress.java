package dev.heddle.channels;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A context that ends takes everybody with it: also who comes at that moment.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t ContextStress</pre>
 */
public final class ContextStress {

    private ContextStress() {}

    /** A context, and a thread that never runs: the arbiter asks whether it was interrupted. */
    abstract static class Open {
        final Context.Cancellable context = Context.background().withCancel();
        final Thread guarded = Thread.ofVirtual().unstarted(() -> {});
    }

    /** A context is made below one that ends. Result: whether it has ended, too. */
    @JCStressTest
    @State
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "It saw the end, or was seen by it.")
    @Outcome(expect = FORBIDDEN, desc = "They missed each other: it stays open for ever.")
    public static class ChildVersusCancel extends Open {
        private Context child = context;

        @Actor
        public void maker() {
            child = context.withCancel();
        }

        @Actor
        public void canceller() {
            context.cancel();
        }

        @Arbiter
        public void end(Z_Result r) {
            r.r1 = child.isDone();
        }
    }

    /** A thread comes under a context's guard while that ends. Result: it was interrupted. */
    @JCStressTest
    @JCStressMeta(ChildVersusCancel.class)
    @State
    public static class GuardVersusCancel extends Open {
        @Actor
        public void guard() {
            context.interrupting(guarded);
        }

        @Actor
        public void canceller() {
            context.cancel();
        }

        @Arbiter
        public void end(Z_Result r) {
            r.r1 = guarded.isInterrupted();
        }
    }

    /** Who comes looks whether the context has ended, and joins the others then. */
    @JCStressTest
    @JCStressMeta(ChildVersusCancel.class)
    @State
    public static class BrokenLooksThenJoins {
        private final Set<Thread> guarded = ConcurrentHashMap.newKeySet();
        private final Thread thread = Thread.ofVirtual().unstarted(() -> {});
        private volatile boolean ended;

        @Actor
        public void guard() {
            if (ended) {
                thread.interrupt();
            } else {
                guarded.add(thread);
            }
        }

        @Actor
        public void canceller() {
            ended = true;
            guarded.forEach(Thread::interrupt);
        }

        @Arbiter
        public void end(Z_Result r) {
            r.r1 = thread.isInterrupted();
        }
    }

    /** A context with some below it. */
    abstract static class Family {
        final Context.Cancellable context = Context.background().withCancel();
        final Context[] below = new Context[8];

        Family() {
            for (int i = 0; i < below.length; i++) {
                below[i] = context.withCancel();
            }
        }

        final boolean allHaveEnded() {
            for (Context each : below) {
                if (!each.isDone()) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Two cancel a context. Results: for each, whether all below had ended when it returned. */
    @JCStressTest
    @State
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Whoever came second waited.")
    @Outcome(expect = FORBIDDEN, desc = "The second came back while the first was still at it.")
    public static class CancelVersusCancel extends Family {
        @Actor
        public void first(ZZ_Result r) {
            context.cancel();
            r.r1 = allHaveEnded();
        }

        @Actor
        public void second(ZZ_Result r) {
            context.cancel();
            r.r2 = allHaveEnded();
        }
    }

    /** {@link CancelVersusCancel}, but who finds that the context has ended has nothing to do. */
    @JCStressTest
    @JCStressMeta(CancelVersusCancel.class)
    @State
    public static class BrokenSecondDoesNotWait extends Family {
        private void cancel() {
            if (!context.isDone()) {
                context.cancel();
            }
        }

        @Actor
        public void first(ZZ_Result r) {
            cancel();
            r.r1 = allHaveEnded();
        }

        @Actor
        public void second(ZZ_Result r) {
            cancel();
            r.r2 = allHaveEnded();
        }
    }

    /** Somebody asks again and again whether the context has ended. */
    @JCStressTest(Mode.Termination)
    @State
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "It sees the end.")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "It asks for ever.")
    public static class EndIsSeen extends Open {
        @Actor
        public void looker() {
            while (!context.isDone()) {
                // as fast as it can
            }
        }

        @Signal
        public void canceller() {
            context.cancel();
        }
    }

    /** {@link EndIsSeen}, but the end is a plain field: the compiler reads it once. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(EndIsSeen.class)
    @State
    public static class BrokenPlainRead {
        private static final long PATIENCE_NANOS = 1_000_000_000;

        private boolean ended;

        @Actor
        public void looker() {
            long start = System.nanoTime();
            while (!ended) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw new AssertionError("never seen"); // STALE, without jcstress's patience
                }
            }
        }

        @Signal
        public void canceller() {
            ended = true;
        }
    }
}
