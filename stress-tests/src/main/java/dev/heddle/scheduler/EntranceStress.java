package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The last task of a thread outside, and the end of the scheduler.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t EntranceStress</pre>
 */
public final class EntranceStress {

    private EntranceStress() {}

    /** An entrance, and one thread that lives, or not. */
    abstract static class Open {
        final Entrance entrance = new Entrance();

        volatile boolean listed;

        /** Of the monitor, which has a moment between its look and its step. */
        final Gap gap = new Gap();

        final boolean comeIn() {
            listed = true;
            return entrance.admits();
        }

        final boolean isEmpty() {
            return !listed;
        }
    }

    /** A thread is started from outside while the monitor finds that nobody is left. */
    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "It came in; the scheduler goes on.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The scheduler ended; it is refused.")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "It came in, and nobody will run it.")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "It was refused without a reason.")
    public static class StartVersusEnd extends Open {
        @Actor
        public void outside(ZZ_Result r) {
            r.r1 = comeIn();
        }

        @Actor
        public void monitor(ZZ_Result r) {
            r.r2 = entrance.closeIf(this::isEmpty);
        }
    }

    /** {@link StartVersusEnd}, but the monitor looks before it closes. */
    @JCStressTest
    @JCStressMeta(StartVersusEnd.class)
    @State
    public static class BrokenLooksThenCloses extends Open {
        @Actor
        public void outside(ZZ_Result r) {
            gap.await();
            r.r1 = comeIn();
        }

        @Actor
        public void monitor(ZZ_Result r) {
            boolean empty = isEmpty();
            gap.stay();
            r.r2 = empty && entrance.closeIf(() -> true);
        }
    }

    /** {@link StartVersusEnd}, but who comes in does not wait for the decision. */
    @JCStressTest
    @JCStressMeta(StartVersusEnd.class)
    @State
    public static class BrokenRefusesTooEarly extends Open {
        /** As the state of the entrance, but one that is looked at once. */
        volatile boolean closing;

        @Actor
        public void outside(ZZ_Result r) {
            listed = true;
            r.r1 = !closing;
        }

        @Actor
        public void monitor(ZZ_Result r) {
            closing = true;
            r.r2 = isEmpty();
            closing = r.r2;
        }
    }
}
