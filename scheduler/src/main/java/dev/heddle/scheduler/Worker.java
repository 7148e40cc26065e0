package dev.heddle.scheduler;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerHeap;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A platform thread that runs goroutines: Go's M and P in one. It owns a run queue, a timer heap
 * and, where the scheduler has one, an event source.
 *
 * <p>After {@code schedule} and {@code findRunnable} in Go's runtime/proc.go.
 */
final class Worker extends Thread {

    /*
     * Implementation notes
     *
     * One pass of the loop, in this order: own expired timers; every 61st time up to 61 tasks from
     * the injection queue and a look at the events; the next slot, the own ring; a batch from the
     * injection queue; a look at the events, if any are registered; a search at the other workers;
     * sleep. 61 is Go's: small, prime, out of step with users' patterns. Go takes one task then, but
     * there a goroutine that yields goes to the global queue, and takes turns with what stands there.
     * Here it goes to the ring, so one task in 61 would leave what threads outside start far behind
     * (9 us each beside one goroutine that yields); 61 in 61 passes is half of the turns.
     *
     * Seat: whether this worker counts against the parallelism.
     *
     *   from    to      who, when
     *   SEATED  STUCK   the monitor (too long in one goroutine), or this worker (Scheduler.blocking);
     *                   compare-and-set; whoever wins gives the seat to a spare
     *   STUCK   SEATED  this worker, back from the goroutine, if a seat is free
     *   STUCK   SPARE   this worker, back from the goroutine, otherwise
     *   SEATED  SPARE   this worker, between goroutines, after the parallelism was lowered;
     *                   compare-and-set against the monitor
     *   SPARE   SEATED  whoever takes it out of the list of spares, with a seat in hand
     *
     * The queue of a stuck worker stays its own, and it may go on pushing to it at any moment: its
     * replacement is just one more worker, which comes along and steals. So a ring never has a second
     * producer and taking a seat needs no handshake with the goroutine that blocks. What only an owner
     * can do for a stuck worker, the monitor does: fire its timers, poll its events. A worker that
     * becomes a spare moves its tasks to the injection queue, and as long as timers or registrations
     * are left with it, it wakes for them and passes on what they make runnable.
     *
     * A wake-up less. What this worker queues between two goroutines (one that yields, the goroutines
     * of a pass over timers and events) needs another worker only if it is more than the one task that
     * this worker takes next: then, and after the whole pass, it wakes one. A server with one busy
     * connection would otherwise wake a second worker with every message. What stood in the ring
     * before was announced when it came, or is deferred by the WakeThrottle.
     *
     * Time slice. What a goroutine wakes or starts goes to the next slot and runs at once when this
     * goroutine parks: cache-warm, no queue. So that a pair does not keep the worker to itself, it
     * inherits the slice: sliceEpoch is the monitor's epoch (10 ms) in which a task was last taken
     * from a ring, and when the epoch has moved on, the next slot's task goes to the ring's tail.
     *
     * beat is odd while a goroutine runs or timers fire, and grows with every switch: what the monitor
     * and thieves look at. Single writer. They would do with opaque accesses: a reader that sees an old
     * value decides later or steals a little too early, both harmless. Release and acquire are for
     * Lifecycle, which concludes from equal beats that no thread began or ended in between; the volatile
     * write in front of firing timers is for Entrance, which must not close beside what they start.
     *
     * Failures. What a task throws is the monitor's to report. Anything else thrown here is an
     * OutOfMemoryError or worse: the loop goes on, since the ring, the timers and the seat are worth
     * more than the one thread, and what was in hand goes back where it was, or runs.
     *
     * Sleeping: see Sleepers for why no wake-up is lost. This worker waits until its bit is cleared by
     * a claimer, its next timer is due, or its event source reports something. A claimer must know
     * where it waits: polling is set (volatile) before the bit is looked at for the last time, and the
     * claimer looks at polling after it cleared the bit; one of them sees the other. The same holds of
     * a thread outside that adds a timer and a worker that looks at its earliest deadline again.
     */

    private static final int SEATED = 0;
    private static final int STUCK = 1;
    private static final int SPARE = 2;

    private static final int GLANCE_INTERVAL = 61;
    private static final int TIMERS_PER_PASS = 64;
    private static final int STEAL_ROUNDS = 4;
    private static final long NEXT_STEAL_DELAY_NANOS = 3_000;
    private static final long SPARE_LIFE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final VarHandle SEAT =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "seat", VarHandle.class, Worker.class, int.class);
    private static final VarHandle BEAT =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "beat", VarHandle.class, Worker.class, long.class);

    private final WorkerPool pool;
    private final int id;
    private final RunQueue queue = new RunQueue();
    private final TimerHeap timers = new TimerHeap();
    private final @Nullable PolledSource events;
    private final WorkerCounters counters;
    private final VictimOrder victims;
    private final WakeThrottle throttle = new WakeThrottle();
    private final @Nullable Disturbance disturbance;
    private final BooleanSupplier calledOrEarlier = this::isCalledOrEarlier;
    private final BooleanSupplier seatedOrEarlier = this::isSeatedOrEarlier;

    /** Volatile; see the table. */
    private volatile int seat = SEATED;

    /** Release, acquire; written by this thread. */
    private long beat;

    /** This thread only. */
    private boolean searching;

    /** This thread only. */
    private long sliceEpoch;

    /** This thread only: whether it is in a pass over timers or events. */
    private boolean collecting;

    /** This thread only: the earliest deadline it knew of when it went to wait. */
    private long sleepsUntil;

    /** This thread only: when its busy spell began. */
    private long busySince;

    /** This thread only: how many tasks were run under its number before that. */
    private long runBefore;

    /** This thread only: passes until the next glance at injections and events. */
    private int untilGlance = GLANCE_INTERVAL;

    Worker(WorkerPool pool, int id, WorkerCounters counters, @Nullable EventSource source) {
        super(null, null, pool.name() + "-worker-" + id, 0, false);
        this.pool = pool;
        this.id = id;
        this.counters = counters;
        events = source == null ? null : new PolledSource(source);
        disturbance = pool.disturbanceOf(id);
        victims =
                new VictimOrder(
                        disturbance == null
                                ? ThreadLocalRandom.current().nextInt()
                                : disturbance.victimSeed());
        setDaemon(true);
    }

    // ---- the loop

    @Override
    public void run() {
        pool.monitor().wakeIfAsleep();
        startSpell();
        try {
            boolean goesOn;
            do {
                goesOn = hasRunOne();
            } while (goesOn);
        } finally {
            pool.ended(this);
        }
    }

    /** Finds a task and runs it; false when this thread has to end. */
    private boolean hasRunOne() {
        try {
            Runnable task = findTask();
            if (task == null) {
                return false;
            }
            runTask(task);
        } catch (Throwable e) {
            pool.monitor().report(this, e);
        }
        return true;
    }

    private void runTask(Runnable task) {
        counters.taskRun();
        long b = beat;
        BEAT.setRelease(this, b + 1);
        disturb();
        try {
            task.run();
        } catch (Throwable e) {
            pool.monitor().report(this, e);
        } finally {
            BEAT.setRelease(this, b + 2);
        }
        if (throttle.isMeasuring() && throttle.ranOne(System.nanoTime(), queue.isRingEmpty())) {
            pool.wakeOne();
        }
    }

    /** The next task to run; null when this thread has to end. */
    private @Nullable Runnable findTask() {
        for (; ; ) {
            boolean glancing = --untilGlance <= 0;
            if (glancing && pool.seats().isOverfull()) {
                stepDown();
            }
            if (seat != SEATED && !returnToSeat()) {
                return null;
            }
            fireTimers();
            Runnable task = glancing ? glance() : null;
            if (task == null) {
                task = nextOwn();
            }
            if (task == null) {
                task = findElsewhere();
            }
            if (task != null) {
                if (searching) {
                    foundWork();
                }
                return task;
            }
            if (pool.isStopped()) {
                return null;
            }
            sleep();
        }
    }

    private @Nullable Runnable glance() {
        untilGlance = GLANCE_INTERVAL;
        pollEvents();
        return drainInjection(GLANCE_INTERVAL);
    }

    private @Nullable Runnable nextOwn() {
        Runnable task = queue.peekNext();
        if (task != null) {
            if (sliceEpoch == pool.monitor().epoch() && !isDemoted()) {
                if (queue.takeNext(task)) {
                    return task;
                }
            } else if (queue.takeNext(task) && !isPushed(task)) {
                return task;
            }
        }
        sliceEpoch = pool.monitor().epoch();
        return queue.poll();
    }

    private @Nullable Runnable findElsewhere() {
        Runnable task = drainInjection(InjectionQueue.MAX_BATCH);
        if (task != null) {
            return task;
        }
        if (pollEvents() > 0 && (task = queue.poll()) != null) {
            return task;
        }
        if (!searching) {
            searching = pool.sleepers().tryStartSearching(pool.seats().taken());
        }
        return searching ? search() : null;
    }

    private @Nullable Runnable drainInjection(int most) {
        Runnable task = pool.injection().drainTo(queue, pool.seats().limit(), most);
        if (task != null) {
            counters.increment(WorkerFigure.INJECTIONS);
        }
        return task;
    }

    private void fireTimers() {
        expire(timers, true);
    }

    /** Fires what is due in a heap; in that of another worker only if nobody is in it. */
    private int expire(TimerHeap heap, boolean own) {
        long earliest = heap.earliest();
        if (earliest == TimerHeap.NEVER) {
            return 0;
        }
        long now = System.nanoTime();
        if (earliest - now > 0) {
            return 0;
        }
        collecting = true;
        long b = beat;
        BEAT.setVolatile(this, b + 1);
        int fired = 0;
        try {
            fired = own ? heap.expire(now, TIMERS_PER_PASS) : heap.tryExpire(now, TIMERS_PER_PASS);
        } catch (Throwable e) {
            pool.monitor().report(this, e);
        } finally {
            BEAT.setRelease(this, b + 2);
        }
        collected();
        counters.add(WorkerFigure.TIMERS_FIRED, fired);
        return fired;
    }

    /** Polls; if {@code unless} is given, waits unless it holds. */
    private int poll(PolledSource source, @Nullable BooleanSupplier unless, long timeoutNanos) {
        collecting = true;
        try {
            return unless == null ? source.poll(0) : source.pollUnless(unless, timeoutNanos);
        } catch (Throwable e) {
            pool.monitor().report(this, e);
            return 0;
        } finally {
            collected();
        }
    }

    /** The end of a pass over timers or events. */
    private void collected() {
        collecting = false;
        wakeOneForMore();
    }

    private int pollEvents() {
        PolledSource source = events;
        if (source == null || !source.isRegistered()) {
            return 0;
        }
        counters.increment(WorkerFigure.POLLS);
        return poll(source, null, 0);
    }

    // ---- submitting; this thread only

    /** Makes a task runnable; called on this thread by a goroutine, a timer, or an event. */
    void submit(Runnable task) {
        if (Thread.currentThread() == this) {
            push(task); // a yield, a timer or an event; or it was unparked while it parked
            if (!collecting) {
                wakeOneForMore();
            }
        } else if (isDemoted()) {
            push(task);
            disturb();
            pool.wakeOne();
        } else if (!pushNext(task)) {
            if (throttle.admits()) {
                queue.publishNext();
                disturb();
                wakeOneFor(1);
            }
        } else if (queue.size() > 2) {
            pool.wakeOne();
        } else if (throttle.admits()) {
            disturb();
            wakeOneFor(2);
        } else {
            throttle.deferred(System.nanoTime());
        }
    }

    /** Wakes another worker for a task that this one comes to after so many runs. */
    private void wakeOneFor(int runs) {
        if (pool.wakeOne()) {
            throttle.woke(runs, System.nanoTime());
        }
    }

    /**
     * Wakes another worker if there is more here than this one takes next. To be called when it is
     * between goroutines, after it has queued something.
     */
    private void wakeOneForMore() {
        if (queue.size() > 1) {
            pool.wakeOne();
        }
    }

    /** Puts a task into the next slot; whether that moved another one to the ring. */
    private boolean pushNext(Runnable task) {
        Runnable displaced = queue.exchangeNext(task);
        if (displaced == null) {
            return false;
        }
        try {
            push(displaced);
        } catch (OutOfMemoryError e) {
            if (queue.exchangeNext(displaced) != null) {
                throw e; // all is as it was; the caller will try again
            }
        }
        return true;
    }

    private void push(Runnable task) {
        while (!queue.offer(task)) {
            Runnable[] batch = queue.takeHalf(task);
            if (batch != null) {
                overflow(batch);
                return;
            }
        }
    }

    private void overflow(Runnable[] batch) {
        try {
            pool.injection().offerAll(batch);
        } catch (OutOfMemoryError e) {
            for (int i = 0; i < batch.length - 1; i++) {
                queue.offer(batch[i]); // where it was; the last one is the caller's
            }
            throw e;
        }
        counters.increment(WorkerFigure.OVERFLOWS);
    }

    /** Pushes, unless there is no memory for that. */
    private boolean isPushed(Runnable task) {
        try {
            push(task);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    /** Adds a timer; called on this thread. */
    void addTimer(HeapTimer timer, long deadlineNanos) {
        timers.add(timer, deadlineNanos);
    }

    // ---- searching

    private @Nullable Runnable search() {
        for (int round = 1; round <= STEAL_ROUNDS; round++) {
            Worker[] all = pool.workers();
            victims.start(all.length);
            for (int i = 0; i < all.length; i++) {
                Worker victim = all[victims.next()];
                Runnable task = victim == this ? null : robbed(victim, round == STEAL_ROUNDS);
                if (task != null) {
                    return task;
                }
            }
        }
        return null;
    }

    private @Nullable Runnable robbed(Worker victim, boolean lastRound) {
        if (!victim.queue.isRingEmpty()) {
            counters.increment(WorkerFigure.STEALS_TRIED);
            Runnable task = queue.stealFrom(victim.queue);
            if (task != null) {
                counters.increment(WorkerFigure.STEALS_WON);
                return task;
            }
        }
        if (!lastRound) {
            return null;
        }
        Runnable task = expire(victim.timers, false) > 0 ? queue.poll() : null;
        return task != null ? task : nextOf(victim);
    }

    private @Nullable Runnable nextOf(Worker victim) {
        boolean atOnce = disturbance != null && disturbance.robsAtOnce();
        Runnable task = atOnce ? victim.queue.peekNext() : victim.idleNext();
        if (task == null) {
            return null;
        }
        counters.increment(WorkerFigure.STEALS_TRIED);
        if (!victim.queue.takeNext(task)) {
            return null;
        }
        counters.increment(WorkerFigure.STEALS_WON);
        return task;
    }

    /**
     * What stands in this worker's next slot and is not about to run: the worker has been in one
     * goroutine for some microseconds. A pair that plays ping-pong would otherwise be torn apart.
     */
    private @Nullable Runnable idleNext() {
        Runnable task = queue.peekNext();
        if (task == null) {
            return null;
        }
        long b = (long) BEAT.getOpaque(this);
        long start = System.nanoTime();
        do {
            Thread.onSpinWait();
            if ((long) BEAT.getOpaque(this) != b) {
                return null;
            }
        } while (System.nanoTime() - start < NEXT_STEAL_DELAY_NANOS);
        return queue.peekNext();
    }

    private void foundWork() {
        searching = false;
        if (pool.sleepers().stopSearching()) {
            disturb();
            if (pool.hasWork()) {
                pool.wakeOne();
            }
        }
    }

    // ---- sleeping

    private void sleep() {
        queue.clearTaken();
        pool.sleepers().fallAsleep(id, searching);
        disturb();
        if (pool.hasWork()) {
            if (pool.sleepers().wakeUp(id)) {
                pool.sleepers().startSearching();
            }
            searching = true;
            pool.monitor().wakeIfAsleep();
            return;
        }
        counters.increment(WorkerFigure.PARKS);
        endSpell();
        while (!isCalled() && !isDue()) {
            if (isWokenAstray() || awaitEventOrTimer(calledOrEarlier)) {
                break;
            }
        }
        startSpell();
        searching = !pool.sleepers().wakeUp(id);
        pool.monitor().wakeIfAsleep();
        if (pool.seats().isOverfull()) {
            stepDown();
        }
    }

    private void startSpell() {
        busySince = System.nanoTime();
        runBefore = counters.get(WorkerFigure.TASKS_RUN);
    }

    private void endSpell() {
        long run = counters.get(WorkerFigure.TASKS_RUN) - runBefore;
        pool.spells().ended(System.nanoTime() - busySince, run);
    }

    private boolean isDue() {
        long earliest = timers.earliest();
        return earliest != TimerHeap.NEVER && earliest - System.nanoTime() <= 0;
    }

    /**
     * Waits once, until something may have happened.
     *
     * @param over whether the wait is over; asked once more before waiting for events
     * @return whether events arrived
     */
    private boolean awaitEventOrTimer(BooleanSupplier over) {
        Thread.interrupted(); // whoever interrupts a worker must not make it spin
        long earliest = timers.earliest();
        sleepsUntil = earliest;
        long timeout = earliest == TimerHeap.NEVER ? -1 : earliest - System.nanoTime();
        if (earliest != TimerHeap.NEVER && timeout <= 0) {
            return false;
        }
        PolledSource source = events;
        if (source != null && source.isRegistered()) {
            counters.increment(WorkerFigure.POLLS);
            return poll(source, over, timeout) > 0;
        }
        if (timeout < 0) {
            LockSupport.park(pool);
        } else {
            LockSupport.parkNanos(pool, timeout);
        }
        return false;
    }

    /** Whether this worker should not sleep on: claimed, at the end, or one too many. */
    private boolean isCalled() {
        return !pool.sleepers().isAsleep(id) || pool.isStopped() || pool.seats().isOverfull();
    }

    /** Whether a thread outside has added an earlier timer since this worker decided to wait. */
    private boolean isToldEarlier() {
        long earliest = timers.earliest();
        return earliest != TimerHeap.NEVER
                && (sleepsUntil == TimerHeap.NEVER || earliest - sleepsUntil < 0);
    }

    private boolean isCalledOrEarlier() {
        return isCalled() || isToldEarlier();
    }

    private boolean isSeatedOrEarlier() {
        return seat != SPARE || pool.isStopped() || isToldEarlier();
    }

    /**
     * Ends this worker's wait, whatever it waits in. Any thread, after it changed the condition.
     */
    void wake() {
        PolledSource source = events;
        if (source == null || !source.wakeIfPolling()) {
            LockSupport.unpark(this);
        }
    }

    // ---- seats

    /** From the outside: this worker is stuck. The caller must give its seat to another. */
    boolean becomeStuck() {
        return seat == SEATED && SEAT.compareAndSet(this, SEATED, STUCK);
    }

    /** From the outside: seats this worker, which the caller took out of the list of spares. */
    void becomeSeated() {
        seat = SEATED;
        wake();
    }

    boolean isStuck() {
        return seat == STUCK;
    }

    boolean isSpare() {
        return seat == SPARE;
    }

    /** Back from a goroutine that held this worker too long: false if this thread has to end. */
    private boolean returnToSeat() {
        if (seat == STUCK) {
            if (pool.seats().tryTake()) {
                seat = SEATED;
                return true;
            }
            seat = SPARE;
        }
        handOver();
        return restAsSpare();
    }

    /** Gives up the seat if there are too many; this worker is a spare then. */
    boolean stepDown() {
        if (!SEAT.compareAndSet(this, SEATED, SPARE)) {
            return false;
        }
        if (!pool.seats().tryStepDown()) {
            seat = SEATED;
            return false;
        }
        return true;
    }

    /**
     * Gives everything runnable to the others, and the duty to search. And to look for events: a
     * goroutine may have begun to wait for one here while all others slept elsewhere.
     */
    private void handOver() {
        boolean any = searching || hasEvents(true);
        for (Runnable task; (task = queue.takeNext()) != null || (task = queue.poll()) != null; ) {
            any = true;
            try {
                pool.injection().offer(task);
            } catch (OutOfMemoryError e) {
                queue.offer(task); // there is room for what was just taken; thieves find it there
                break;
            }
        }
        if (searching) {
            searching = false;
            pool.sleepers().stopSearching();
        }
        if (any) {
            pool.wakeOne();
        }
        queue.clearTaken();
    }

    /** Waits for a seat: false if none was offered for so long that this thread may end. */
    private boolean restAsSpare() {
        pool.addSpare(this);
        long start = System.nanoTime();
        while (seat == SPARE && !pool.isStopped()) {
            long left = SPARE_LIFE_NANOS - (System.nanoTime() - start);
            if (timers.earliest() != TimerHeap.NEVER || hasEvents(false)) {
                awaitEventOrTimer(seatedOrEarlier);
                fireTimers();
                handOver();
            } else if (pool.isFirst(this)) {
                Thread.interrupted();
                LockSupport.park(pool); // stays, as the one whom threads outside give their timers
            } else if (left > 0) {
                Thread.interrupted();
                LockSupport.parkNanos(pool, left);
            } else if (pool.removeSpare(this)) {
                return false;
            }
        }
        pool.monitor().wakeIfAsleep();
        startSpell();
        return true;
    }

    private boolean hasEvents(boolean shared) {
        return events != null && events.source().isShared() == shared && events.isRegistered();
    }

    // ---- for tests: see Disturbance

    private void disturb() {
        if (disturbance != null) {
            disturbance.pause();
        }
    }

    private boolean isDemoted() {
        return disturbance != null && disturbance.demotes();
    }

    private boolean isWokenAstray() {
        return disturbance != null && disturbance.wakesAstray();
    }

    // ---- for the pool and the monitor

    WorkerPool pool() {
        return pool;
    }

    int id() {
        return id;
    }

    RunQueue queue() {
        return queue;
    }

    WakeThrottle throttle() {
        return throttle;
    }

    TimerHeap timers() {
        return timers;
    }

    WorkerCounters counters() {
        return counters;
    }

    @Nullable EventSource eventSource() {
        return events == null ? null : events.source();
    }

    @Nullable PolledSource events() {
        return events;
    }

    /** Odd while a goroutine runs; another value after every switch. */
    long beat() {
        return (long) BEAT.getAcquire(this);
    }

    /** Whether there is something here that another worker could run now. */
    boolean hasStealable() {
        // in this order: what leaves the next slot, but not to run, goes to the ring
        return idleNext() != null || !queue.isRingEmpty();
    }
}
