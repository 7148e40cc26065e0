package dev.heddle.sync;

import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tasks that belong together: each runs in a virtual thread of its own (on the caller's scheduler
 * if the caller is a goroutine), the first failure interrupts all others, and {@link #await} tells
 * it.
 *
 * {@snippet :
 * TaskGroup group = new TaskGroup().limit(8);
 * for (Path file : files) {
 *     group.go(() -> index(file)); // waits while eight run
 * }
 * group.await(); // throws the first failure, if there was one
 * }
 *
 * <p><b>Failure.</b> A task fails if it throws. The first failure is what {@code await} throws;
 * later ones are added to it as suppressed, but for the InterruptedExceptions of tasks that were
 * interrupted because of it. Tasks started after a failure begin interrupted.
 *
 * <p><b>Blocking and interruption.</b> {@link #await}, and {@link #go} while the limit is reached,
 * throw InterruptedException if interrupted before or while waiting, and have no effect then; the
 * tasks go on.
 *
 * <p><b>Memory effects.</b> What was done before {@code go} happens-before the task; what the task
 * did happens-before the return of {@code await}.
 *
 * <p>After golang.org/x/sync/errgroup. A group is made for one set of tasks; it can be awaited
 * again.
 */
public final class TaskGroup {

    private final WaitGroup running = new WaitGroup();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** Guards {@link #failure}; held for a few instructions. */
    private final Mutex failing = new Mutex();

    /** The first failure; written once under {@link #failing}, read by anybody. */
    private volatile @Nullable Throwable failure;

    /** Null: no limit. Volatile; changed only while nothing runs. */
    private volatile @Nullable Semaphore slots;

    /** Creates a group without tasks and without a limit. */
    public TaskGroup() {}

    /**
     * Starts a task; waits first while as many run as the limit allows.
     *
     * @throws InterruptedException if interrupted while waiting for the limit; nothing was started
     */
    public void go(Task task) throws InterruptedException {
        Objects.requireNonNull(task, "task");
        Semaphore limit = slots;
        if (limit != null) {
            limit.acquire(1);
        }
        start(task, limit);
    }

    /**
     * Starts a task unless as many run as the limit allows.
     *
     * @return whether it was started
     */
    public boolean tryGo(Task task) {
        Objects.requireNonNull(task, "task");
        Semaphore limit = slots;
        if (limit != null && !limit.tryAcquire(1)) {
            return false;
        }
        start(task, limit);
        return true;
    }

    /**
     * Limits how many tasks run at a time.
     *
     * @param tasks 0: none at all; negative: no limit
     * @return this group
     * @throws IllegalStateException if tasks are running; the limit is not changed then
     */
    public TaskGroup limit(int tasks) {
        if (!threads.isEmpty()) {
            throw new IllegalStateException(
                    "the limit cannot be changed while " + threads.size() + " tasks are running");
        }
        slots = tasks < 0 ? null : new Semaphore(tasks);
        return this;
    }

    /** Interrupts all tasks, as a failure would. */
    public void cancel() {
        threads.forEach(Waiter::interrupt);
    }

    /**
     * Waits until all tasks have ended.
     *
     * @throws InterruptedException if interrupted before or while waiting; or if a task threw it
     *     first
     * @throws Exception the first failure, with the others as suppressed
     */
    public void await() throws Exception {
        running.await();
        throwFailure();
    }

    /**
     * Waits until all tasks have ended, for some time.
     *
     * @param timeout zero or negative: just looks
     * @return false if the time ran out
     * @throws InterruptedException if interrupted before or while waiting; or if a task threw it
     *     first
     * @throws Exception the first failure, with the others as suppressed
     */
    public boolean await(Duration timeout) throws Exception {
        if (!running.await(timeout)) {
            return false;
        }
        throwFailure();
        return true;
    }

    private void throwFailure() throws Exception {
        switch (failure) {
            case null -> {}
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("a task failed", failure);
        }
    }

    private void start(Task task, @Nullable Semaphore limit) {
        running.add(1);
        Thread thread = null;
        boolean started = false;
        try {
            thread = Tasks.newThread(() -> run(task, limit));
            threads.add(thread);
            thread.start();
            started = true;
        } finally {
            if (!started) {
                end(thread, limit);
            }
        }
        if (failure != null) {
            Waiter.interrupt(thread); // whoever failed may not have seen it
        }
    }

    private void run(Task task, @Nullable Semaphore limit) {
        try {
            task.run();
        } catch (Throwable e) {
            fail(e);
        } finally {
            end(Thread.currentThread(), limit);
        }
    }

    /** A task has ended, or could not be started: without a thread, if there is none for it. */
    private void end(@Nullable Thread thread, @Nullable Semaphore limit) {
        if (thread != null) {
            threads.remove(thread);
        }
        if (limit != null) {
            limit.release(1);
        }
        running.done();
    }

    private void fail(Throwable e) {
        if (isFirst(e)) {
            cancel();
        }
    }

    private boolean isFirst(Throwable e) {
        failing.lock();
        try {
            Throwable first = failure;
            if (first == null) {
                failure = e;
            } else if (first != e && !Tasks.isInterrupt(e)) {
                first.addSuppressed(e);
            }
            return first == null;
        } finally {
            failing.unlock();
        }
    }

    @Override
    public String toString() {
        return "TaskGroup[" + threads.size() + " running" + (failure == null ? "]" : ", failed]");
    }
}
