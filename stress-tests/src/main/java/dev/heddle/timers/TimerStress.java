package dev.heddle.timers;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.timers.heap.HeapTimer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a user holds: a {@link Timer} runs exactly once for each arming that nobody takes back, and
 * what stop and reset say of that is true.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t TimerStress</pre>
 */
public final class TimerStress {

    private TimerStress() {}

    private static final Duration DELAY = Duration.ofNanos(10);
    private static final long LONG_AFTER = 1_000;

    /** A timer that waits, and how often it ran. */
    abstract static class Waiting {
        final ManualTimers driver = new ManualTimers();
        final AtomicInteger runs = new AtomicInteger();
        final Timer timer = TimerService.over(driver).schedule(DELAY, runs::incrementAndGet);

        /** An actor's each. */
        boolean first;

        boolean second;

        final int runsInTheEnd() {
            driver.fireAt(LONG_AFTER);
            return runs.get();
        }
    }

    private static final VarHandle SHOT;

    static {
        try {
            SHOT =
                    MethodHandles.privateLookupIn(Timer.class, MethodHandles.lookup())
                            .unreflectVarHandle(Timer.class.getDeclaredField("shot"));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A timer is reset while it fires. Results: whether reset says it waited; runs in all. */
    @JCStressTest
    @State
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "It waited; it ran at its new time only.")
    @Outcome(id = "false, 2", expect = ACCEPTABLE, desc = "It ran, and again at its new time.")
    @Outcome(expect = FORBIDDEN, desc = "A run too many or too few.")
    public static class ResetVersusFire extends Waiting {
        @Actor
        public void user() {
            first = timer.reset(DELAY);
        }

        @Actor
        public void driver() {
            driver.fireAt(DELAY.toNanos());
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r1 = first;
            r.r2 = runsInTheEnd();
        }
    }

    /** {@link Timer} without the stop of the shot that reset replaces: it only looks at it. */
    static final class LookingTimer {
        private final class Shot extends HeapTimer {
            @Override
            protected void fire() {
                runs.incrementAndGet();
            }
        }

        private final ManualTimers driver;
        private final AtomicInteger runs;
        private volatile HeapTimer shot = new Shot();

        LookingTimer(ManualTimers driver, AtomicInteger runs) {
            this.driver = driver;
            this.runs = runs;
            driver.add(shot, DELAY.toNanos());
        }

        boolean reset() {
            HeapTimer before = shot;
            HeapTimer next = new Shot();
            shot = next;
            boolean waited = !before.isFired();
            if (waited) {
                before.stop();
            }
            driver.add(next, driver.nanoTime() + DELAY.toNanos());
            return waited;
        }
    }

    /** {@link ResetVersusFire}, but reset looks whether the timer fired, and then stops it. */
    @JCStressTest
    @JCStressMeta(ResetVersusFire.class)
    @State
    public static class BrokenResetLooks {
        private final ManualTimers driver = new ManualTimers();
        private final AtomicInteger runs = new AtomicInteger();
        private final LookingTimer timer = new LookingTimer(driver, runs);
        private boolean waited;

        @Actor
        public void user() {
            waited = timer.reset();
        }

        @Actor
        public void driver() {
            driver.fireAt(DELAY.toNanos());
        }

        @Arbiter
        public void end(ZI_Result r) {
            driver.fireAt(LONG_AFTER);
            r.r1 = waited;
            r.r2 = runs.get();
        }
    }

    /** A waiting timer is stopped and reset. Results: what stop, what reset said; runs in all. */
    @JCStressTest
    @State
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "Stopped, then started again.")
    @Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "Reset, then stopped.")
    @Outcome(expect = FORBIDDEN, desc = "No order of the two explains it.")
    public static class StopVersusReset extends Waiting {
        @Actor
        public void stopper() {
            first = timer.stop();
        }

        @Actor
        public void resetter() {
            second = timer.reset(DELAY);
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r1 = first;
            r.r2 = second;
            r.r3 = runsInTheEnd();
        }
    }

    /** {@link StopVersusReset}, but stop does not look whether the timer has got another shot. */
    @JCStressTest
    @JCStressMeta(StopVersusReset.class)
    @State
    public static class BrokenStopsTheShotItSaw extends Waiting {
        @Actor
        public void stopper() {
            first = ((HeapTimer) SHOT.getVolatile(timer)).stop();
        }

        @Actor
        public void resetter() {
            second = timer.reset(DELAY);
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r1 = first;
            r.r2 = second;
            r.r3 = runsInTheEnd();
        }
    }

    /** Two threads reset a waiting timer. Results: what they were told; runs in all. */
    @JCStressTest
    @State
    @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(expect = FORBIDDEN, desc = "The timer was armed twice, or not at all.")
    public static class ResetVersusReset extends Waiting {
        @Actor
        public void user() {
            first = timer.reset(DELAY);
        }

        @Actor
        public void otherUser() {
            second = timer.reset(DELAY);
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r1 = first;
            r.r2 = second;
            r.r3 = runsInTheEnd();
        }
    }

    /** {@link ResetVersusReset}, but the shot is exchanged in two steps. */
    @JCStressTest
    @JCStressMeta(ResetVersusReset.class)
    @State
    public static class BrokenResetInTwoSteps {
        private final ManualTimers driver = new ManualTimers();
        private final AtomicInteger runs = new AtomicInteger();
        private final LookingTimer timer = new LookingTimer(driver, runs);
        private boolean first;
        private boolean second;

        @Actor
        public void user() {
            first = timer.reset();
        }

        @Actor
        public void otherUser() {
            second = timer.reset();
        }

        @Arbiter
        public void end(ZZI_Result r) {
            driver.fireAt(LONG_AFTER);
            r.r1 = first;
            r.r2 = second;
            r.r3 = runs.get();
        }
    }
}
