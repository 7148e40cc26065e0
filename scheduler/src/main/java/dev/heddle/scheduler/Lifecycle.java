package dev.heddle.scheduler;

import org.agrona.concurrent.status.AtomicCounter;
import org.jspecify.annotations.Nullable;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The life of a scheduler: how many goroutines it has, when it refuses new ones, when it may end.
 */
final class Lifecycle implements Monitor.Duty, Awaited {

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
     * The end: the monitor finds that none is left, shuts the entrance, finds so once more, and stops
     * the workers; see Entrance for why no task can come in between.
     *
     * Told to end: shutdownNow interrupts whom its census finds. A goroutine may have been on its way
     * then, or be started later by one that lives. So as long as any is left the monitor takes the
     * census again, less and less often, and interrupts those who were not in the one before: each is
     * told once, and may use blocking calls to clean up after that.
     */

    private static final int OPEN = 0;
    private static final int CLOSING = 1;
    private static final int SHUT = 2;
    private static final int CLOSED = 3;

    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MAX_TELL_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(320);

    private final WorkerPool pool;
    private final AtomicInteger state = new AtomicInteger(OPEN);
    private final AtomicCounter startedOutside;
    private final DeadlockWatch deadlocks;
    private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();

    /** Volatile; set once by the monitor, before it unparks who waits. */
    private volatile boolean terminated;

    /**
     * Who was told to end, null before anybody is. Volatile; whoever shuts down, then the monitor.
     */
    private volatile @Nullable Set<Thread> told;

    /** Monitor only: when it last took the census for {@link #told}, and until the next. */
    private long toldAt;

    private long tellPause = MAX_PAUSE_NANOS;

    Lifecycle(WorkerPool pool) {
        this.pool = pool;
        this.startedOutside = pool.startedOutside();
        this.deadlocks = new DeadlockWatch(pool);
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
            if (isAnyBusy(workers)) {
                return false;
            }
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

    private static boolean isAnyBusy(Worker[] workers) {
        for (Worker worker : workers) {
            if ((worker.beat() & 1) != 0) {
                return true;
            }
        }
        return false;
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
            told = tellAllBut(Set.of());
            pool.monitor().wakeUp();
        }
    }

    /** Interrupts all who live but those; returns who lives. */
    private Set<Thread> tellAllBut(Set<Thread> those) {
        Set<Thread> living = Set.copyOf(Census.goroutines(pool.bridge()));
        living.stream().filter(each -> !those.contains(each)).forEach(Thread::interrupt);
        return living;
    }

    boolean isClosed() {
        return state.get() == CLOSED;
    }

    void awaitTermination() throws InterruptedException {
        Thread caller = Thread.currentThread();
        waiting.add(caller);
        try {
            while (!terminated) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for " + this);
                }
                LockSupport.park(this);
            }
        } finally {
            waiting.remove(caller);
        }
    }

    @Override
    public WorkerPool pool() {
        return pool;
    }

    /** Shown as the reason why a thread waits. */
    @Override
    public String toString() {
        return "the end of scheduler '" + pool.name() + "'";
    }

    DeadlockWatch deadlocks() {
        return deadlocks;
    }

    // ---- the monitor's duty

    @Override
    public boolean onTick(boolean allAsleep) {
        int s = state.get();
        boolean closing = s == CLOSING || s == SHUT;
        if (closing && isQuiet() && pool.entrance().closeIf(this::isQuiet)) {
            terminate();
            return false;
        }
        if (s == SHUT) {
            tellNewcomers();
        }
        DeadlockWatch.Finding finding = deadlocks.look(allAsleep);
        if (closing && finding == DeadlockWatch.Finding.LEFTOVERS) {
            pool.entrance().closeIf(() -> true);
            terminate(); // those left can never run again: give up on them
            return false;
        }
        return closing || finding == DeadlockWatch.Finding.SUSPICION;
    }

    private void tellNewcomers() {
        Set<Thread> before = told;
        long now = System.nanoTime();
        if (before != null && now - toldAt >= tellPause) {
            told = tellAllBut(before);
            toldAt = now;
            tellPause = Math.min(2 * tellPause, MAX_TELL_PAUSE_NANOS);
        }
    }

    private void terminate() {
        state.set(CLOSED);
        pool.stop();
        for (Worker worker : pool.workers()) {
            joinUninterruptibly(worker);
        }
        pool.dispose();
        pool.monitor().end();
        terminated = true;
        waiting.forEach(LockSupport::unpark);
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
