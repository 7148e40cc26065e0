package dev.heddle.netpoll;

import dev.heddle.scheduler.EventSource;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/**
 * One worker's door to the {@link Poller} of its scheduler: one worker waits in the selector, the
 * others wait outside.
 */
final class WorkerPoller implements EventSource {

    /*
     * Implementation notes
     *
     * A wake-up is remembered: woken is set (volatile), then the waker looks whether this worker is
     * inside. The worker goes in (compare-and-set), then looks at woken. So either it sees the
     * wake-up and does not wait, or the waker sees it inside and wakes the selector. Outside, the
     * permit of unpark remembers.
     *
     * Whoever leaves the selector with events does not call in the next one: it comes back a moment
     * later, as a rule, and a worker called in for nothing costs more than it brings. If it stays
     * away, the scheduler's monitor finds it in the same goroutine twice and polls here in its place:
     * that calls in one of those outside, or looks itself if there is none. A worker that came while
     * the monitor was inside is not forgotten: it sets outside (volatile), then tries to go in once
     * more; the monitor goes out, then looks who is outside. One sees the other.
     */

    private final Poller poller;

    /** The worker, from its first wait on. */
    private volatile @Nullable Thread worker;

    private volatile boolean woken;
    private volatile boolean outside;

    WorkerPoller(Poller poller) {
        this.poller = poller;
        poller.attach(this);
    }

    Poller poller() {
        return poller;
    }

    @Override
    public int poll(long timeoutNanos) {
        if (timeoutNanos != 0) {
            return await(timeoutNanos);
        }
        Thread owner = worker;
        if (owner == Thread.currentThread()) {
            return look();
        }
        return owner == null ? lookAndCallIn() : standIn();
    }

    private int look() {
        return poller.tryGoIn(this) ? pollInside(0) : 0;
    }

    /** Looks for a worker that does not come back. */
    private int standIn() {
        if (poller.callIn()) {
            return 0;
        }
        return lookAndCallIn();
    }

    private int lookAndCallIn() {
        int ready = look();
        poller.callIn();
        return ready;
    }

    private int await(long timeoutNanos) {
        if (worker == null) {
            worker = Thread.currentThread();
        }
        int ready = 0;
        if (poller.tryGoIn(this)) {
            ready = pollInside(woken ? 0 : timeoutNanos);
        } else {
            outside = true;
            if (poller.tryGoIn(this)) {
                outside = false;
                ready = pollInside(woken ? 0 : timeoutNanos);
            } else if (!woken) {
                waitOutside(timeoutNanos);
            }
            outside = false;
        }
        woken = false;
        return ready;
    }

    private int pollInside(long timeoutNanos) {
        try {
            return poller.select(timeoutNanos);
        } finally {
            poller.goOut();
        }
    }

    /**
     * Ends this worker's wait outside, so that it goes in.
     *
     * @return false if it does not wait there
     */
    boolean callIn() {
        if (!outside) {
            return false;
        }
        LockSupport.unpark(worker);
        return true;
    }

    private void waitOutside(long timeoutNanos) {
        if (timeoutNanos < 0) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, timeoutNanos);
        }
    }

    @Override
    public void wakeup() {
        woken = true;
        if (poller.isInside(this)) {
            poller.interruptSelect();
        }
        LockSupport.unpark(worker);
    }

    @Override
    public boolean isRegistered() {
        return poller.isAwaited();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void close() {
        poller.detach(this);
    }

    /** The reason why a worker waits outside. */
    @Override
    public String toString() {
        return "idle worker, another one polls";
    }
}
