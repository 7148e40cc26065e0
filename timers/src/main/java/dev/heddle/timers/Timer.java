package dev.heddle.timers;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerDriver;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;

/**
 * Something that is to run once, later; made by {@link TimerService#schedule}. It can be stopped
 * before it runs, and given another time before or after.
 *
 * <p>Whether it still waits is decided at one instant, against the firing: of {@link #stop}
 * returning true and the run, exactly one happens. False says that the run has begun, or that it
 * had been stopped before; nobody waits for its end.
 *
 * <p>All methods may be called by any thread and never block. After Go's time.Timer with a
 * function.
 */
public final class Timer {

    /*
     * A timer's time is a shot: a heap timer that is used once. reset exchanges the shot, then stops
     * the old one, then adds the new one. Each shot is replaced by one reset only, so each is stopped
     * by one only, and what that says is true of the instant of the exchange. A stop, or another reset,
     * that comes between the exchange and the add stops a shot that is not in the heap yet; the add
     * leaves it out then. getAndSet is volatile: the shot's fields are published by it. The first shot
     * is added before anybody has the timer, hence needs no compare-and-set to be armed.
     *
     * stop says false only if the shot it failed to stop is still in its place, and so was the last one
     * at that instant. Otherwise a reset has come in between: the timer waits, and stop tries again.
     */

    private static final VarHandle SHOT =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "shot", VarHandle.class, Timer.class, Shot.class);

    private static final class Shot extends HeapTimer {

        /** Read by the one who fires it, cleared by the one who stops it: never both. */
        private @Nullable Timer timer;

        Shot(Timer timer, boolean shared) {
            super(shared);
            this.timer = timer;
        }

        @Override
        protected void fire() {
            Timer t = Objects.requireNonNull(timer);
            timer = null;
            t.driver.start(t.action);
        }

        /** Stops it and lets go of the timer: the shot may stay in the heap for a while. */
        boolean cancel() {
            if (!stop()) {
                return false;
            }
            timer = null;
            return true;
        }
    }

    private final TimerDriver driver;
    private final Runnable action;

    /** Exchanged by resets, any thread. */
    private volatile Shot shot;

    Timer(TimerDriver driver, Runnable action) {
        this.driver = driver;
        this.action = action;
        this.shot = new Shot(this, false);
    }

    /** Starts the first time. */
    void arm(long nanos) {
        driver.add(shot, TimerService.deadline(driver, nanos));
    }

    /**
     * Stops it.
     *
     * @return true if it waited, and will not run; false if it has begun to run or was stopped
     */
    public boolean stop() {
        for (; ; ) {
            Shot now = shot;
            if (now.cancel()) {
                return true;
            }
            if (now == shot) {
                return false; // else a reset came in between, and the timer waits again
            }
        }
    }

    /**
     * Gives it another time, from now; also after it has run or was stopped. A run that has begun
     * goes on beside the next.
     *
     * @param delay zero or negative: at once
     * @return true if it waited, and will not run at its former time
     * @throws java.util.concurrent.RejectedExecutionException if the service's scheduler is closed;
     *     the timer is stopped then
     */
    public boolean reset(Duration delay) {
        long nanos = TimerService.nanos(delay, "delay");
        Shot next = new Shot(this, true);
        boolean waited = ((Shot) SHOT.getAndSet(this, next)).cancel();
        try {
            driver.add(next, TimerService.deadline(driver, nanos));
        } catch (Throwable e) {
            next.cancel(); // it waits for nothing
            throw e;
        }
        return waited;
    }

    @Override
    public String toString() {
        Shot now = shot;
        String state = now.isFired() ? "fired" : now.isStopped() ? "stopped" : "waiting";
        return "Timer@" + Integer.toHexString(System.identityHashCode(this)) + "[" + state + "]";
    }
}
