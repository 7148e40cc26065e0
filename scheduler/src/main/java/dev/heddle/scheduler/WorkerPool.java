package dev.heddle.scheduler;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerHeap;

import org.agrona.concurrent.status.AtomicCounter;
import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * The workers of one scheduler and what they share: the injection queue, the sleepers, the seats,
 * the spares. It knows continuations only; what a goroutine is, {@link Scheduler} knows.
 */
final class WorkerPool {

    /*
     * Implementation notes
     *
     * workers is the list of all living workers, seated, stuck or spare, replaced as a whole when one
     * starts or ends; thieves walk it. Worker numbers are reused after a worker's end, small ones
     * first, so that Sleepers' bits and the counters stay few. The first of the list stays the first,
     * because it rests as a spare for as long as the pool lives: timers that threads outside add would
     * get lost with a worker that ends.
     *
     * No seat stays empty beside an idle spare. fillSeats: take a seat, look for a spare, none, give
     * the seat back (volatile), look for spares once more. addSpare: enter the list (volatile), look
     * for a free seat. Whichever comes second sees the first. fullFence makes this hold whatever
     * access modes the deque uses.
     *
     * The lock of this object covers starting and ending of workers and nothing else. Workers take it
     * only at their end; nobody runs foreign code under it.
     */

    static final int MAX_PARALLELISM = 1024;

    private final String name;
    private final int maxSpares;
    private final @Nullable Supplier<? extends EventSource> eventSources;
    private final @Nullable Long seed;
    private final Entrance entrance = new Entrance();
    private final InjectionQueue injection = new InjectionQueue();
    private final Sleepers sleepers;
    private final BusySpells spells = new BusySpells();
    private final Seats seats;
    private final ConcurrentLinkedDeque<Worker> spares = new ConcurrentLinkedDeque<>();
    private final AtomicReferenceArray<@Nullable Worker> byId;
    private final AtomicReferenceArray<@Nullable WorkerCounters> counters;
    private final CountersFile countersFile;
    private final Monitor monitor;
    private final AtomicCounter startedOutside;
    private final Bridge bridge;

    /** All living workers; replaced under the lock of this object, read by anybody. */
    private volatile Worker[] workers = {};

    /** Set once, when no goroutine is left; read by everybody. */
    private volatile boolean stopped;

    WorkerPool(
            String name,
            int parallelism,
            int maxSpares,
            @Nullable Supplier<? extends EventSource> eventSources,
            @Nullable Long seed) {
        this.name = name;
        this.seed = seed;
        this.maxSpares = maxSpares;
        this.eventSources = eventSources;
        int slots = MAX_PARALLELISM + maxSpares;
        sleepers = new Sleepers(slots);
        seats = new Seats(parallelism);
        byId = new AtomicReferenceArray<>(slots);
        counters = new AtomicReferenceArray<>(slots);
        countersFile = new CountersFile(name, parallelism);
        AtomicCounter[] figures = countersFile.poolCounters();
        startedOutside = figures[PoolFigure.STARTED_OUTSIDE.ordinal()];
        monitor = new Monitor(this, figures);
        bridge = new Bridge(this);
    }

    /**
     * Starts the workers.
     *
     * @throws IllegalStateException if the system has no thread for us
     */
    void start() {
        try {
            fillSeats(true);
        } catch (Throwable e) {
            stop();
            dispose();
            throw e;
        }
        if (workers.length == 0) {
            dispose();
            throw new IllegalStateException(
                    "cannot start scheduler '" + name + "': the system gives no more threads");
        }
        monitor.start();
    }

    // ---- work

    /** Makes a continuation runnable from outside the workers. Any thread; never blocks. */
    void inject(Runnable task) {
        if (!entrance.admits()) {
            throw closed();
        }
        boolean behindAnother = injection.offer(task);
        wake(sleepers.claim(behindAnother && spells.areLong() ? 2 : 1));
    }

    /** What disturbs a worker in its habits; null if nothing does. */
    @Nullable Disturbance disturbanceOf(int id) {
        return seed == null ? null : new Disturbance(seed, id);
    }

    /** For messages: the seed of the workers' decisions, if there is one. */
    String seedText() {
        return seed == null ? "" : ", seed " + seed;
    }

    /**
     * Wakes one worker if new work needs one. Any thread, after publishing work.
     *
     * @return whether it did
     */
    boolean wakeOne() {
        return wake(sleepers.claim());
    }

    private boolean wake(int claimed) {
        Worker worker = claimed < 0 ? null : byId.get(claimed);
        if (worker == null) {
            return false;
        }
        worker.wake();
        return true;
    }

    /** Whether there is work that a worker about to sleep could run. */
    boolean hasWork() {
        if (!injection.isEmpty()) {
            return true;
        }
        for (Worker worker : workers) {
            if (worker.hasStealable()) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing is queued, no timer is pending, and nobody waits for an event. */
    boolean isIdle() {
        if (!injection.isEmpty() || TimerHeap.ofSystem().size() > 0) {
            return false;
        }
        for (Worker worker : workers) {
            PolledSource events = worker.events();
            if (!worker.queue().isEmpty()
                    || worker.timers().size() > 0
                    || (events != null && events.isRegistered())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Adds a timer from outside the workers: to the first one, which never ends before the pool. If
     * the timer is not the earliest there, the worker knows of another, or will be told.
     *
     * @param deadlineNanos not {@link TimerHeap#NEVER}
     */
    void addTimer(HeapTimer timer, long deadlineNanos) {
        Worker[] all = workers;
        if (all.length == 0) {
            throw closed();
        }
        Worker first = all[0];
        first.timers().add(timer, deadlineNanos);
        if (first.timers().earliest() == deadlineNanos) {
            first.wake();
        }
    }

    /** Whether a worker is the one that keeps the timers of threads outside. */
    boolean isFirst(Worker worker) {
        return workers[0] == worker;
    }

    RejectedExecutionException closed() {
        return new RejectedExecutionException("scheduler '" + name + "' is closed");
    }

    // ---- seats and spares

    /** Seats spares while seats are free; starts new workers for them if that is allowed. */
    void fillSeats(boolean mayStart) {
        while (!stopped && seats.tryTake()) {
            Worker spare = spares.pollFirst();
            if (spare != null) {
                spare.becomeSeated();
            } else if (!isTakenByNewWorker(mayStart)) {
                VarHandle.fullFence();
                if (spares.isEmpty()) {
                    return;
                }
            }
        }
    }

    /** Starts a worker for a seat in hand, if it may; the seat is free again if there is none. */
    private boolean isTakenByNewWorker(boolean mayStart) {
        boolean started = false;
        try {
            started = mayStart && startWorker();
        } finally {
            if (!started) {
                seats.giveUp();
            }
        }
        return started;
    }

    void addSpare(Worker worker) {
        spares.addFirst(worker);
        VarHandle.fullFence();
        if (seats.isAnyFree()) {
            fillSeats(false);
        }
    }

    /** Takes a spare out of the list, so that it may end; false if it is being seated. */
    boolean removeSpare(Worker worker) {
        return spares.remove(worker);
    }

    /** Gives the seat of a worker that has just become stuck to another one. */
    void replace() {
        seats.giveUp();
        fillSeats(true);
    }

    void setParallelism(int parallelism) {
        seats.resize(parallelism);
        fillSeats(true);
        if (seats.isOverfull()) {
            for (Worker worker : workers) {
                worker.wake(); // who sleeps steps down
            }
        }
    }

    /** Starts a worker that has a seat; false if there are too many, or no thread is to be had. */
    private boolean startWorker() {
        if (!hasRoom()) {
            return false;
        }
        EventSource source = eventSources == null ? null : eventSources.get();
        boolean started = false;
        try {
            started = startWorker(source);
        } finally {
            if (!started && source != null) {
                source.close();
            }
        }
        return started;
    }

    private synchronized boolean startWorker(@Nullable EventSource source) {
        if (!hasRoom()) {
            return false;
        }
        int id = 0;
        while (byId.get(id) != null) {
            id++;
        }
        Worker worker = new Worker(this, id, countersOf(id), source);
        sleepers.admit(id);
        byId.set(id, worker);
        Worker[] all = Arrays.copyOf(workers, workers.length + 1);
        all[all.length - 1] = worker;
        workers = all;
        try {
            worker.start();
            return true;
        } catch (OutOfMemoryError e) {
            forget(worker); // the system gives us no more threads
            return false;
        }
    }

    private boolean hasRoom() {
        int living = workers.length;
        return !stopped && living < seats.limit() + maxSpares && living < byId.length();
    }

    private WorkerCounters countersOf(int id) {
        WorkerCounters existing = counters.get(id);
        if (existing != null) {
            return existing;
        }
        WorkerCounters created = countersFile.workerCounters(id);
        counters.set(id, created);
        return created;
    }

    /** Called by a worker's thread at its end. */
    void ended(Worker worker) {
        forget(worker);
        EventSource source = worker.eventSource();
        if (source != null) {
            source.close();
        }
    }

    private synchronized void forget(Worker worker) {
        Worker[] all = workers;
        workers = Arrays.stream(all).filter(w -> w != worker).toArray(Worker[]::new);
        byId.set(worker.id(), null);
    }

    // ---- the end

    /** Lets all workers end; to be called when no goroutine is left. */
    void stop() {
        synchronized (this) {
            stopped = true;
        }
        for (Worker worker : workers) {
            worker.wake();
        }
    }

    /** Frees what outlives the workers. */
    void dispose() {
        bridge.dispose();
        countersFile.delete();
    }

    boolean isStopped() {
        return stopped;
    }

    // ---- parts

    String name() {
        return name;
    }

    /** Shown as the reason why a worker waits. */
    @Override
    public String toString() {
        return "idle worker of scheduler '" + name + "'";
    }

    Entrance entrance() {
        return entrance;
    }

    InjectionQueue injection() {
        return injection;
    }

    Sleepers sleepers() {
        return sleepers;
    }

    BusySpells spells() {
        return spells;
    }

    Seats seats() {
        return seats;
    }

    /** Counts the goroutines that threads outside have started. */
    AtomicCounter startedOutside() {
        return startedOutside;
    }

    Monitor monitor() {
        return monitor;
    }

    Bridge bridge() {
        return bridge;
    }

    Worker[] workers() {
        return workers;
    }

    int spares() {
        return spares.size();
    }

    int maxSpares() {
        return maxSpares;
    }

    /** The sum of a figure over all workers there ever were. */
    long total(WorkerFigure figure) {
        long sum = 0;
        for (int i = 0; i < counters.length(); i++) {
            WorkerCounters c = counters.get(i);
            if (c == null) {
                break; // numbers are given out without gaps
            }
            sum += c.getOrdered(figure);
        }
        return sum;
    }
}
