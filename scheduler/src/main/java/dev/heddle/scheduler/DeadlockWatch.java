package dev.heddle.scheduler;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds out when all goroutines of a scheduler are asleep for ever, and tells those who wait for a
 * main goroutine.
 *
 * <p>After {@code checkdead} in Go's runtime/proc.go.
 */
final class DeadlockWatch {

    /*
     * Implementation notes
     *
     * Deadlock: every worker asleep, none stuck, nothing queued, no timer pending, neither here nor
     * in the heap of those who have no scheduler, nothing registered with an event source;
     * STILL_TICKS ticks in a row without a single switch since the first; and then every goroutine
     * waits, none of them for input, nor for another scheduler. A thread outside may still intend to
     * wake one, nobody can know; hence Scheduler.Builder.deadlockDetection(false).
     *
     * Only the monitor looks; mains is written by those who run a main goroutine.
     */

    /** What a look has found. */
    enum Finding {
        /** Something runs, or can. */
        LIFE,
        /** Nothing runs, and nothing has run since the last look; the next should come soon. */
        SUSPICION,
        /** Goroutines are left that sleep for ever, after that was reported. */
        LEFTOVERS
    }

    private static final int STILL_TICKS = 3;

    private final WorkerPool pool;
    private final List<MainTask<?>> mains = new CopyOnWriteArrayList<>();

    /** For how many looks nothing could run, since when, and the number of switches then. */
    private int stillTicks;

    private long stillSince;
    private long switches;

    private boolean reported;

    DeadlockWatch(WorkerPool pool) {
        this.pool = pool;
    }

    /** A main goroutine is waited for: as long as any is, looks make sense. Any thread. */
    void add(MainTask<?> main) {
        mains.add(main);
        pool.monitor().wakeUp();
    }

    /** It is waited for no longer. Any thread. */
    void remove(MainTask<?> main) {
        mains.remove(main);
    }

    /** Looks, at a tick of the monitor; reports what it finds. */
    Finding look(boolean allAsleep) {
        if (!allAsleep || (mains.isEmpty() && !reported) || !isStandstill()) {
            return Finding.LIFE;
        }
        if (stillTicks < STILL_TICKS) {
            return Finding.SUSPICION;
        }
        List<Thread> goroutines = Census.goroutines(pool.bridge());
        if (!goroutines.stream().allMatch(this::isAsleepForEver)) {
            return Finding.LIFE;
        }
        if (goroutines.isEmpty()) {
            return Finding.SUSPICION;
        }
        stillTicks = 0;
        if (mains.isEmpty()) {
            return Finding.LEFTOVERS;
        }
        report(goroutines);
        return Finding.SUSPICION;
    }

    private boolean isStandstill() {
        long now = pool.total(WorkerFigure.TASKS_RUN);
        boolean idle = pool.isIdle();
        if (!idle || now != switches) {
            switches = now;
            stillSince = System.nanoTime();
            stillTicks = 0;
        } else {
            stillTicks++;
        }
        return idle;
    }

    private boolean isAsleepForEver(Thread goroutine) {
        Thread.State state = goroutine.getState();
        return (state == Thread.State.WAITING || state == Thread.State.BLOCKED)
                && !isWaitingForAnother(LockSupport.getBlocker(goroutine))
                && !Census.isWaitingForInput(goroutine);
    }

    private boolean isWaitingForAnother(@Nullable Object blocker) {
        return blocker instanceof Awaited awaited && awaited.pool() != pool;
    }

    private void report(List<Thread> goroutines) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stillSince);
        String dump =
                "all goroutines are asleep - deadlock! (for "
                        + millis
                        + " ms at least)\n"
                        + Census.dump(goroutines);
        for (MainTask<?> main : List.copyOf(mains)) {
            main.fail(new DeadlockException(dump));
            mains.remove(main);
        }
        reported = true;
        goroutines.forEach(Thread::interrupt);
    }
}
