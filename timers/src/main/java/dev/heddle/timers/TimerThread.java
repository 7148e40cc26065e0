package dev.heddle.timers;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerDriver;
import dev.heddle.timers.heap.TimerHeap;

import java.util.concurrent.locks.LockSupport;

/**
 * Drives timers for those who have no scheduler: one heap and a daemon thread that waits for it.
 */
final class TimerThread extends Thread implements TimerDriver {

    /*
     * No missed deadline. The thread says until when it will sleep (volatile), then looks at the
     * heap's earliest deadline once more, then parks. Who adds puts the timer into the heap, which
     * publishes the earliest deadline (volatile), then looks until when the thread sleeps. One of them
     * sees the other; and an unpark before the park is kept as a permit.
     *
     *   sleepsUntil: AWAKE               the thread, while it fires timers: it will look again
     *                NEVER or a deadline the thread, before it parks
     *
     * AWAKE and NEVER are no deadlines, see TimerHeap.
     */

    private static final int TIMERS_PER_PASS = 256;
    private static final long AWAKE = Long.MIN_VALUE;

    private final TimerHeap heap = new TimerHeap();

    /** Volatile; written by this thread. */
    private volatile long sleepsUntil = AWAKE;

    TimerThread() {
        super(null, null, "heddle-timers", 0, false);
        setDaemon(true);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void add(HeapTimer timer, long deadlineNanos) {
        heap.add(timer, deadlineNanos);
        long until = sleepsUntil;
        if (until != AWAKE && (until == TimerHeap.NEVER || deadlineNanos - until < 0)) {
            LockSupport.unpark(this);
        }
    }

    @Override
    public void start(Runnable action) {
        Thread.startVirtualThread(action);
    }

    @Override
    public void run() {
        for (; ; ) {
            try {
                fireAndSleep();
            } catch (Throwable e) {
                UncaughtExceptionHandler handler = getUncaughtExceptionHandler();
                handler.uncaughtException(
                        this, e); // no memory for a thread; the next timers may have
            }
        }
    }

    private void fireAndSleep() {
        long earliest = heap.earliest();
        if (earliest != TimerHeap.NEVER && earliest - System.nanoTime() <= 0) {
            heap.expire(System.nanoTime(), TIMERS_PER_PASS);
            return;
        }
        sleepsUntil = earliest;
        if (heap.earliest() == earliest) {
            Thread.interrupted(); // whoever interrupts this thread must not make it spin
            if (earliest == TimerHeap.NEVER) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, earliest - System.nanoTime());
            }
        }
        sleepsUntil = AWAKE;
    }

    @Override
    public String toString() {
        return getName() + " with " + heap.size() + " timers";
    }
}
