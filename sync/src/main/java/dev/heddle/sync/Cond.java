package dev.heddle.sync;

import dev.heddle.sync.waiting.WaitReason;
import dev.heddle.sync.waiting.Waiter;

import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * A condition variable of a {@link Mutex}: made by {@link Mutex#newCondition}.
 *
 * <p>There are no spurious wake-ups: whoever returns without a timeout or an interrupt was
 * signalled. The state that is waited for may have changed again since, so waiting in a loop is
 * right all the same. Signals go to the longest waiting thread; one that is interrupted or times
 * out at that moment leaves the signal to the next. A signal that nobody waits for has no effect.
 *
 * <p>The mutex is to be locked by whoever waits. Who signals may hold it, but need not, as in Go.
 * Every wait returns, or throws, with the mutex locked again.
 *
 * <p><b>Memory effects.</b> What a thread did before it signalled happens-before the return of the
 * wait it ended.
 *
 * <p>After Go's sync.Cond and notifyList (runtime/sema.go).
 */
@SuppressWarnings({"WaitNotInLoop", "JavaUtilDate"}) // it makes the wait; Date is the interface's
public final class Cond implements Condition {

    /*
     * A waiter stands in the list before it unlocks the mutex: a signal by anybody who has locked the
     * mutex since then finds it. Claims are made under the list's lock, first come first served, and
     * a claim that fails (timeout or interrupt came first) goes on to the next: no signal is lost.
     *
     * A waiter whose mutex is unlocked by somebody else at that moment leaves the list again, and a
     * signal that was given to it meanwhile goes to the next. If that was one of a signalAll, it is
     * one too many; after such misuse better that than one too few.
     */

    private static final int SIGNALLED = 1;

    private final Mutex mutex;
    private final WaitList waiters = new WaitList();
    private final WaitReason reason = new WaitReason("sync.Cond.Wait", this);

    Cond(Mutex mutex) {
        this.mutex = mutex;
    }

    /**
     * Waits for a signal.
     *
     * @throws InterruptedException if interrupted before or while waiting; no signal was used up
     * @throws IllegalMonitorStateException if the mutex is not locked
     */
    @Override
    public void await() throws InterruptedException {
        Waiter waiter = enqueueInterruptibly();
        int outcome = waiter.await(reason);
        finish(waiter, outcome);
    }

    /**
     * Waits for a signal for some time.
     *
     * @param timeout zero or negative: gives others a turn at the mutex, no more
     * @return false if no signal came in time
     * @throws InterruptedException if interrupted before or while waiting; no signal was used up
     * @throws IllegalMonitorStateException if the mutex is not locked
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return awaitUntilNanos(Deadlines.after(Deadlines.nanos(timeout)));
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        Objects.requireNonNull(unit, "unit");
        return awaitUntilNanos(Deadlines.after(unit.toNanos(time)));
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        long deadline = Deadlines.after(nanosTimeout);
        awaitUntilNanos(deadline);
        return deadline - System.nanoTime();
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        Objects.requireNonNull(deadline, "deadline");
        long millis;
        try {
            millis = Math.subtractExact(deadline.getTime(), System.currentTimeMillis());
        } catch (ArithmeticException e) {
            millis = deadline.getTime() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return awaitUntilNanos(Deadlines.after(TimeUnit.MILLISECONDS.toNanos(millis)));
    }

    /**
     * Waits for a signal, whatever interrupts come; the interrupt status is kept.
     *
     * @throws IllegalMonitorStateException if the mutex is not locked
     */
    @Override
    public void awaitUninterruptibly() {
        Waiter waiter = enqueue();
        waiter.awaitUninterruptibly(reason);
        mutex.lock();
    }

    private boolean awaitUntilNanos(long deadlineNanos) throws InterruptedException {
        Waiter waiter = enqueueInterruptibly();
        int outcome = waiter.awaitUntil(reason, deadlineNanos);
        finish(waiter, outcome);
        return outcome == SIGNALLED;
    }

    private Waiter enqueueInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before " + reason);
        }
        return enqueue();
    }

    private Waiter enqueue() {
        if (!mutex.isLocked()) {
            throw new IllegalMonitorStateException("waiting needs the mutex locked: " + mutex);
        }
        Waiter waiter = new Waiter();
        waiters.lock();
        waiters.queue().addLast(waiter);
        waiters.unlock();
        boolean unlocked = false;
        try {
            mutex.unlock();
            unlocked = true;
        } finally {
            if (!unlocked) {
                withdraw(waiter);
            }
        }
        return waiter;
    }

    /** Takes back a waiter that is not going to wait. */
    private void withdraw(Waiter waiter) {
        waiters.lock();
        boolean signalled = !waiters.queue().remove(waiter);
        waiters.unlock();
        if (signalled) {
            signal();
        }
    }

    private void finish(Waiter waiter, int outcome) throws InterruptedException {
        if (outcome != SIGNALLED) {
            waiters.lock();
            waiters.queue().remove(waiter);
            waiters.unlock();
        }
        mutex.lock();
        if (outcome == Waiter.INTERRUPTED) {
            throw new InterruptedException("interrupted in " + reason);
        }
    }

    /** Wakes the longest waiting thread, if there is one. */
    @Override
    public void signal() {
        waiters.lock();
        Waiter first = waiters.claimFirst(SIGNALLED);
        waiters.unlock();
        if (first != null) {
            first.unpark();
        }
    }

    /** Wakes every thread that waits now. */
    @Override
    public void signalAll() {
        waiters.lock();
        Waiter chain = waiters.claimAll(SIGNALLED);
        waiters.unlock();
        WaitList.unparkAll(chain);
    }

    @Override
    public String toString() {
        return "Cond@"
                + Integer.toHexString(System.identityHashCode(this))
                + "["
                + waiters.size()
                + " waiting, "
                + mutex
                + "]";
    }
}
