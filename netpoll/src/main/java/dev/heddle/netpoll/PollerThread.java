package dev.heddle.netpoll;

import dev.heddle.scheduler.EventSource;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Polls for threads that run on no worker; started when the first of them has to wait. */
final class PollerThread extends Thread {

    private static final class Holder {
        static final WorkerPoller DOOR = new WorkerPoller(new Poller());
        static final PollerThread INSTANCE = started();

        private static PollerThread started() {
            PollerThread thread = new PollerThread(DOOR);
            thread.start();
            return thread;
        }
    }

    /** After a failure: one that lasts must not keep a processor busy. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final EventSource door;

    /** Polls at a door, {@link WorkerPoller} but in tests. */
    PollerThread(EventSource door) {
        super(null, null, "heddle-poller", 0, false);
        this.door = door;
        setDaemon(true);
    }

    static Poller poller() {
        return Holder.DOOR.poller();
    }

    /** To be called after something was registered. */
    static void wakeup() {
        Holder.DOOR.wakeup();
        LockSupport.unpark(Holder.INSTANCE);
    }

    @Override
    public void run() {
        for (; ; ) {
            try {
                pollOrSleep();
            } catch (Throwable e) { // the system's poll failed, or there is no memory
                report(e);
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    private void pollOrSleep() {
        Thread.interrupted(); // whoever interrupts this thread must not make it spin
        if (door.isRegistered()) {
            door.poll(-1);
        } else {
            LockSupport.park(this);
        }
    }

    private void report(Throwable failure) {
        try {
            getUncaughtExceptionHandler().uncaughtException(this, failure);
        } catch (Throwable e) {
            return; // as the JVM does: what a handler throws is ignored
        }
    }
}
