package dev.heddle.scheduler;

import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The queue all workers share: what threads outside submit, and what overflows a worker's ring.
 * Unbounded; anybody puts in, workers take out in batches.
 *
 * <p>After Go's global queue ({@code sched.runq}, runtime/proc.go).
 */
final class InjectionQueue {

    /*
     * Implementation notes
     *
     * Agrona's many-to-one queue holds single tasks and whole batches (Runnable[]), so that an
     * overflowing ring costs one exchange. It wants one consumer at a time: a try-lock sees to that,
     * and a worker that does not get it goes on as if the queue were empty, because the holder is
     * awake and takes the work.
     *
     * Invariant: size is the number of tasks put in and counted, less those taken out. A task is
     * counted after it was linked in, so that a positive size means that there is something to find
     * (a stalled producer before it may hide it for a moment). Taking before its producer counted it
     * makes size too small for a while, even negative; then some task may be overlooked by a worker
     * that goes to sleep now. That is safe: the producer whose count is missing has yet to count (a
     * volatile add) and, after that, to look for sleeping workers, and will find this one.
     *
     * Dekker (see Sleepers): "publish" is the volatile add to size, "re-check" its volatile read. A
     * batch is taken off size after it stands in the ring, also in that of a busy worker: who sees
     * size without it sees it there, so the ring needs no fence of its own.
     *
     * The lock is taken with a compare-and-set and given back with a release store. Under it: no
     * allocation, no call to foreign code, at most MAX_BATCH steps. A worker that finds it taken
     * never waits, except on its last look before sleeping, which repeats as long as size > 0.
     */

    static final int MAX_BATCH = 128;

    private static final VarHandle SIZE =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "size",
                    VarHandle.class,
                    InjectionQueue.class,
                    long.class);
    private static final VarHandle LOCKED =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "locked",
                    VarHandle.class,
                    InjectionQueue.class,
                    boolean.class);

    private final ManyToOneConcurrentLinkedQueue<Object> queue =
            new ManyToOneConcurrentLinkedQueue<>();

    /** Batch that is being taken apart; guarded by the lock. */
    private Runnable @Nullable [] batch;

    /** Next task of the batch; guarded by the lock. */
    private int batchIndex;

    /** Tasks counted in less tasks taken out; changed by volatile adds. */
    private volatile long size;

    /** Whether somebody is taking out; compare-and-set to true, release store to false. */
    @SuppressWarnings("UnusedVariable")
    private boolean locked;

    /**
     * Puts a task at the end. Anybody.
     *
     * @return whether others stand before it; a snapshot
     */
    boolean offer(Runnable task) {
        queue.offer(task);
        return (long) SIZE.getAndAdd(this, 1L) > 0;
    }

    /** Puts tasks at the end, in their order, in one step. Anybody. */
    void offerAll(Runnable[] tasks) {
        queue.offer(tasks);
        SIZE.getAndAdd(this, (long) tasks.length);
    }

    /** The number of tasks; a snapshot that is right when nobody is at work, never negative. */
    long size() {
        return Math.max(0, size);
    }

    boolean isEmpty() {
        return size <= 0;
    }

    /** Takes the oldest task; null if there is none, or if somebody else is taking out. */
    @Nullable Runnable poll() {
        if (isEmpty() || !tryLock()) {
            return null;
        }
        try {
            Runnable task = takeOne();
            if (task != null) {
                SIZE.getAndAdd(this, -1L);
            }
            return task;
        } finally {
            unlock();
        }
    }

    /**
     * Takes a fair share for one of {@code parallelism} workers, {@code min(size, size /
     * parallelism + 1, most)}, as far as {@code ring} has room. The caller owns {@code ring}.
     *
     * @param most at most {@link #MAX_BATCH}
     * @return the oldest task, to be run at once, the others are in the ring; null as in {@link
     *     #poll()}
     */
    @Nullable Runnable drainTo(RunQueue ring, int parallelism, int most) {
        if (isEmpty() || !tryLock()) {
            return null;
        }
        int taken = 0;
        try {
            long share = Math.min(size() / parallelism + 1, most);
            Runnable first = takeOne();
            if (first != null) {
                taken = 1;
                int more = (int) Math.min(share - 1, ring.room());
                for (Runnable task; taken <= more && (task = takeOne()) != null; taken++) {
                    ring.offerFound(task);
                }
            }
            return first;
        } finally {
            if (taken > 0) {
                SIZE.getAndAdd(this, (long) -taken);
            }
            unlock();
        }
    }

    private @Nullable Runnable takeOne() {
        Runnable[] current = batch;
        if (current == null) {
            Object head = queue.poll();
            if (!(head instanceof Runnable[] tasks)) {
                return (Runnable) head;
            }
            current = tasks;
            batchIndex = 0;
        }
        Runnable task = current[batchIndex++];
        batch = batchIndex < current.length ? current : null;
        return task;
    }

    private boolean tryLock() {
        return LOCKED.compareAndSet(this, false, true);
    }

    private void unlock() {
        LOCKED.setRelease(this, false);
    }
}
