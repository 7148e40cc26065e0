package dev.heddle.sync;

import dev.heddle.sync.waiting.WaitNode;
import dev.heddle.sync.waiting.WaitQueue;
import dev.heddle.sync.waiting.WaitReason;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * A lock that many readers or one writer may hold.
 *
 * <p>It belongs to no thread and is not reentrant: a reader that locks again while a writer waits
 * waits for itself, and a reader cannot become a writer.
 *
 * <p><b>Fairness.</b> A waiting writer stops new readers. When a writer unlocks, all readers that
 * wait by then get their turn, then the next writer, the longest waiting first. So a writer waits
 * for the readers of now and, for each writer before it, for that writer and one more turn of
 * readers, however many readers come; a reader waits for one writer.
 *
 * <p><b>Blocking and interruption.</b> As {@link Mutex}: {@code lock} waits whatever interrupts
 * come, {@code lockInterruptibly} and the timed forms throw InterruptedException and have no effect
 * then.
 *
 * <p><b>Memory effects.</b> What a writer did before it unlocked happens-before what any later
 * reader or writer does; what readers did before they unlocked happens-before what a later writer
 * does.
 *
 * <p>After Go's sync.RWMutex; unlike there, a writer queued behind another writer counts as
 * waiting, too, so that readers cannot pass it (Go issue 76808).
 */
public final class RwMutex extends AdaptiveSpin implements ReadWriteLock {

    /*
     * Implementation notes
     *
     * State: the number of readers that hold it, or WRITER; and WAITING if anybody stands in a queue.
     *
     * Invariants
     *   - WRITER excludes readers.
     *   - WAITING is set if and only if a queue holds somebody; it changes under the list's lock.
     *   - Readers stand in their queue only while a writer holds it or stands in the other queue.
     *   - Who is woken holds what it waited for: the lock is handed over, nobody competes for it.
     *
     *   from              to                 who, when
     *   n readers         n + 1              a reader, unless WAITING or WRITER (fast path)
     *   free              WRITER             a writer (fast path)
     *   n > 1, or 1       n - 1              a reader unlocks (fast path unless 1 and WAITING)
     *   WRITER            free               the writer unlocks, nobody waits (fast path)
     *   any               + WAITING          who queues (list lock)
     *   1, WAITING        WRITER [WAITING]   the last reader unlocks: the first writer (list lock)
     *   WRITER, WAITING   r [WAITING]        the writer unlocks: all r readers that wait, or else the
     *                     or WRITER ...      first writer (list lock)
     *   n, WAITING        n + r              the last waiting writer gives up: the readers that waited
     *                                        because of it (list lock)
     *
     * No lost wake-up. Who queues does so under the list's lock, having set WAITING by a
     * compare-and-set that fails if the state has changed; who unlocks the last hold and finds WAITING
     * takes that lock, so it finds the queue filled. A reader cannot slip past: the fast path's
     * compare-and-set expects WAITING to be clear.
     *
     * First the hold, then the claim: a claimed waiter may run at once, without being unparked, and
     * unlock again; so what it holds is in the state before it is claimed. For readers that is their
     * number at that moment; those that turn out to have given up are taken away again, and if all
     * others have left by then, it is the next writer's turn.
     *
     * So for a moment the state may count some who have given up, when all others have left again;
     * and WAITING may be set when the last who waited have been let in. WAITING is set in both cases,
     * until the list's lock is given back. So who must not wait, and finds WAITING, asks again under
     * that lock, where the state says the truth.
     *
     * Orderings: compare-and-set acquires and releases.
     */

    private static final int WRITER = 1 << 30;
    private static final int WAITING = 1 << 31;
    private static final int READERS = WRITER - 1;

    private static final int GRANTED = 1;

    private static final VarHandle STATE =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "state", VarHandle.class, RwMutex.class, int.class);

    /** See the notes; compare-and-set, anybody. */
    private volatile int state;

    /** Waiting readers, and the lock that guards both queues. */
    private final WaitList readers = new WaitList();

    /** Waiting writers; guarded by the lock of {@link #readers}. */
    private final WaitQueue writers = new WaitQueue();

    private final View readLock = new View(this, false);
    private final View writeLock = new View(this, true);

    /** Creates a lock that nobody holds. */
    public RwMutex() {}

    /** The lock of the readers. */
    @Override
    public View readLock() {
        return readLock;
    }

    /** The lock of the writers. */
    @Override
    public View writeLock() {
        return writeLock;
    }

    // ---- locking

    private boolean tryAcquire(boolean write) {
        for (; ; ) {
            int s = state;
            if (refuses(s, write)) {
                return false;
            }
            if (!write && s == READERS) {
                throw new IllegalStateException("too many readers: " + READERS);
            }
            if (STATE.compareAndSet(this, s, write ? WRITER : s + 1)) {
                return true;
            }
        }
    }

    private static boolean refuses(int s, boolean write) {
        return write ? s != 0 : (s & (WRITER | WAITING)) != 0;
    }

    /** As {@link #tryAcquire}, but is not misled by what stands there while others are let in. */
    private boolean tryAcquireExactly(boolean write) {
        if (tryAcquire(write)) {
            return true;
        }
        int s = state;
        if ((s & WAITING) == 0 && refuses(s, write)) {
            return false;
        }
        readers.lock();
        try {
            return tryAcquire(write);
        } finally {
            readers.unlock();
        }
    }

    private void lockUninterruptibly(boolean write) {
        try {
            lockSlowly(write, Patience.ENDLESS, 0);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private boolean lockSlowly(boolean write, Patience patience, long deadlineNanos)
            throws InterruptedException {
        if (trySpinning(write)) {
            return true;
        }
        Waiter waiter = new Waiter();
        WaitReason reason =
                new WaitReason(write ? "sync.RWMutex.Lock" : "sync.RWMutex.RLock", this);
        if (!enqueue(write, waiter)) {
            return true;
        }
        int outcome = patience.await(waiter, reason, deadlineNanos);
        if (outcome == GRANTED) {
            return true;
        }
        leave(write, waiter);
        if (outcome == Waiter.INTERRUPTED) {
            throw new InterruptedException("interrupted in " + reason);
        }
        return false;
    }

    /** Tries for a short while, where the holder may be running and that has paid off lately. */
    private boolean trySpinning(boolean write) {
        if (!isSpinWorthwhile()) {
            return false;
        }
        for (int round = 0; round < AdaptiveSpin.ROUNDS; round++) {
            if (tryAcquire(write)) {
                spunWell();
                return true;
            }
            AdaptiveSpin.pause();
        }
        spunInVain();
        return false;
    }

    /** Stands in a queue; false if the lock was got instead. */
    private boolean enqueue(boolean write, Waiter waiter) {
        readers.lock();
        try {
            while (!tryAcquire(write)) {
                int s = state;
                if (refuses(s, write) && STATE.compareAndSet(this, s, s | WAITING)) {
                    (write ? writers : readers.queue()).addLast(waiter);
                    return true;
                }
            }
            return false;
        } finally {
            readers.unlock();
        }
    }

    /** Leaves a queue without the lock. */
    private void leave(boolean write, Waiter waiter) {
        Waiter chain = null;
        readers.lock();
        (write ? writers : readers.queue()).remove(waiter);
        if (write && writers.isEmpty() && (state & WRITER) == 0) {
            chain = admitReaders(0);
        } else {
            change(0);
        }
        readers.unlock();
        WaitList.unparkAll(chain);
    }

    // ---- unlocking

    private void unlockRead() {
        for (; ; ) {
            int s = state;
            if ((s & READERS) == 0 || (s & WRITER) != 0) {
                throw new IllegalMonitorStateException("unlock of an unlocked read lock: " + this);
            }
            if ((s & WAITING) != 0 && (s & READERS) == 1) {
                if (handOver(s, 1)) {
                    return;
                }
            } else if (STATE.compareAndSet(this, s, s - 1)) {
                return;
            }
        }
    }

    private void unlockWrite() {
        for (; ; ) {
            int s = state;
            if ((s & WRITER) == 0) {
                throw new IllegalMonitorStateException("unlock of an unlocked write lock: " + this);
            }
            if ((s & WAITING) != 0) {
                if (handOver(s, WRITER)) {
                    return;
                }
            } else if (STATE.compareAndSet(this, s, s - WRITER)) {
                return;
            }
        }
    }

    /**
     * Gives up the last hold and grants the lock to those who wait.
     *
     * @param hold 1, a reader's, or WRITER
     * @return false if the state is not {@code expected} any more
     */
    private boolean handOver(int expected, int hold) {
        readers.lock();
        if (state != expected) {
            readers.unlock();
            return false;
        }
        boolean readersNext = hold == WRITER && !readers.queue().isEmpty();
        Waiter chain = readersNext ? admitReaders(hold) : admitWriter(hold);
        readers.unlock();
        WaitList.unparkAll(chain);
        return true;
    }

    /** Under the list's lock: lets all waiting readers in, in place of {@code hold}. */
    private @Nullable Waiter admitReaders(int hold) {
        int waiting = readers.queue().size();
        change(waiting - hold);
        Waiter chain = readers.claimAll(GRANTED);
        int absent = waiting;
        for (Waiter w = chain; w != null; w = (Waiter) w.item) {
            absent--;
        }
        for (; ; ) {
            int s = state;
            if (!writers.isEmpty() && (s & READERS) == absent) {
                Waiter writer = admitWriter(absent); // those who came in have left already
                if (writer != null) {
                    writer.item = chain;
                    return writer;
                }
                return chain;
            }
            if (STATE.compareAndSet(this, s, changed(s, -absent))) {
                return chain;
            }
        }
    }

    /** Under the list's lock: lets the first waiting writer in, in place of {@code hold}. */
    private @Nullable Waiter admitWriter(int hold) {
        change(WRITER - hold);
        for (WaitNode node; (node = writers.pollFirst()) != null; ) {
            if (node.claim()) {
                change(0);
                return node.waiter();
            }
        }
        if (!readers.queue().isEmpty()) {
            return admitReaders(WRITER);
        }
        change(-WRITER);
        return null;
    }

    /** Under the list's lock: changes who holds it, and says whether anybody still waits. */
    private void change(int holds) {
        for (int s = state; !STATE.compareAndSet(this, s, changed(s, holds)); ) {
            s = state;
        }
    }

    private int changed(int s, int holds) {
        boolean waiting = !writers.isEmpty() || !readers.queue().isEmpty();
        return ((s & ~WAITING) + holds) | (waiting ? WAITING : 0);
    }

    /** Who holds it and how many wait: a snapshot for people. */
    @Override
    public String toString() {
        int s = state;
        StringBuilder text = new StringBuilder("RwMutex@");
        text.append(Integer.toHexString(System.identityHashCode(this)));
        if ((s & WRITER) != 0) {
            text.append("[locked by a writer");
        } else if ((s & READERS) != 0) {
            text.append("[locked by ").append(s & READERS).append(" readers");
        } else {
            text.append("[unlocked");
        }
        if ((s & WAITING) != 0) {
            text.append(", ").append(readers.size()).append(" readers and ");
            text.append(writers.size()).append(" writers waiting");
        }
        return text.append(']').toString();
    }

    /** The readers' or the writers' side of a {@link RwMutex}, as a lock. */
    public static final class View implements Lock {
        private final RwMutex mutex;
        private final boolean write;

        private View(RwMutex mutex, boolean write) {
            this.mutex = mutex;
            this.write = write;
        }

        @Override
        public void lock() {
            if (!mutex.tryAcquire(write)) {
                mutex.lockUninterruptibly(write);
            }
        }

        @Override
        public void lockInterruptibly() throws InterruptedException {
            checkInterrupt();
            if (!mutex.tryAcquire(write)) {
                mutex.lockSlowly(write, Patience.INTERRUPTIBLE, 0);
            }
        }

        /**
         * Locks if that needs no waiting: a reader, unless a writer holds it or anybody waits; a
         * writer, if nobody holds it. Does not fail otherwise.
         */
        @Override
        public boolean tryLock() {
            return mutex.tryAcquireExactly(write);
        }

        /**
         * Locks if that is possible in time.
         *
         * @param timeout zero or negative: just tries
         * @return false if the time ran out
         * @throws InterruptedException if interrupted before or meanwhile; it is not locked then
         */
        public boolean tryLock(Duration timeout) throws InterruptedException {
            return tryLockNanos(Deadlines.nanos(timeout));
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            Objects.requireNonNull(unit, "unit");
            return tryLockNanos(unit.toNanos(time));
        }

        private boolean tryLockNanos(long nanos) throws InterruptedException {
            checkInterrupt();
            return mutex.tryAcquireExactly(write)
                    || (nanos > 0
                            && mutex.lockSlowly(write, Patience.TIMED, Deadlines.after(nanos)));
        }

        private void checkInterrupt() throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted before locking " + mutex);
            }
        }

        /**
         * Unlocks; any thread may.
         *
         * @throws IllegalMonitorStateException if it is not locked; it stays usable
         */
        @Override
        public void unlock() {
            if (write) {
                mutex.unlockWrite();
            } else {
                mutex.unlockRead();
            }
        }

        /**
         * Not to be had; use {@link Mutex#newCondition}.
         *
         * @throws UnsupportedOperationException always
         */
        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException(
                    "a RwMutex has no conditions: use Mutex.newCondition");
        }

        @Override
        public String toString() {
            return (write ? "write lock of " : "read lock of ") + mutex;
        }
    }
}
