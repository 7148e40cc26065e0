package dev.heddle.scheduler;

import dev.heddle.sync.Task;
import dev.heddle.timers.TimerService;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs goroutines on a few worker threads of its own. A goroutine is a virtual thread: debuggers,
 * thread dumps, thread-locals, locks, interrupts and every blocking library call work as usual.
 *
 * <p>A goroutine that parks (in a lock, a queue, a channel, a sleep, a socket) frees its worker.
 * One that holds its worker for more than 10 ms, computing or in a blocking system call, is given a
 * spare worker beside it, so that other goroutines run on: beside one hog per worker a runnable
 * goroutine starts within 50 ms.
 *
 * {@snippet :
 * try (Scheduler scheduler = Scheduler.builder().name("index").parallelism(4).build()) {
 *     for (Path file : files) {
 *         scheduler.go(() -> index(file)); // a goroutine for each file; it may block
 *     }
 * } // close() waits for them all
 * }
 *
 * <p>Needs package {@code java.lang} to be open: {@code --add-opens
 * java.base/java.lang=ALL-UNNAMED} on the class path, {@code =dev.heddle.scheduler} on the module
 * path, {@code Add-Opens: java.base/java.lang} in the manifest of an executable jar.
 *
 * <p>All methods may be called by any thread. Schedulers are independent of one another; there may
 * be many in a JVM.
 */
public final class Scheduler implements AutoCloseable {

    static final String PARALLELISM_PROPERTY = "heddle.parallelism";

    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    private final WorkerPool pool;
    private final Lifecycle lifecycle;
    private final boolean detectDeadlocks;
    private final Thread.@Nullable UncaughtExceptionHandler uncaughtHandler;
    private final boolean shared;
    private final TimerService timers;

    private Scheduler(Builder builder, boolean shared) {
        VirtualThreads.requireOpen();
        startSocketPollers();
        String name = builder.name;
        pool =
                new WorkerPool(
                        name != null ? name : "heddle-" + SEQUENCE.incrementAndGet(),
                        builder.parallelism,
                        builder.maxSpares,
                        builder.eventSources != null
                                ? builder.eventSources
                                : installedEventSources(),
                        builder.seed);
        lifecycle = new Lifecycle(pool);
        detectDeadlocks = builder.detectDeadlocks;
        uncaughtHandler = builder.uncaughtHandler;
        this.shared = shared;
        timers = TimerService.over(new WorkerTimers(this, pool));
        pool.bridge().bind(this);
        pool.monitor().setDuty(lifecycle);
        pool.start();
    }

    private static @Nullable Supplier<? extends EventSource> installedEventSources() {
        return ServiceLoader.load(EventSource.Provider.class, Scheduler.class.getClassLoader())
                .findFirst()
                .<@Nullable Supplier<? extends EventSource>>map(EventSource.Provider::eventSources)
                .orElse(null);
    }

    /** Only a platform thread may start them, see {@link VirtualThreads#startSocketPollers}. */
    private static void startSocketPollers() {
        if (!Thread.currentThread().isVirtual()) {
            VirtualThreads.startSocketPollers();
            return;
        }
        Thread starter = Thread.ofPlatform().daemon().start(VirtualThreads::startSocketPollers);
        boolean interrupted = false;
        while (starter.isAlive()) {
            try {
                starter.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The scheduler that all share who bring none of their own. Its parallelism is {@code
     * -Dheddle.parallelism=N}, by default the number of processors the JVM may use. It is never
     * closed: {@link #close} and {@link #shutdownNow} have no effect on it.
     *
     * @throws IllegalStateException if the JDK is not open to Heddle, or the property is no number
     *     from 1 to 1024; the message says what to do
     */
    public static Scheduler shared() {
        Scheduler shared = Shared.INSTANCE;
        if (shared == null) {
            throw Shared.refused();
        }
        return shared;
    }

    /** A builder with the default settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** The scheduler of the current goroutine; null on any other thread. */
    public static @Nullable Scheduler current() {
        Worker worker = VirtualThreads.currentWorker();
        return worker == null ? null : worker.pool().bridge().scheduler();
    }

    // ---- goroutines

    /**
     * Starts a goroutine on this scheduler; for the details see {@link Go#go(Task)}.
     *
     * <p><i>Memory consistency effects:</i> as there: what the calling thread did before
     * happens-before the start of the task; its end happens-before the return of {@link
     * Thread#join} on the thread returned.
     *
     * @throws NullPointerException if {@code task} is null
     * @throws RejectedExecutionException if this scheduler is closed
     */
    public Thread go(Task task) {
        Objects.requireNonNull(task, "task");
        return start(null, task);
    }

    /**
     * Starts a goroutine with a name on this scheduler, as {@link #go(Task)}.
     *
     * @throws NullPointerException if {@code name} or {@code task} is null
     * @throws RejectedExecutionException if this scheduler is closed
     */
    public Thread go(String name, Task task) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(task, "task");
        return start(name, task);
    }

    private Thread start(@Nullable String name, Task task) {
        checkAcceptsWork();
        Thread thread = newThread(name, Goroutine.of(this, task));
        lifecycle.countStarted(currentWorker()); // now: making it may run the user's code, and park
        boolean started = false;
        try {
            if (!pool.entrance().admits()) { // for a worker that fires a timer; see there
                throw pool.closed();
            }
            thread.start();
            started = true;
        } finally {
            if (!started) {
                lifecycle.uncountStarted();
            }
        }
        return thread;
    }

    /**
     * A factory of goroutines, to be started by the caller: for {@code
     * Executors.newThreadPerTaskExecutor}, structured task scopes, servers. Once this scheduler is
     * closed the factory throws {@link RejectedExecutionException}.
     *
     * <p><i>Memory consistency effects:</i> what a thread did before it called {@link Thread#start}
     * happens-before the task; the end of the task happens-before the return of {@link
     * Thread#join}.
     */
    public ThreadFactory threadFactory() {
        return task -> {
            Objects.requireNonNull(task, "task");
            checkOpen(currentWorker() != null);
            return newThread(null, Goroutine.unstarted(this, task));
        };
    }

    private Thread newThread(@Nullable String name, Goroutine goroutine) {
        Thread thread = VirtualThreads.newThread(pool.bridge(), name, goroutine);
        if (uncaughtHandler != null) {
            thread.setUncaughtExceptionHandler(uncaughtHandler);
        }
        return thread;
    }

    /**
     * Runs {@code main} as a goroutine and waits for its result. Goroutines that {@code main}
     * started and did not wait for go on.
     *
     * <p><i>Memory consistency effects:</i> what the calling thread did before happens-before the
     * start of {@code main}; the end of {@code main} happens-before the return of its result, or
     * the throwing of its exception. A {@link DeadlockException} and an interrupt of the caller
     * order nothing.
     *
     * @return what {@code main} returned
     * @throws DeadlockException if all goroutines of this scheduler are asleep for ever. A thread
     *     outside might still wake them, which the scheduler cannot know: where that is how a
     *     program works, turn the detection off ({@link Builder#deadlockDetection}).
     * @throws InterruptedException if the caller is interrupted; {@code main} is interrupted too
     * @throws Exception what {@code main} threw
     */
    public <T> T run(Callable<T> main) throws Exception {
        Objects.requireNonNull(main, "main");
        MainTask<T> task = new MainTask<>(pool, main);
        Thread goroutine = go("main", task);
        if (!detectDeadlocks) {
            return task.await(goroutine);
        }
        lifecycle.deadlocks().add(task);
        try {
            return task.await(goroutine);
        } finally {
            lifecycle.deadlocks().remove(task);
        }
    }

    /**
     * Runs a call that blocks its thread (native code, file input and output, DNS), after seating a
     * spare worker in the place of this one. Without this the monitor would find out after 10 ms.
     * On a thread that is no goroutine it just runs the call.
     *
     * @return what {@code call} returned
     * @throws Exception what {@code call} threw
     */
    public static <T> T blocking(Callable<T> call) throws Exception {
        Objects.requireNonNull(call, "call");
        Worker worker = VirtualThreads.currentWorker();
        if (worker == null) {
            return call.call();
        }
        if (worker.becomeStuck()) {
            worker.pool().replace();
        }
        try {
            return call.call();
        } finally {
            Worker now = VirtualThreads.currentWorker();
            if (now != null && now.isStuck()) {
                Thread.yield(); // back in the queue: the worker gives up the seat it no longer has
            }
        }
    }

    /**
     * Timers that live with the workers of this scheduler and run goroutines of it. A goroutine's
     * timer waits on the heap of its worker: no other thread is woken to set, stop or fire it.
     *
     * <p>A timer that waits does not keep {@link #close} waiting, and is dropped by it. While one
     * waits, nothing is a deadlock.
     */
    public TimerService timers() {
        return timers;
    }

    // ---- size and state

    /** How many workers may run goroutines at the same time. */
    public int parallelism() {
        return pool.seats().limit();
    }

    /**
     * Changes the parallelism. More workers start at once; superfluous ones leave when the
     * goroutine they run parks.
     *
     * @param n from 1 to 1024
     * @throws IllegalArgumentException if {@code n} is out of range
     * @throws IllegalStateException if this scheduler is closed
     */
    public void setParallelism(int n) {
        checkParallelism(n);
        if (lifecycle.isClosed()) {
            throw new IllegalStateException("scheduler '" + pool.name() + "' is closed");
        }
        pool.setParallelism(n);
    }

    /** Figures about this scheduler; also after its end. */
    public SchedulerStats stats() {
        long finished = lifecycle.finished();
        return SchedulerStats.of(pool, lifecycle.started(), finished);
    }

    /** The name given to the builder, or one made up. */
    public String name() {
        return pool.name();
    }

    /** Describes every goroutine: what it waits for and its stack. Takes its time; for people. */
    public String dump() {
        return Census.dump(Census.goroutines(pool.bridge()));
    }

    /**
     * Tells the worker that owns {@code source} to look at it, after another thread registered
     * something there. For writers of event sources only.
     */
    public void wakeup(EventSource source) {
        Objects.requireNonNull(source, "source");
        for (Worker worker : pool.workers()) {
            if (worker.eventSource() == source) {
                worker.wake();
            }
        }
    }

    /**
     * Waits until no goroutine of this scheduler is left, running, runnable or waiting.
     *
     * <p><i>Memory consistency effects:</i> if it returns true, what all goroutines that have ended
     * did happens-before the return; if false, nothing is ordered.
     *
     * @param timeout zero or negative: just looks
     * @return false if the timeout ran out before
     * @throws IllegalStateException if called by a goroutine of this scheduler, which would wait
     *     for itself
     */
    public boolean awaitQuiescence(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        checkOutside("wait for the end of all goroutines");
        return lifecycle.awaitQuiescence(Math.max(0, TimeUnit.NANOSECONDS.convert(timeout)));
    }

    /**
     * Waits for the goroutines of this scheduler to end, then ends its threads. Threads outside can
     * start no more goroutines as soon as this is called; goroutines still can. Interrupted, it
     * does {@link #shutdownNow}, goes on waiting, and sets the interrupt flag again. A second call
     * waits too. Goroutines that a {@link DeadlockException} was thrown for, and that still sleep
     * for ever, are given up. On {@link #shared()} this has no effect.
     *
     * <p><i>Memory consistency effects:</i> what the goroutines of this scheduler did
     * happens-before the return.
     *
     * @throws IllegalStateException if called by a goroutine of this scheduler
     */
    @Override
    public void close() {
        if (shared) {
            return;
        }
        checkOutside("close its scheduler");
        lifecycle.close();
        boolean interrupted = false;
        for (; ; ) {
            try {
                lifecycle.awaitTermination();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                lifecycle.shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Interrupts all goroutines of this scheduler and refuses new ones; does not wait. The threads
     * of the scheduler end when the last goroutine has ended.
     */
    public void shutdownNow() {
        if (!shared) {
            lifecycle.shutdownNow();
        }
    }

    @Override
    public String toString() {
        return "Scheduler '" + pool.name() + "', parallelism " + parallelism() + pool.seedText();
    }

    // ---- for goroutines

    void countStarted() {
        lifecycle.countStarted(currentWorker());
    }

    void countFinished() {
        Worker worker = currentWorker();
        if (worker != null) {
            lifecycle.countFinished(worker);
        }
    }

    private @Nullable Worker currentWorker() {
        return VirtualThreads.currentCarrier() instanceof Worker worker && worker.pool() == pool
                ? worker
                : null;
    }

    /** Fails if no goroutine may be started any more, and no timer set. */
    void checkAcceptsWork() {
        checkOpen(currentWorker() != null || isMonitor());
    }

    /** Whether this thread fires the timers of a worker that is stuck: as the worker would. */
    private boolean isMonitor() {
        return Thread.currentThread() == pool.monitor();
    }

    private void checkOpen(boolean fromInside) {
        if (!lifecycle.accepts(fromInside)) {
            throw new RejectedExecutionException(
                    "scheduler '" + pool.name() + "' is closed and starts no more goroutines");
        }
    }

    private void checkOutside(String action) {
        if (currentWorker() != null) {
            throw new IllegalStateException(
                    "a goroutine cannot " + action + ": it would wait for itself");
        }
    }

    private static void checkParallelism(int n) {
        if (n < 1 || n > WorkerPool.MAX_PARALLELISM) {
            throw new IllegalArgumentException(
                    "parallelism must be from 1 to " + WorkerPool.MAX_PARALLELISM + ": " + n);
        }
    }

    /** The shared scheduler, or why there is none: a class that fails would say so only once. */
    private static final class Shared {
        static final @Nullable Scheduler INSTANCE;
        private static final @Nullable RuntimeException REFUSED;

        static {
            Scheduler instance = null;
            RuntimeException refused = null;
            try {
                instance = new Scheduler(builder(), true);
            } catch (RuntimeException e) {
                refused = e;
            }
            INSTANCE = instance;
            REFUSED = refused;
        }

        private static Builder builder() {
            Builder builder = new Builder().name("heddle");
            String parallelism = System.getProperty(PARALLELISM_PROPERTY);
            return parallelism == null ? builder : builder.parallelism(parse(parallelism));
        }

        private static int parse(String parallelism) {
            try {
                return Integer.parseInt(parallelism);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "-D" + PARALLELISM_PROPERTY + " must be a number: " + parallelism, e);
            }
        }

        static IllegalStateException refused() {
            RuntimeException cause = Objects.requireNonNull(REFUSED);
            return new IllegalStateException(cause.getMessage(), cause);
        }
    }

    /** Settings of a new scheduler. Not thread-safe; may build several. */
    public static final class Builder {
        private @Nullable String name;
        private int parallelism =
                Math.min(Runtime.getRuntime().availableProcessors(), WorkerPool.MAX_PARALLELISM);
        private int maxSpares = 256;
        private boolean detectDeadlocks = true;
        private Thread.@Nullable UncaughtExceptionHandler uncaughtHandler;
        private @Nullable Supplier<? extends EventSource> eventSources;
        private @Nullable Long seed = Disturbance.seedOfCommandLine();

        private Builder() {}

        /** Disturbs the workers in their habits; see {@link Disturbance}. */
        Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** Names the scheduler and, after it, its threads. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets how many workers run goroutines at the same time; by default as many as there are
         * processors for this JVM, which respects the limit of a container.
         *
         * @param n from 1 to 1024
         * @throws IllegalArgumentException if {@code n} is out of range
         */
        public Builder parallelism(int n) {
            checkParallelism(n);
            parallelism = n;
            return this;
        }

        /**
         * Sets how many workers there may be at most beyond the parallelism, in place of stuck
         * ones; 256 by default.
         *
         * @param n from 0 to 10,000; with 0 a stuck worker is not replaced
         * @throws IllegalArgumentException if {@code n} is out of range
         */
        public Builder maxSpares(int n) {
            if (n < 0 || n > 10_000) {
                throw new IllegalArgumentException("maxSpares must be from 0 to 10000: " + n);
            }
            maxSpares = n;
            return this;
        }

        /**
         * Sets who is told of exceptions that leave a goroutine's task: the uncaught exception
         * handler that the threads of its goroutines begin with. What they start by way of Heddle,
         * as in a {@code WaitGroup}, has it, too. By default it is the JVM's default handler.
         */
        public Builder uncaughtExceptionHandler(Thread.UncaughtExceptionHandler handler) {
            uncaughtHandler = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /** Whether {@link Scheduler#run} watches for deadlocks; it does by default. */
        public Builder deadlockDetection(boolean on) {
            detectDeadlocks = on;
            return this;
        }

        /**
         * Gives each worker an event source of its own; without this, the one of the {@link
         * EventSource.Provider} that is installed, if any.
         */
        public Builder eventSources(Supplier<? extends EventSource> eventSources) {
            this.eventSources = Objects.requireNonNull(eventSources, "eventSources");
            return this;
        }

        /**
         * Starts a scheduler.
         *
         * @throws IllegalStateException if the JDK is not open to Heddle (the message names the
         *     flag), or the system gives no more threads
         */
        public Scheduler build() {
            return new Scheduler(this, false);
        }
    }
}
