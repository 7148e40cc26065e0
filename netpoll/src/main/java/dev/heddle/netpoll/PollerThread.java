package dev.heddle.netpoll;

import java.util.concurrent.locks.LockSupport;

/** Polls for threads that run on no worker; started when the first of them has to wait. */
final class PollerThread extends Thread {

    private static final class Holder {
        static final PollerThread INSTANCE = started();

        private static PollerThread started() {
            PollerThread thread = new PollerThread();
            thread.start();
            return thread;
        }
    }

    private final WorkerPoller door = new WorkerPoller(new Poller());

    private PollerThread() {
        super(null, null, "heddle-poller", 0, false);
        setDaemon(true);
    }

    static Poller poller() {
        return Holder.INSTANCE.door.poller();
    }

    /** To be called after something was registered. */
    static void wakeup() {
        Holder.INSTANCE.door.wakeup();
        LockSupport.unpark(Holder.INSTANCE);
    }

    @Override
    public void run() {
        for (; ; ) {
            Thread.interrupted(); // whoever interrupts this thread must not make it spin
            if (door.isRegistered()) {
                door.poll(-1);
            } else {
                LockSupport.park(this);
            }
        }
    }
}
