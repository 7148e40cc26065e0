package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The life of a scheduler: who closes and who shuts down at the same time.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t LifecycleStress</pre>
 */
public final class LifecycleStress {

    private LifecycleStress() {}

    /** An open scheduler. */
    abstract static class Open {
        final Lifecycle lifecycle = new Lifecycle(IdlePool.POOL);

        final void judge(L_Result r) {
            r.r1 = lifecycle.accepts(true) ? "accepts" : "refuses";
        }
    }

    /** One thread closes while another one shuts down. */
    @JCStressTest
    @State
    @Outcome(id = "refuses", expect = ACCEPTABLE, desc = "It is shut: goroutines may start none.")
    @Outcome(expect = FORBIDDEN, desc = "Goroutines may go on starting others.")
    public static class CloseVersusShutdownNow extends Open {
        @Actor
        public void closer() {
            lifecycle.close();
        }

        @Actor
        public void killer() {
            lifecycle.shutdownNow();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link CloseVersusShutdownNow}, but the look and the step are two, with a gap. */
    @JCStressTest
    @JCStressMeta(CloseVersusShutdownNow.class)
    @State
    public static class BrokenLooksThenCloses extends Open {
        private final Gap gap = new Gap();

        @Actor
        public void closer() {
            if (Internals.lifecycleState(lifecycle).get() == 0) {
                gap.stay();
                Internals.lifecycleState(lifecycle).set(1);
            }
        }

        @Actor
        public void killer() {
            gap.await();
            lifecycle.shutdownNow();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }
}
