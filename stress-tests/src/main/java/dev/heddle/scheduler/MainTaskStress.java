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
 * The result of a main goroutine is seen by whoever sees that it has ended.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t MainTaskStress</pre>
 */
public final class MainTaskStress {

    private MainTaskStress() {}

    /** A main goroutine whose result is 1. */
    abstract static class Main {
        final MainTask<Integer> task = new MainTask<>(IdlePool.POOL, () -> 1);

        /** The caller's. */
        String seen = "not yet";

        final void look() {
            if (task.isDone()) {
                try {
                    seen = String.valueOf(task.await(Thread.currentThread()));
                } catch (Exception e) {
                    seen = e.toString();
                }
            }
        }

        /** The end of a task in the wrong order. */
        final void endThenResult() {
            Internals.MAIN_DONE.setVolatile(task, true);
            Internals.MAIN_RESULT.setVolatile(task, 1);
        }

        final void judge(L_Result r) {
            r.r1 = seen;
        }
    }

    /** The caller looks while the goroutine ends. */
    @JCStressTest
    @State
    @Outcome(id = "not yet", expect = ACCEPTABLE, desc = "It came too early.")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "It saw the result.")
    @Outcome(expect = FORBIDDEN, desc = "It saw the end, and no result.")
    public static class EndVersusLook extends Main {
        @Actor
        public void goroutine() {
            task.run();
        }

        @Actor
        public void caller() {
            look();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link EndVersusLook}, but the end is told before the result is written. */
    @JCStressTest
    @JCStressMeta(EndVersusLook.class)
    @State
    public static class BrokenEndBeforeTheResult extends Main {
        @Actor
        public void goroutine() {
            endThenResult();
        }

        @Actor
        public void caller() {
            look();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }
}
