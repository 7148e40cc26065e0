package dev.heddle.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * What runs once runs once, and everybody returns after its end.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t OnceStress</pre>
 */
public final class OnceStress {

    private OnceStress() {}

    /** Two come first at once. Results: what each of them sees, and how often it has run. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "It ran once, before both returned.")
    @Outcome(expect = FORBIDDEN, desc = "It ran twice, or one returned before it had run.")
    public static class RunVersusRun {
        final Once once = new Once();
        int runs;

        @Actor
        public void one(III_Result r) {
            once.run(() -> runs++);
            r.r1 = runs;
        }

        @Actor
        public void other(III_Result r) {
            once.run(() -> runs++);
            r.r2 = runs;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = runs;
        }
    }

    /** Whether it has run is looked at and written in two steps. */
    @JCStressTest
    @JCStressMeta(RunVersusRun.class)
    @State
    public static class BrokenCheckThenRun {
        volatile boolean done;
        int runs;

        int run() {
            if (!done) {
                runs++;
                done = true;
            }
            return runs;
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = run();
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = run();
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = runs;
        }
    }

    /** One runs it, the other returns by the fast path or by waiting. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "All that the run wrote.")
    @Outcome(expect = FORBIDDEN, desc = "A part of it.")
    public static class Publication {
        final Once once = new Once();
        final Pair pair = new Pair();

        @Actor
        public void runner() {
            once.run(pair::write);
        }

        @Actor
        public void reader(II_Result r) {
            once.run(pair::write);
            pair.read(r);
        }
    }

    /** It is said to have run before it has: what a compare-and-set alone would do. */
    @JCStressTest
    @JCStressMeta(Publication.class)
    @State
    public static class BrokenDoneBeforeTheRun {
        final java.util.concurrent.atomic.AtomicBoolean done =
                new java.util.concurrent.atomic.AtomicBoolean();
        final Pair pair = new Pair();

        void run() {
            if (done.compareAndSet(false, true)) {
                pair.write();
            }
        }

        @Actor
        public void runner() {
            run();
        }

        @Actor
        public void reader(II_Result r) {
            run();
            pair.read(r);
        }
    }
}
