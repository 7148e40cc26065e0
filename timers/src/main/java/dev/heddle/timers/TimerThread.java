package dev.heddle.timers;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerDriver;
import dev.heddle.timers.heap.TimerHeap;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Drives timers for those who have no scheduler: one heap and a daemon thread that waits for it.
 */
final class TimerThread extends Thread implements TimerDriver {

    private static final int TIMERS_PER_PASS = 256;

    /** After a failure: one that lasts must not keep a processor busy. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final TimerHeap heap = TimerHeap.ofSystem();
    private final Alarm alarm = new Alarm();

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
        if (alarm.isTooLateFor(deadlineNanos)) {
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
            } catch (Throwable e) { // no memory for a thread; the next timers may have
                report(e);
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    private void report(Throwable failure) {
        try {
            getUncaughtExceptionHandler().uncaughtException(this, failure);
        } catch (Throwable e) {
            return; // as the JVM does: what a handler throws is ignored
        }
    }

    private void fireAndSleep() {
        long earliest = heap.earliest();
        if (earliest != TimerHeap.NEVER && earliest - System.nanoTime() <= 0) {
            heap.expire(System.nanoTime(), TIMERS_PER_PASS);
            return;
        }
        if (alarm.set(heap, earliest)) {
            Thread.interrupted(); // whoever interrupts this thread must not make it spin
            if (earliest == TimerHeap.NEVER) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, earliest - System.nanoTime());
            }
        }
        alarm.clear();
    }

    @Override
    public String toString() {
        return getName() + " with " + heap.size() + " timers";
    }
}
