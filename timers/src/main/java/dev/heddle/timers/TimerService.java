package dev.heddle.timers;

import dev.heddle.timers.heap.TimerDriver;
import dev.heddle.timers.heap.TimerHeap;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Runs things later, once ({@link #schedule}) or again and again ({@link #tick}). {@link
 * Timers#system()} is one for every thread; a Heddle scheduler has another, whose timers live with
 * its workers.
 *
 * {@snippet :
 * TimerService timers = Timers.system();
 * Ticker pulse = timers.tick(Duration.ofSeconds(1), () -> System.out.println("still working"));
 * Timer alarm = timers.schedule(Duration.ofSeconds(30), worker::interrupt);
 * worker.join();
 * pulse.stop();
 * boolean inTime = alarm.stop(); // true: it waited, and will not run
 * }
 *
 * <p>Each run gets a virtual thread of its own, a goroutine where the service belongs to a
 * scheduler. So what runs may block, and a slow one delays no other. What it throws goes to that
 * thread's uncaught exception handler.
 *
 * <p>Nothing runs early. How late it may be is up to the operating system and the load: some 0.1 ms
 * on an idle Linux machine, now and then a few milliseconds. Time is that of {@link
 * System#nanoTime}: changes of the wall clock have no influence, and the time a machine sleeps does
 * not count.
 *
 * <p>All methods may be called by any thread and never block.
 *
 * <p><b>Memory effects.</b> What a thread did before it scheduled or reset happens-before the run.
 */
public final class TimerService {

    private final TimerDriver driver;

    private TimerService(TimerDriver driver) {
        this.driver = driver;
    }

    /**
     * A service whose timers are driven by {@code driver}. For {@code dev.heddle.scheduler}: nobody
     * else can name the type.
     */
    @SuppressWarnings("exports")
    public static TimerService over(TimerDriver driver) {
        return new TimerService(Objects.requireNonNull(driver, "driver"));
    }

    /**
     * Runs something after a time, as Go's {@code time.AfterFunc}.
     *
     * @param delay zero or negative: at once; very long ones, beyond 146 years, are cut
     * @param action what to run
     * @return to stop it or to give it another time
     * @throws java.util.concurrent.RejectedExecutionException if the service's scheduler is closed
     */
    public Timer schedule(Duration delay, Runnable action) {
        long nanos = nanos(delay, "delay");
        Timer timer = new Timer(driver, Objects.requireNonNull(action, "action"));
        timer.arm(nanos);
        return timer;
    }

    /**
     * Runs something at a time of the wall clock. That is converted to a delay at once; later
     * changes of the clock have no influence.
     *
     * @param when in the past: at once
     * @param action what to run
     * @return to stop it or to give it another time
     * @throws java.util.concurrent.RejectedExecutionException if the service's scheduler is closed
     */
    public Timer scheduleAt(Instant when, Runnable action) {
        Objects.requireNonNull(when, "when");
        return schedule(Duration.between(now(), when), action);
    }

    /**
     * Runs something again and again, as Go's {@code time.NewTicker}, for the first time after one
     * period; see {@link Ticker}.
     *
     * @param period positive
     * @param action what to run
     * @return to stop it or to give it another period
     * @throws IllegalArgumentException if {@code period} is zero or negative
     * @throws java.util.concurrent.RejectedExecutionException if the service's scheduler is closed
     */
    public Ticker tick(Duration period, Runnable action) {
        return tick(Objects.requireNonNull(period, "period"), period, action);
    }

    /**
     * Runs something again and again, for the first time after a delay of its own.
     *
     * @param firstDelay zero or negative: at once
     * @param period positive
     * @param action what to run
     * @return to stop it or to give it another period
     * @throws IllegalArgumentException if {@code period} is zero or negative
     * @throws java.util.concurrent.RejectedExecutionException if the service's scheduler is closed
     */
    public Ticker tick(Duration firstDelay, Duration period, Runnable action) {
        long first = nanos(firstDelay, "firstDelay");
        long nanos = Ticker.periodNanos(period);
        Ticker ticker = new Ticker(driver, Objects.requireNonNull(action, "action"));
        ticker.arm(first, nanos);
        return ticker;
    }

    /** The time of the wall clock. */
    public Instant now() {
        return Instant.now();
    }

    /** A span in nanoseconds, saturated. */
    static long nanos(Duration span, String name) {
        return TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(span, name));
    }

    /** A deadline so many nanoseconds from now. */
    static long deadline(TimerDriver driver, long nanos) {
        return TimerHeap.deadlineAfter(driver.nanoTime(), nanos);
    }
}
