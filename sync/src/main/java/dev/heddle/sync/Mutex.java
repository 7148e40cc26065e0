package dev.heddle.sync;

import dev.heddle.sync.waiting.WaitReason;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * A mutual exclusion lock in Go's manner: small, quick, and fair enough that nobody waits for long.
 *
 * {@snippet :
 * private final Mutex mutex = new Mutex();
 * private long balance;
 * void deposit(long amount) {
 *     mutex.lock();
 *     try {
 *         balance += amount;
 *     } finally {
 *         mutex.unlock();
 *     }
 * }
 * }
 *
 * <p>It belongs to no thread: any thread may unlock what another locked. It is not reentrant: a
 * thread that locks twice waits for itself.
 *
 * <p><b>Fairness.</b> Who arrives while the mutex is free takes it, even if others have been woken
 * for it: that keeps it busy and is why it is quick. A waiter that was overtaken so for more than 1
 * ms makes the mutex starving: from then on each unlock hands it to the longest waiting thread,
 * until one of those has waited for less than 1 ms or is the last.
 *
 * <p><b>Blocking and interruption.</b> {@link #lock} waits whatever interrupts come and keeps the
 * interrupt status. {@link #lockInterruptibly} and the timed forms throw InterruptedException if
 * the thread is interrupted before or while it waits, and have no effect then; a lock that was got
 * first is kept, with the interrupt status still set.
 *
 * <p><b>Memory effects.</b> What a thread did before it unlocked happens-before what any thread
 * does after it locked later; a successful {@code tryLock} is a lock, a failed one orders nothing.
 *
 * <p>After Go's sync.Mutex (internal/sync/mutex.go). With {@code -Dheddle.debug.owners=true} a
 * mutex knows the thread that locked it last and shows it in thread dumps.
 */
public final class Mutex extends AdaptiveSpin implements Lock {

    /*
     * Implementation notes
     *
     * Invariants
     *   - LOCKED is set from a successful lock to the unlock, or to the unlock after a hand-off.
     *   - WAITERS is set if and only if somebody stands in the list; it changes under the list's lock.
     *   - WOKEN is set while one waiter that was told to try has neither got the mutex nor queued
     *     again: until then an unlock wakes nobody else.
     *   - STARVING implies WAITERS and LOCKED, and excludes WOKEN: the mutex goes from hand to hand,
     *     and nobody can barge.
     *
     *   from                  to                     who, when
     *   free                  LOCKED                 anybody (fast path)
     *   any without LOCKED    + LOCKED               anybody who arrives; never while STARVING
     *   WOKEN                 LOCKED - WOKEN         the woken waiter, when it gets the mutex
     *   LOCKED                + WAITERS              a waiter that queues (list lock)
     *   LOCKED WOKEN          LOCKED - WOKEN         the woken waiter queues again, at the front; with
     *                         [+ STARVING]           STARVING if it has waited for STARVE_NANOS
     *   LOCKED                free                   unlock, nobody waits (fast path)
     *   LOCKED ... WOKEN      - LOCKED               unlock, one has been woken already
     *   LOCKED WAITERS        - LOCKED + WOKEN       unlock, wakes the first (list lock)
     *   LOCKED STARVING       same                   unlock, hands over to the first (list lock)
     *   LOCKED STARVING       - WAITERS - STARVING   the same, if that was the last
     *   STARVING              - STARVING             who was handed the mutex and has waited for less
     *                                                than STARVE_NANOS
     *   WAITERS [STARVING]    - WAITERS - STARVING   the last waiter leaves (list lock)
     *
     * No lost wake-up. A waiter queues under the list's lock after it has seen LOCKED there, and sets
     * WAITERS by a compare-and-set that fails if LOCKED went away. An unlock that finds WAITERS takes
     * the list's lock. So either the unlock comes first and the waiter finds the mutex free, or the
     * waiter stands in the list when the unlock looks into it. An unlock that leaves the list alone
     * because of WOKEN relies on the woken waiter: it is running, and either takes the mutex, and
     * unlocks it later, or queues again under the list's lock after it has seen LOCKED, and clears
     * WOKEN, so that the next unlock looks into the list. A waiter that gives up because of a timeout
     * or an interrupt can do so only while it stands in the list, when it owes nobody anything.
     *
     * The hand-over. Its receiver may run as soon as it is claimed, before the state says that nobody
     * is left in the list. It cannot unlock before that: an unlock that finds WAITERS, and not WOKEN,
     * takes the list's lock. So LOCKED is the receiver's all the while, and who hands over clears
     * STARVING together with WAITERS. The receiver cannot tell whether it was the last: WAITERS may be
     * about to go. (It was left to the receiver once. STARVING stayed alone then, on a mutex that
     * nobody held and nobody could get.)
     *
     * Orderings. Locking by compare-and-set acquires, unlocking by compare-and-set releases. waiters
     * is published by compare-and-set.
     *
     * Rejected. Go's count of waiters in the state and a semaphore beside it: a waiter that times out
     * between the two would have to be found by both. A queue without barging: a context switch for
     * every contended lock (measured at 15 times the cost).
     */

    static final boolean SHOWS_OWNERS = Boolean.getBoolean("heddle.debug.owners");

    private static final int LOCKED = 1;
    private static final int WAITERS = 2;
    private static final int WOKEN = 4;
    private static final int STARVING = 8;

    /** Outcomes of a wait. */
    private static final int TRY = 1;

    private static final int HANDED_OVER = 2;

    private static final long STARVE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final VarHandle STATE =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "state", VarHandle.class, Mutex.class, int.class);
    private static final VarHandle LIST =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "list", VarHandle.class, Mutex.class, WaitList.class);

    /** See the table; compare-and-set, anybody. */
    private volatile int state;

    /** Made by the first who has to wait; compare-and-set from null. */
    private volatile @Nullable WaitList list;

    /** Creates a mutex that is not locked. */
    public Mutex() {}

    // ---- locking

    @Override
    public void lock() {
        if (!STATE.compareAndSet(this, 0, LOCKED)) {
            lockUninterruptibly();
        }
        noteOwner();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before locking " + this);
        }
        if (!STATE.compareAndSet(this, 0, LOCKED)) {
            lockSlowly(Patience.INTERRUPTIBLE, 0);
        }
        noteOwner();
    }

    /**
     * Locks if that needs no waiting. Overtakes those who wait, but never while the mutex is
     * starving. Does not fail if the mutex is free.
     */
    @Override
    public boolean tryLock() {
        if (!tryAcquire()) {
            return false;
        }
        noteOwner();
        return true;
    }

    /**
     * Locks if that is possible in time.
     *
     * @param timeout zero or negative: just tries
     * @return false if the time ran out
     * @throws InterruptedException if interrupted before or meanwhile; the mutex is not locked then
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
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before locking " + this);
        }
        if (!tryAcquire()) {
            if (nanos <= 0 || !lockSlowly(Patience.TIMED, Deadlines.after(nanos))) {
                return false;
            }
        }
        noteOwner();
        return true;
    }

    private boolean tryAcquire() {
        for (int s; ((s = state) & (LOCKED | STARVING)) == 0; ) {
            if (STATE.compareAndSet(this, s, s | LOCKED)) {
                return true;
            }
        }
        return false;
    }

    private void lockUninterruptibly() {
        try {
            lockSlowly(Patience.ENDLESS, 0);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for the mutex; false if the deadline passed. */
    private boolean lockSlowly(Patience patience, long deadlineNanos) throws InterruptedException {
        if (trySpinning()) {
            return true;
        }
        WaitList waiters = waiters();
        Waiter waiter = new Waiter();
        WaitReason reason = new WaitReason("sync.Mutex.Lock", this);
        if (!enqueue(waiters, waiter)) {
            return true;
        }
        long since = System.nanoTime();
        for (; ; ) {
            int outcome = patience.await(waiter, reason, deadlineNanos);
            if (outcome == HANDED_OVER) {
                endStarvation(System.nanoTime() - since);
                return true;
            }
            if (outcome != TRY) {
                leave(waiters, waiter);
                if (outcome == Waiter.INTERRUPTED) {
                    throw new InterruptedException("interrupted in " + reason);
                }
                return false;
            }
            if (tryAcquireWoken() || !enqueueAgain(waiters, waiter, since)) {
                return true;
            }
        }
    }

    /** Tries for a short while, where the holder may be running and that has paid off lately. */
    private boolean trySpinning() {
        if (!isSpinWorthwhile()) {
            return false;
        }
        if (!spin()) {
            spunInVain();
            return false;
        }
        spunWell();
        return true;
    }

    private boolean spin() {
        for (int round = 0; round <= AdaptiveSpin.ROUNDS; round++) {
            int s = state;
            if ((s & (LOCKED | STARVING)) == 0) {
                if (STATE.compareAndSet(this, s, s | LOCKED)) {
                    return true;
                }
            } else if ((s & STARVING) != 0 || round == AdaptiveSpin.ROUNDS) {
                return false;
            }
            AdaptiveSpin.pause();
        }
        return false;
    }

    /** Stands at the end of the list; false if the mutex was got instead. */
    private boolean enqueue(WaitList waiters, Waiter waiter) {
        waiters.lock();
        try {
            for (; ; ) {
                int s = state;
                if ((s & (LOCKED | STARVING)) == 0) {
                    if (STATE.compareAndSet(this, s, s | LOCKED)) {
                        return false;
                    }
                } else if ((s & WAITERS) != 0 || STATE.compareAndSet(this, s, s | WAITERS)) {
                    waiters.queue().addLast(waiter);
                    return true;
                }
            }
        } finally {
            waiters.unlock();
        }
    }

    /** Stands at the front of the list, being overtaken; false if the mutex was got instead. */
    private boolean enqueueAgain(WaitList waiters, Waiter waiter, long since) {
        int starving = System.nanoTime() - since > STARVE_NANOS ? STARVING : 0;
        waiters.lock();
        try {
            for (; ; ) {
                int s = state;
                if ((s & LOCKED) == 0) {
                    if (STATE.compareAndSet(this, s, (s | LOCKED) & ~WOKEN)) {
                        return false;
                    }
                } else if (STATE.compareAndSet(this, s, ((s | WAITERS) & ~WOKEN) | starving)) {
                    waiter.rearm();
                    waiters.queue().addFirst(waiter);
                    return true;
                }
            }
        } finally {
            waiters.unlock();
        }
    }

    private boolean tryAcquireWoken() {
        for (int s; ((s = state) & LOCKED) == 0; ) {
            if (STATE.compareAndSet(this, s, (s | LOCKED) & ~WOKEN)) {
                return true;
            }
        }
        return false;
    }

    /** The holder by hand-over: ends the starvation if it waited briefly. */
    private void endStarvation(long waitedNanos) {
        if (waitedNanos < STARVE_NANOS) {
            STATE.getAndBitwiseAnd(this, ~STARVING);
        }
    }

    /** Leaves the list without the mutex. */
    private void leave(WaitList waiters, Waiter waiter) {
        waiters.lock();
        waiters.queue().remove(waiter);
        if (waiters.queue().isEmpty()) {
            STATE.getAndBitwiseAnd(this, ~(WAITERS | STARVING));
        }
        waiters.unlock();
    }

    // ---- unlocking

    /**
     * Unlocks; any thread may.
     *
     * @throws IllegalMonitorStateException if the mutex is not locked; it stays usable
     */
    @Override
    public void unlock() {
        if (SHOWS_OWNERS) {
            waiters().owner = null;
        }
        if (!STATE.compareAndSet(this, LOCKED, 0)) {
            unlockSlowly();
        }
    }

    private void unlockSlowly() {
        for (; ; ) {
            int s = state;
            if ((s & LOCKED) == 0) {
                throw unlockOfUnlocked();
            }
            boolean wakes = (s & WAITERS) != 0 && ((s & WOKEN) == 0 || (s & STARVING) != 0);
            if (wakes) {
                wakeFirst();
                return;
            }
            if (STATE.compareAndSet(this, s, s & ~LOCKED)) {
                return;
            }
        }
    }

    /** Unlocks and wakes the first waiter, or hands the mutex over to it. */
    private void wakeFirst() {
        WaitList waiters = waiters();
        waiters.lock();
        if ((state & LOCKED) == 0) {
            waiters.unlock();
            throw unlockOfUnlocked();
        }
        boolean handOver = (state & STARVING) != 0;
        Waiter first = waiters.claimFirst(handOver ? HANDED_OVER : TRY);
        int clear = handOver && first != null ? 0 : LOCKED;
        if (waiters.queue().isEmpty()) {
            clear |= WAITERS | STARVING;
        }
        int set = first != null && !handOver ? WOKEN : 0;
        for (int s = state; !STATE.compareAndSet(this, s, (s & ~clear) | set); ) {
            s = state;
        }
        waiters.unlock();
        if (first != null) {
            first.unpark();
        }
    }

    private IllegalMonitorStateException unlockOfUnlocked() {
        return new IllegalMonitorStateException("unlock of an unlocked mutex: " + this);
    }

    // ---- conditions and description

    /** A condition of this mutex; see {@link Cond}. */
    @Override
    public Cond newCondition() {
        return new Cond(this);
    }

    /** Whether somebody holds the mutex; a snapshot. */
    boolean isLocked() {
        return (state & LOCKED) != 0;
    }

    private WaitList waiters() {
        WaitList existing = list;
        if (existing != null) {
            return existing;
        }
        WaitList created = new WaitList();
        WaitList other = (WaitList) LIST.compareAndExchange(this, null, created);
        return other == null ? created : other;
    }

    private void noteOwner() {
        if (SHOWS_OWNERS) {
            waiters().owner = Thread.currentThread();
        }
    }

    /** State, number of waiters and, if asked for, owner: a snapshot for people. */
    @Override
    public String toString() {
        int s = state;
        StringBuilder text = new StringBuilder("Mutex@");
        text.append(Integer.toHexString(System.identityHashCode(this)));
        text.append((s & LOCKED) != 0 ? "[locked" : "[unlocked");
        WaitList waiters = list;
        if (waiters != null && waiters.size() > 0) {
            text.append(", ").append(waiters.size()).append(" waiting");
        }
        if ((s & STARVING) != 0) {
            text.append(", starving");
        }
        Thread holder = waiters == null ? null : waiters.owner;
        if (holder != null) {
            text.append(", owner ").append(holder);
        }
        return text.append(']').toString();
    }
}
