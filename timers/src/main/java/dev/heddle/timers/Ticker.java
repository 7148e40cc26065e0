package dev.heddle.timers;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerDriver;
import dev.heddle.timers.heap.TimerHeap;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;

/**
 * Something that runs again and again; made by {@link TimerService#tick}.
 *
 * <p>It keeps its phase: ticks are due at the start plus whole periods, however late one of them
 * was. A tick that cannot be kept is dropped and counted ({@link #dropped}): because its time has
 * passed when the one before it fires, or because what the one before it runs has not ended. So
 * there are never two runs at a time.
 *
 * <p>All methods may be called by any thread and never block.
 *
 * <p><b>Memory effects.</b> What a thread did before it made or reset the ticker happens-before the
 * runs that are due by it; each run happens-before the next.
 *
 * <p>After Go's time.Ticker.
 */
public final class Ticker {

    /*
     * As in Timer, a tick is a shot that is used once. The shot that fires puts the next one in its
     * place by compare-and-set; if that fails, stop or reset came first, and the series ends with it.
     * stop exchanges null for the shot, reset a new one: either the firing shot's compare-and-set comes
     * before, then they stop its successor, or it fails.
     *
     * running: false -> true by the shot that starts a run, true -> false at the end of the run.
     * Volatile; both directions order the runs after one another.
     */

    private static final VarHandle SHOT =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "shot", VarHandle.class, Ticker.class, Shot.class);
    private static final VarHandle RUNNING =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "running",
                    VarHandle.class,
                    Ticker.class,
                    boolean.class);
    private static final VarHandle DROPPED =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "dropped", VarHandle.class, Ticker.class, long.class);

    private static final class Shot extends HeapTimer {

        /** Read by the one who fires it, cleared by the one who stops it: never both. */
        private @Nullable Ticker ticker;

        private final long periodNanos;

        Shot(Ticker ticker, long periodNanos) {
            this.ticker = ticker;
            this.periodNanos = periodNanos;
        }

        @Override
        protected void fire() {
            Ticker t = Objects.requireNonNull(ticker);
            ticker = null;
            t.fired(this);
        }

        /** Stops it and lets go of the ticker: the shot may stay in the heap for a while. */
        void cancel() {
            if (stop()) {
                ticker = null;
            }
        }
    }

    private final TimerDriver driver;
    private final Runnable action;
    private final Runnable run = this::runOnce;

    /** Null: stopped. Compare-and-set by the driver, exchanged by anybody. */
    private volatile @Nullable Shot shot;

    /** Whether a run has not ended; compare-and-set by the driver, cleared by the run. */
    @SuppressWarnings("UnusedVariable")
    private volatile boolean running;

    /** Atomic adds by the driver, read by anybody. */
    private volatile long dropped;

    Ticker(TimerDriver driver, Runnable action) {
        this.driver = driver;
        this.action = action;
    }

    static long periodNanos(Duration period) {
        long nanos = TimerService.nanos(period, "period");
        if (nanos <= 0) {
            throw new IllegalArgumentException("period must be positive: " + period);
        }
        return nanos;
    }

    /** Starts, or starts anew. */
    void arm(long firstNanos, long periodNanos) {
        Shot next = new Shot(this, periodNanos);
        Shot before = (Shot) SHOT.getAndSet(this, next);
        if (before != null) {
            before.cancel();
        }
        add(next, TimerService.deadline(driver, firstNanos));
    }

    /** Adds the shot that was put in place; the ticker is stopped if that fails. */
    private void add(Shot next, long deadlineNanos) {
        try {
            driver.add(next, deadlineNanos);
        } catch (Throwable e) {
            if (SHOT.compareAndSet(this, next, null)) {
                next.cancel(); // it waits for nothing
            }
            throw e;
        }
    }

    private void fired(Shot fired) {
        long late = Math.max(0, driver.nanoTime() - fired.deadlineNanos());
        long missed = late / fired.periodNanos;
        Shot next = new Shot(this, fired.periodNanos);
        if (!SHOT.compareAndSet(this, fired, next)) {
            return;
        }
        long untilNext = fired.periodNanos - (late - missed * fired.periodNanos);
        boolean started = false;
        try {
            started = startRun();
        } finally {
            if (!started) {
                missed++;
            }
            if (missed > 0) {
                DROPPED.getAndAdd(this, missed);
            }
            addUnlessClosed(next, TimerHeap.deadlineAfter(fired.deadlineNanos() + late, untilNext));
        }
    }

    private void addUnlessClosed(Shot next, long deadlineNanos) {
        try {
            add(next, deadlineNanos);
        } catch (RejectedExecutionException e) {
            // the scheduler has been closed meanwhile: the last tick
        }
    }

    /** Starts a run; false if the one before it has not ended. */
    private boolean startRun() {
        if (!RUNNING.compareAndSet(this, false, true)) {
            return false;
        }
        try {
            driver.start(run);
            return true;
        } catch (Throwable e) {
            running = false;
            throw e;
        }
    }

    private void runOnce() {
        try {
            action.run();
        } finally {
            running = false;
        }
    }

    /** Stops it; a run that has begun goes on. Without effect if it is stopped. */
    public void stop() {
        Shot before = (Shot) SHOT.getAndSet(this, null);
        if (before != null) {
            before.cancel();
        }
    }

    /**
     * Gives it another period; the next tick is due after one period from now. Starts it again if
     * it was stopped.
     *
     * @param period positive
     * @throws IllegalArgumentException if it is not; nothing is changed then
     * @throws java.util.concurrent.RejectedExecutionException if the service's scheduler is closed;
     *     the ticker is stopped then
     */
    public void reset(Duration period) {
        long nanos = periodNanos(period);
        arm(nanos, nanos);
    }

    /** How many ticks were dropped so far. */
    public long dropped() {
        return dropped;
    }

    @Override
    public String toString() {
        return "Ticker@"
                + Integer.toHexString(System.identityHashCode(this))
                + (shot == null ? "[stopped" : "[ticking")
                + (dropped == 0 ? "]" : ", " + dropped + " dropped]");
    }
}
