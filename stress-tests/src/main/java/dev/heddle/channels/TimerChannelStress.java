package dev.heddle.channels;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import java.time.Duration;

/**
 * A value that is due goes to one of those who want it.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t TimerChannelStress</pre>
 */
public final class TimerChannelStress {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private TimerChannelStress() {}

    /** The one value of a channel of this kind is due. */
    @JCStressTest
    @State
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One of them got it.")
    @Outcome(expect = FORBIDDEN, desc = "Both did, or neither.")
    public static class ReceiveVersusReceive {
        final TimerChannel channel = new TimerChannel(0, 0);

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = channel.tryReceive() != null;
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = channel.tryReceive() != null;
        }
    }

    /** A tick is due, and the next one is far away. */
    @JCStressTest
    @JCStressMeta(ReceiveVersusReceive.class)
    @State
    public static class TickVersusTick {
        final TimerChannel channel = new TimerChannel(0, HOUR);

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = channel.tryReceive() != null;
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = channel.tryReceive() != null;
        }
    }

    /** Each looks whether the value was taken, and says that it was then. */
    @JCStressTest
    @JCStressMeta(ReceiveVersusReceive.class)
    @State
    public static class BrokenLooksThenTakes {
        private volatile boolean spent;

        private boolean take() {
            if (spent) {
                return false;
            }
            spent = true;
            return true;
        }

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = take();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = take();
        }
    }
}
