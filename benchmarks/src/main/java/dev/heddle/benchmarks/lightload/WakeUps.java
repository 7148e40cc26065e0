package dev.heddle.benchmarks.lightload;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Wakes a unit again and again, from a thread that is none. */
final class WakeUps {
    private static final long PERIOD_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    private final LightUnits units;
    private final int parallelism;
    private final Duration patience;

    /**
     * Wake-ups of one runtime.
     *
     * @param patience after which a wake-up counts as never answered
     */
    WakeUps(LightUnits units, int parallelism, Duration patience) {
        this.units = units;
        this.parallelism = parallelism;
        this.patience = patience;
    }

    /**
     * Wakes it for so long as often as it answers: some thousand times a second, so that what runs
     * then is compiled before anything is measured.
     */
    void warmUp(Load load, Duration span) throws InterruptedException {
        wake(load, span, LOOK_NANOS);
    }

    /** Measures for so long. */
    Delays measure(Load load, Duration span) throws InterruptedException {
        return wake(load, span, PERIOD_NANOS);
    }

    private Delays wake(Load load, Duration span, long pauseNanos) throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        Sleeper sleeper = new Sleeper();
        LightUnits.Wakeable woken = units.start(sleeper);
        List<LightUnits.Unit> others = load.start(units, parallelism, stop);
        boolean answered = true;
        long start = System.nanoTime();
        while (answered && System.nanoTime() - start < span.toNanos()) {
            LockSupport.parkNanos(pauseNanos);
            sleeper.mark();
            woken.wake();
            answered = awaitAnswer(sleeper);
        }
        stop.set(true);
        for (LightUnits.Unit other : others) {
            other.join();
        }
        sleeper.stop();
        woken.wake();
        woken.join();
        return new Delays(sleeper.delays(), !answered);
    }

    private boolean awaitAnswer(Sleeper sleeper) {
        long start = System.nanoTime();
        while (!sleeper.hasNoted()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }
}
