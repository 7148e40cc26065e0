package dev.heddle.scheduler;

import dev.heddle.timers.heap.TimerHeap;

import jdk.jfr.FlightRecorder;

import org.agrona.concurrent.status.AtomicCounter;
import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches the workers of one scheduler from a thread of its own: keeps the epoch that bounds time
 * slices, replaces workers that are stuck in a goroutine, and does for them what only the owner of
 * a timer heap or an event source would do otherwise. Sleeps while all workers do.
 *
 * <p>After {@code sysmon} in Go's runtime/proc.go.
 */
final class Monitor extends Thread {

    /*
     * Implementation notes
     *
     * Ticks are TICK_NANOS apart, or IDLE_TICK_NANOS after one that found every worker asleep: at low
     * loads a tick is what delays a wake-up most often, as it takes the processor where the worker
     * slept. A worker found in the same goroutine (same odd beat) for STUCK_NANOS is stuck, whether it
     * computes or waits; both are replaced alike and counted apart. When this thread itself is late, because the machine is overloaded, the threshold grows by its
     * delay, up to MAX_GRACE_NANOS: otherwise an overloaded machine looks like a stuck scheduler. So
     * a runnable goroutine beside hogs waits for STUCK_NANOS + IDLE_TICK_NANOS + MAX_GRACE_NANOS at
     * most, and for the kernel to run the spare.
     *
     * Sleep. After IDLE_TICKS ticks at which every worker was asleep, and if there is nothing else to
     * look after, it dozes without a timeout for as long as all workers are spares or have their bits
     * set. Who changes that looks at the doze afterwards: a worker that begins, that has its bit cleared
     * after it was set, also if it never slept, or that gets a seat.
     *
     * A failure of what it calls (a handler, a blocker's description, no memory) ends no tick but its
     * own: nobody would replace stuck workers then, nor let the scheduler end. The first of a row is
     * reported.
     *
     * epoch is written by this thread only, with opaque stores: a worker that sees it late gives a
     * slice of some nanoseconds more.
     */

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long IDLE_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long OVERDUE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int TIMERS_PER_TICK = 4096;
    private static final int IDLE_TICKS = 10;

    private static final VarHandle EPOCH =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "epoch", VarHandle.class, Monitor.class, long.class);

    /** What else has to be done at every tick, as long as it says so. */
    interface Duty {
        /**
         * Does what is due.
         *
         * @param allAsleep whether every worker sleeps and none is stuck
         * @return whether the monitor must not go to sleep now
         */
        boolean onTick(boolean allAsleep);
    }

    private record Failure(Worker worker, Throwable cause) {}

    private final WorkerPool pool;
    private final AtomicCounter[] counters;
    private final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final Doze doze = new Doze();

    /** By worker number; this thread only. */
    private StuckWatch[] watches = {};

    /** Set once before the thread starts. */
    private @Nullable Duty duty;

    /** Opaque, written by this thread. */
    private long epoch;

    private volatile boolean ended;

    /** This thread only: whether the last tick failed. */
    private boolean failing;

    Monitor(WorkerPool pool, AtomicCounter[] counters) {
        super(null, null, pool.name() + "-monitor", 0, false);
        this.pool = pool;
        this.counters = counters;
        setDaemon(true);
    }

    void setDuty(Duty duty) {
        this.duty = duty;
    }

    /** Changes every 10 ms while any worker is awake. */
    long epoch() {
        return (long) EPOCH.getOpaque(this);
    }

    /** Called by a worker that woke up. Any thread; never blocks. */
    void wakeIfAsleep() {
        doze.endIfAsleep(this);
    }

    /** Makes the next tick come now. Any thread; never blocks. */
    void wakeUp() {
        doze.end(this);
    }

    /** Lets the thread end after this tick. */
    void end() {
        ended = true;
        wakeUp();
    }

    /** Takes note of what a continuation threw at its worker. Any worker. */
    void report(Worker worker, Throwable cause) {
        try {
            failures.add(new Failure(worker, cause));
        } catch (OutOfMemoryError e) {
            return; // no memory to say so
        }
        wakeUp();
    }

    long count(PoolFigure figure) {
        return counters[figure.ordinal()].getOpaque();
    }

    @Override
    public void run() {
        long sliceStart = System.nanoTime();
        long planned = sliceStart;
        int idleTicks = 0;
        while (!ended) {
            Thread.interrupted(); // whoever interrupts this thread must not make it spin
            long now = System.nanoTime();
            if (now - sliceStart >= SLICE_NANOS) {
                EPOCH.setOpaque(this, epoch + 1);
                sliceStart = now;
            }
            long grace = Math.clamp(now - planned, 0, MAX_GRACE_NANOS);
            boolean allAsleep = tickUnharmed(now, STUCK_NANOS + grace);
            idleTicks = allAsleep ? idleTicks + 1 : 0;
            if (idleTicks <= IDLE_TICKS) {
                long pause = idleTicks == 0 ? TICK_NANOS : IDLE_TICK_NANOS;
                planned = System.nanoTime() + pause;
                LockSupport.parkNanos(pool, pause);
            } else {
                doze.sleepWhile(() -> !ended && isAllAsleep(), pool);
                idleTicks = 0;
                planned = System.nanoTime() + TICK_NANOS;
            }
        }
    }

    private boolean tickUnharmed(long now, long threshold) {
        try {
            boolean allAsleep = tick(now, threshold);
            failing = false;
            return allAsleep;
        } catch (Throwable e) {
            if (!failing) {
                failing = true;
                tell(this, e);
            }
            return false;
        }
    }

    /** One look at everything; whether all workers sleep and nothing else keeps us awake. */
    private boolean tick(long now, long threshold) {
        boolean stuck = false;
        for (Worker worker : pool.workers()) {
            stuck |= watch(worker, now, threshold);
        }
        if (pool.seats().isAnyFree()) {
            pool.fillSeats(true);
        }
        for (Failure failure; (failure = failures.poll()) != null; ) {
            tell(failure.worker(), failure.cause());
        }
        boolean allAsleep = !stuck && isAllAsleep();
        Duty d = duty;
        boolean busy = d != null && d.onTick(allAsleep);
        return allAsleep && !busy;
    }

    /** Looks after one worker; whether it is stuck. */
    private boolean watch(Worker worker, long now, long threshold) {
        StuckWatch watch = watchOf(worker);
        StuckWatch.Finding finding = watch.look(worker, now, threshold);
        if (finding != StuckWatch.Finding.FINE && worker.becomeStuck()) {
            boolean blocked = finding == StuckWatch.Finding.BLOCKED;
            count(blocked ? PoolFigure.BLOCKED_CALLS : PoolFigure.HOGS, 1);
            count(PoolFigure.SPARES, 1);
            pool.replace();
            emitEvent(worker, blocked, watch.heldFor(now));
        }
        boolean stuck = worker.isStuck();
        if (watch.isLingering()) {
            if (!worker.queue().isEmpty()) {
                worker.throttle().reset();
                pool.wakeOne();
            }
            lookForEvents(worker);
        }
        if (stuck || (worker.beat() & 1) != 0) {
            fireOverdue(worker, now, stuck);
        }
        return stuck;
    }

    /** Fires what the worker, which is in a goroutine, should have fired. */
    private void fireOverdue(Worker worker, long now, boolean stuck) {
        TimerHeap timers = worker.timers();
        long earliest = timers.earliest();
        if (earliest != TimerHeap.NEVER && earliest - now <= (stuck ? 0 : -OVERDUE_NANOS)) {
            count(PoolFigure.RESCUED_TIMERS, timers.tryExpire(now, TIMERS_PER_TICK));
        }
    }

    private static void lookForEvents(Worker worker) {
        PolledSource events = worker.events();
        if (events != null && events.isRegistered()) {
            events.poll(0);
        }
    }

    private boolean isAllAsleep() {
        for (Worker worker : pool.workers()) {
            if (!pool.sleepers().isAsleep(worker.id()) && !worker.isSpare()) {
                return false;
            }
        }
        return true;
    }

    private StuckWatch watchOf(Worker worker) {
        int id = worker.id();
        if (id >= watches.length) {
            int old = watches.length;
            watches = java.util.Arrays.copyOf(watches, Math.max(id + 1, 2 * old));
            for (int i = old; i < watches.length; i++) {
                watches[i] = new StuckWatch();
            }
        }
        return watches[id];
    }

    private void count(PoolFigure figure, long n) {
        counters[figure.ordinal()].getAndAddOpaque(n);
    }

    private void emitEvent(Worker worker, boolean blocked, long heldFor) {
        if (!FlightRecorder.isInitialized()) {
            return; // the first event of a JVM starts all of JFR: 150 ms in which nobody watches
        }
        StuckWorkerEvent event = new StuckWorkerEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.scheduler = pool.name();
        event.worker = worker.getName();
        event.blocked = blocked;
        event.heldFor = heldFor;
        Thread goroutine = Census.mountedOn(worker);
        if (goroutine != null) {
            event.goroutine = Census.describe(goroutine);
            event.stack = Census.stackOf(goroutine);
        }
        event.commit();
    }

    /** Tells the handler, whose own failures are nobody's, as everywhere in the JVM. */
    private static void tell(Thread thread, Throwable cause) {
        try {
            Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
            if (handler != null) {
                handler.uncaughtException(thread, cause);
            } else {
                cause.printStackTrace();
            }
        } catch (Throwable ignored) {
            // see above
        }
    }
}
