package dev.heddle.scheduler;

import org.agrona.concurrent.status.AtomicCounter;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The life of a scheduler: how many goroutines it has, when it refuses new ones, when it may end;
 * and whether it is deadlocked.
 */
final class Lifecycle implements Monitor.Duty {

    /*
     * Implementation notes
     *
     *   from     to        who, when
     *   OPEN     CLOSING   close(): threads outside may start no more goroutines, goroutines may
     *   OPEN,    SHUT      shutdownNow(): nobody may; all are interrupted
     *   CLOSING
     *   CLOSING, CLOSED    the monitor: no goroutine is left (or those left can never run again,
     *   SHUT               after a deadlock was reported)
     *
     * No goroutine is left: finished == started, with finished read first. Both only grow, and
     * finished <= started at any time; so if finished(t0) == started(t1), t0 < t1, then the two were
     * equal at t0. Goroutines started in other ways (Thread.startVirtualThread in a goroutine, a
     * thread factory) are not in these counts before they run, or not at all; the census finds them,
     * and is asked only when the counts say none.
     *
     * A census sees what lives from its start to its end, but may miss one that ends meanwhile and the
     * one that it has started. So it is taken twice, between two looks at the beats of all workers,
     * which change when a task begins or ends. If they are the same, each worker was in one task at
     * most all the time. Whoever lived between the two censuses and is missed by the second has ended
     * in it, hence was mounted, and alive, during the whole first one, which has found it. Beats are
     * stored by release and read by acquire: who reads one sees the threads started before; and who
     * sees that a thread has ended sees the beat of the task in which it did.
     *
     * Deadlock: every worker asleep, none stuck, nothing queued, no timer pending, nothing registered
     * with an event source; found so at one tick, and then at DEADLOCK_TICKS more, without a single
     * switch since the first; and then every goroutine waits, none of them with a timeout, in the
     * JDK's socket pollers or in netpoll. A thread outside may still intend to
     * wake one, nobody can know; hence Scheduler.Builder.deadlockDetection(false).
     */

    private static final int OPEN = 0;
    private static final int CLOSING = 1;
    private static final int SHUT = 2;
    private static final int CLOSED = 3;

    private static final int DEADLOCK_TICKS = 3;
    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final WorkerPool pool;
    private final AtomicInteger state = new AtomicInteger(OPEN);
    private final AtomicCounter startedOutside;
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final List<MainTask<?>> mains = new CopyOnWriteArrayList<>();

    /** Monitor only: for how many ticks nothing could run, and the number of switches then. */
    private int deadTicks;

    private long deadSwitches;
    private long deadSince;

    /** Monitor only: a deadlock was reported. */
    private boolean deadlocked;

    Lifecycle(WorkerPool pool) {
        this.pool = pool;
        this.startedOutside = pool.startedOutside();
    }

    // ---- counting

    /** Counts a goroutine; {@code worker} is the caller's, null for a thread outside. */
    void countStarted(@Nullable Worker worker) {
        if (worker != null) {
            worker.counters().incrementOrdered(WorkerFigure.STARTED);
        } else {
            startedOutside.increment();
        }
    }

    /** Takes back a count: the goroutine could not be started. */
    void uncountStarted() {
        startedOutside.decrement();
    }

    void countFinished(Worker worker) {
        worker.counters().incrementOrdered(WorkerFigure.FINISHED);
    }

    long started() {
        return startedOutside.get() + pool.total(WorkerFigure.STARTED);
    }

    long finished() {
        return pool.total(WorkerFigure.FINISHED);
    }

    private boolean isQuiet() {
        for (; ; ) {
            long finished = finished();
            if (finished != started()) {
                return false;
            }
            Worker[] workers = pool.workers();
            long beats = sumOfBeats(workers);
            for (int census = 1; census <= 2; census++) {
                if (!Census.goroutines(pool.bridge()).isEmpty()) {
                    return false;
                }
            }
            if (pool.workers() == workers && sumOfBeats(workers) == beats) {
                return true;
            }
        }
    }

    /** Beats only grow: the same sum means the same beats. */
    private static long sumOfBeats(Worker[] workers) {
        long sum = 0;
        for (Worker worker : workers) {
            sum += worker.beat();
        }
        return sum;
    }

    /**
     * Waits until no goroutine is left.
     *
     * @return false if there still were some after {@code nanos}
     */
    boolean awaitQuiescence(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        long pause = 1_000;
        for (; ; ) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (isQuiet()) {
                return true;
            }
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(this, Math.min(left, pause));
            pause = Math.min(2 * pause, MAX_PAUSE_NANOS);
        }
    }

    // ---- ending

    /** Whether a new goroutine may be started, from inside a goroutine or from outside. */
    boolean accepts(boolean fromInside) {
        int s = state.get();
        return s == OPEN || (s == CLOSING && fromInside);
    }

    void close() {
        state.compareAndSet(OPEN, CLOSING);
        pool.monitor().wakeUp();
    }

    void shutdownNow() {
        if (state.getAndUpdate(s -> s == CLOSED ? CLOSED : SHUT) != CLOSED) {
            Census.goroutines(pool.bridge()).forEach(Thread::interrupt);
            pool.monitor().wakeUp();
        }
    }

    boolean isClosed() {
        return state.get() == CLOSED;
    }

    void awaitTermination() throws InterruptedException {
        terminated.await();
    }

    // ---- the monitor's duty

    void watch(MainTask<?> main) {
        mains.add(main);
        pool.monitor().wakeUp();
    }

    void unwatch(MainTask<?> main) {
        mains.remove(main);
    }

    @Override
    public boolean onTick(boolean allAsleep) {
        int s = state.get();
        boolean closing = s == CLOSING || s == SHUT;
        if (closing && isQuiet()) {
            terminate();
            return false;
        }
        boolean suspected = allAsleep && (!mains.isEmpty() || deadlocked) && isStandstill();
        if (suspected && deadTicks >= DEADLOCK_TICKS) {
            List<Thread> goroutines = Census.goroutines(pool.bridge());
            suspected = goroutines.stream().allMatch(Lifecycle::isAsleepForEver);
            if (suspected && !goroutines.isEmpty()) {
                deadTicks = 0;
                suspected = onDeadlock(goroutines, closing);
            }
        }
        return suspected || closing;
    }

    private boolean isStandstill() {
        long switches = pool.total(WorkerFigure.TASKS_RUN);
        boolean idle = pool.isIdle();
        if (!idle || switches != deadSwitches) {
            deadSwitches = switches;
            deadSince = System.nanoTime();
            deadTicks = 0;
        } else {
            deadTicks++;
        }
        return idle;
    }

    private static boolean isAsleepForEver(Thread goroutine) {
        Thread.State state = goroutine.getState();
        return (state == Thread.State.WAITING || state == Thread.State.BLOCKED)
                && !Census.isWaitingForInput(goroutine);
    }

    /** Reports a deadlock to those who wait for a main goroutine; whether to keep watching. */
    private boolean onDeadlock(List<Thread> goroutines, boolean closing) {
        if (!mains.isEmpty()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - deadSince);
            String dump =
                    "all goroutines are asleep - deadlock! (for "
                            + millis
                            + " ms at least)\n"
                            + Census.dump(goroutines);
            for (MainTask<?> main : List.copyOf(mains)) {
                main.fail(new DeadlockException(dump));
                mains.remove(main);
            }
            deadlocked = true;
            goroutines.forEach(Thread::interrupt);
            return true;
        }
        if (closing && deadlocked) {
            terminate(); // those left can never run again: give up on them
        }
        return false;
    }

    private void terminate() {
        state.set(CLOSED);
        pool.stop();
        for (Worker worker : pool.workers()) {
            joinUninterruptibly(worker);
        }
        for (Runnable late; (late = pool.injection().poll()) != null; ) {
            late.run(); // started by a thread outside at the very last moment
        }
        pool.dispose();
        pool.monitor().end();
        terminated.countDown();
    }

    /** Interrupts of the monitor's thread mean nothing, and are dropped. */
    @SuppressWarnings("ThreadJoinLoop") // the library that the check proposes is none of ours
    private static void joinUninterruptibly(Thread thread) {
        for (; ; ) {
            try {
                thread.join();
                return;
            } catch (InterruptedException e) {
                // go on waiting
            }
        }
    }
}
