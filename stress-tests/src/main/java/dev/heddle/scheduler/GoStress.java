package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.time.Duration;

/**
 * Go's memory model, for goroutines: what was done before {@code go} is seen by the goroutine, and
 * what the goroutine did is seen by whoever joins it.
 *
 * <p>Waits are bounded: -1 stands for a goroutine that did not run.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t GoStress</pre>
 */
public final class GoStress {
    private static final int LOST = -1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Scheduler SCHEDULER =
            Scheduler.builder().name("stress").parallelism(2).build();

    private GoStress() {}

    /** Plain fields on both sides of a goroutine's life. */
    abstract static class Life {
        int before;
        int during;
        int seen;

        /** What the goroutine does. */
        final void live() {
            seen = before;
            during = 1;
        }

        final void join(Thread goroutine, II_Result r) {
            boolean ended;
            try {
                ended = goroutine.join(PATIENCE);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            r.r1 = ended ? seen : LOST;
            r.r2 = ended ? during : LOST;
        }
    }

    /** Results: what the goroutine saw of its starter, what its starter saw of it. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both see what the other did before.")
    @Outcome(expect = FORBIDDEN, desc = "One does not, or the goroutine was lost.")
    public static class StartAndJoin extends Life {
        @Actor
        public void starter(II_Result r) {
            before = 1;
            join(SCHEDULER.go(this::live), r);
        }

        /** Keeps the other processor from sleeping, so that workers meet. */
        @Actor
        public void other() {
            Thread.onSpinWait();
        }
    }

    /** {@link StartAndJoin}, but the starter writes after it has started the goroutine. */
    @JCStressTest
    @JCStressMeta(StartAndJoin.class)
    @State
    public static class BrokenWrittenAfterGo extends Life {
        @Actor
        public void starter(II_Result r) {
            Thread goroutine = SCHEDULER.go(this::live);
            before = 1;
            join(goroutine, r);
        }

        @Actor
        public void other() {
            Thread.onSpinWait();
        }
    }
}
