package dev.heddle.timers;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerDriver;
import dev.heddle.timers.heap.TimerHeap;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZII_Result;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a user holds: a {@link Ticker} that is stopped is silent and waits for nothing, one that is
 * reset has one next tick, and no two of its runs are at the same time.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t TickerStress</pre>
 */
public final class TickerStress {

    private TickerStress() {}

    private static final Duration PERIOD = Duration.ofNanos(10);
    private static final long LONG_AFTER = 1_000;
    private static final VarHandle SHOT;

    static {
        try {
            SHOT =
                    MethodHandles.privateLookupIn(Ticker.class, MethodHandles.lookup())
                            .unreflectVarHandle(Ticker.class.getDeclaredField("shot"));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A ticker, and how often it ticked. */
    abstract static class Ticking {
        final ManualTimers driver = new ManualTimers();
        final AtomicInteger runs = new AtomicInteger();
        final Ticker ticker = TimerService.over(driver).tick(PERIOD, runs::incrementAndGet);

        /** The shot that is in place. */
        final HeapTimer shot() {
            return (HeapTimer) Objects.requireNonNull(SHOT.getVolatile(ticker));
        }

        /** What an exchange of the shot for null would do in one step. */
        final void takeShotInTwoSteps() {
            HeapTimer before = shot();
            SHOT.setVolatile(ticker, null);
            before.stop();
        }

        final void judge(ZII_Result r) {
            int before = runs.get();
            r.r1 = before > 0;
            r.r2 = driver.heap.size();
            driver.fireAt(LONG_AFTER);
            r.r3 = runs.get() - before;
        }
    }

    /**
     * A ticker is stopped while it ticks. Results: whether it ticked; how many timers wait then;
     * ticks after that.
     */
    @JCStressTest
    @State
    @Outcome(id = "true, 0, 0", expect = ACCEPTABLE, desc = "It ticked, then it was stopped.")
    @Outcome(id = "false, 0, 0", expect = ACCEPTABLE, desc = "Stopped before the tick.")
    @Outcome(expect = FORBIDDEN, desc = "It goes on, or leaves a timer behind.")
    public static class StopVersusTick extends Ticking {
        @Actor
        public void user() {
            ticker.stop();
        }

        @Actor
        public void driver() {
            driver.fireAt(PERIOD.toNanos());
        }

        @Arbiter
        public void end(ZII_Result r) {
            judge(r);
        }
    }

    /** {@link StopVersusTick}, but stop stops the shot it saw, and leaves it in its place. */
    @JCStressTest
    @JCStressMeta(StopVersusTick.class)
    @State
    public static class BrokenStopLeavesTheShot extends Ticking {
        @Actor
        public void user() {
            shot().stop();
        }

        @Actor
        public void driver() {
            driver.fireAt(PERIOD.toNanos());
        }

        @Arbiter
        public void end(ZII_Result r) {
            judge(r);
        }
    }

    /** {@link StopVersusTick}, but the shot is taken out in two steps. */
    @JCStressTest
    @JCStressMeta(StopVersusTick.class)
    @State
    public static class BrokenStopInTwoSteps extends Ticking {
        @Actor
        public void user() {
            takeShotInTwoSteps();
        }

        @Actor
        public void driver() {
            driver.fireAt(PERIOD.toNanos());
        }

        @Arbiter
        public void end(ZII_Result r) {
            judge(r);
        }
    }

    /**
     * A ticker is reset while it ticks. Results: whether it ticked; how many timers wait then;
     * ticks at the next look, however late.
     */
    @JCStressTest
    @State
    @Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "It ticked, then it was reset.")
    @Outcome(id = "false, 1, 1", expect = ACCEPTABLE, desc = "Reset before the tick.")
    @Outcome(expect = FORBIDDEN, desc = "Two next ticks, or none.")
    public static class ResetVersusTick extends Ticking {
        @Actor
        public void user() {
            ticker.reset(PERIOD);
        }

        @Actor
        public void driver() {
            driver.fireAt(PERIOD.toNanos());
        }

        @Arbiter
        public void end(ZII_Result r) {
            judge(r);
        }
    }

    /** {@link ResetVersusTick}, but the shot is exchanged in two steps. */
    @JCStressTest
    @JCStressMeta(ResetVersusTick.class)
    @State
    public static class BrokenResetInTwoSteps extends Ticking {
        @Actor
        public void user() {
            takeShotInTwoSteps();
            ticker.reset(PERIOD);
        }

        @Actor
        public void driver() {
            driver.fireAt(PERIOD.toNanos());
        }

        @Arbiter
        public void end(ZII_Result r) {
            judge(r);
        }
    }

    /** What a ticker runs: it notices whether another run is under way. */
    abstract static class Running {
        private final AtomicInteger running = new AtomicInteger();
        private volatile boolean overlap;

        final void tick() {
            overlap |= running.getAndIncrement() > 0;
            Thread.onSpinWait();
            running.getAndDecrement();
        }

        final String verdict() {
            return overlap ? "two at a time" : "one at a time";
        }
    }

    /** A tick still begins when a reset has brought the next one: two drivers, two shots. */
    @JCStressTest
    @State
    @Outcome(id = "one at a time", expect = ACCEPTABLE, desc = "The second waits, or is dropped.")
    @Outcome(expect = FORBIDDEN, desc = "Two runs at the same time.")
    public static class TickVersusTick extends Running {
        private final ManualTimers driver = new ManualTimers();
        private final Ticker ticker = TimerService.over(driver).tick(PERIOD, this::tick);

        @Actor
        public void driver() {
            driver.heap.expire(PERIOD.toNanos(), 1);
        }

        @Actor
        public void otherDriver() {
            ticker.reset(PERIOD);
            driver.heap.expire(2 * PERIOD.toNanos(), 1);
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = verdict();
        }
    }

    /** {@link TickVersusTick}, with a plain count. Results: how many runs there were; the count. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 1", "2, 2"},
            expect = ACCEPTABLE,
            desc = "Each run sees what the one before it wrote.")
    @Outcome(expect = FORBIDDEN, desc = "A run did not see the one before it.")
    public static class TickSeesTick {
        private final ManualTimers driver = new ManualTimers();
        private final AtomicInteger runs = new AtomicInteger();
        private final Ticker ticker = TimerService.over(driver).tick(PERIOD, this::tick);
        private int count;

        private void tick() {
            runs.getAndIncrement();
            count++;
        }

        @Actor
        public void driver() {
            driver.heap.expire(PERIOD.toNanos(), 1);
        }

        @Actor
        public void otherDriver() {
            ticker.reset(PERIOD);
            driver.heap.expire(2 * PERIOD.toNanos(), 1);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = runs.get();
            r.r2 = count;
        }
    }

    /** {@link TickSeesTick}, but a run says that it has ended before it has written. */
    @JCStressTest
    @JCStressMeta(TickSeesTick.class)
    @State
    public static class BrokenEndsBeforeItWrites {
        private final AtomicBoolean running = new AtomicBoolean();
        private final AtomicInteger runs = new AtomicInteger();
        private int count;

        private void tick() {
            if (running.compareAndSet(false, true)) {
                runs.getAndIncrement();
                running.set(false);
                count++;
            }
        }

        @Actor
        public void driver() {
            tick();
        }

        @Actor
        public void otherDriver() {
            tick();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = runs.get();
            r.r2 = count;
        }
    }

    /** A driver whose runs never end, and how many timers it was given. */
    private static final class Endless implements TimerDriver {
        final TimerHeap heap = new TimerHeap(4);
        final AtomicInteger added = new AtomicInteger();

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void add(HeapTimer timer, long deadlineNanos) {
            added.getAndIncrement();
            heap.add(timer, deadlineNanos);
        }

        @Override
        public void start(Runnable action) {
            // it has begun, and goes on for ever
        }
    }

    /** Two ticks find the run before them still under way, and are dropped. */
    @JCStressTest
    @State
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Each tick that fired was counted.")
    @Outcome(expect = FORBIDDEN, desc = "So many were dropped and not counted.")
    public static class DropVersusDrop {
        /** The first tick, the one that it brought, and that of the reset. */
        private static final int NOT_DROPPED = 3;

        private final Endless driver = new Endless();
        private final Ticker ticker = TimerService.over(driver).tick(PERIOD, () -> {});

        public DropVersusDrop() {
            driver.heap.expire(PERIOD.toNanos(), 1);
        }

        @Actor
        public void driver() {
            driver.heap.expire(2 * PERIOD.toNanos(), 1);
        }

        @Actor
        public void otherDriver() {
            ticker.reset(PERIOD);
            driver.heap.expire(3 * PERIOD.toNanos(), 1);
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = driver.added.get() - NOT_DROPPED - (int) ticker.dropped();
        }
    }

    /** {@link DropVersusDrop}, but the number is read, and then written. */
    @JCStressTest
    @JCStressMeta(DropVersusDrop.class)
    @State
    public static class BrokenDropsByWrite {
        private volatile int dropped;

        @Actor
        public void driver() {
            int now = dropped;
            dropped = now + 1;
        }

        @Actor
        public void otherDriver() {
            int now = dropped;
            dropped = now + 1;
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = 2 - dropped;
        }
    }

    /** {@link TickVersusTick}: each looks whether a run is under way, and says so then. */
    @JCStressTest
    @JCStressMeta(TickVersusTick.class)
    @State
    public static class BrokenLooksThenRuns extends Running {
        private volatile boolean busy;

        private void run() {
            if (!busy) {
                busy = true;
                tick();
                busy = false;
            }
        }

        @Actor
        public void driver() {
            run();
        }

        @Actor
        public void otherDriver() {
            run();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = verdict();
        }
    }
}
