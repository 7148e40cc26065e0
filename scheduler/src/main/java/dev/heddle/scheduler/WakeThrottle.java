package dev.heddle.scheduler;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * How often a worker wakes another for a task that stands in its next slot alone, and that it will
 * run itself as soon as its goroutine parks.
 */
final class WakeThrottle {

    /*
     * Implementation notes
     *
     * A pair of goroutines that hand something to and fro publishes such a task at every switch. A
     * worker woken for it costs the pair an unpark, the machine a processor; and where the kernel
     * starts the woken thread in the place of the one that wakes it, it finds the task standing there,
     * takes it, and tears the pair apart. So the waker looks back when its goroutine has parked: if
     * that was within WORTH_NANOS of the wake-up, it would have run the task sooner than anybody it
     * woke. Such a task is worth a wake-up only once in 2^futility times, where futility counts the
     * wake-ups in vain, up to MAX_FUTILITY, and falls to 0 after one that was not, or when the monitor
     * finds that the worker stays in one goroutine while something waits.
     *
     * Whether the woken worker found the task says nothing: see above.
     *
     * All fields belong to the worker, but for futility, which the monitor sets to 0: opaque, a lost
     * update costs a wake-up too many or too few.
     */

    private static final int MAX_FUTILITY = 10;

    /** About what a thread needs to wake up and to look around. */
    private static final long WORTH_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

    private static final VarHandle FUTILITY =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "futility",
                    VarHandle.class,
                    WakeThrottle.class,
                    int.class);

    /** See the notes. */
    @SuppressWarnings("UnusedVariable")
    private int futility;

    private int publications;
    private boolean awaitingReturn;
    private long wokeAt;

    /**
     * Whether to wake another worker for this task, a further one in the next slot. Worker only.
     */
    boolean admits() {
        int f = (int) FUTILITY.getOpaque(this);
        return (++publications & (1 << f) - 1) == 0;
    }

    /** Another worker was woken for a task in the next slot. Worker only. */
    void woke(long nowNanos) {
        awaitingReturn = true;
        wokeAt = nowNanos;
    }

    /** Whether to call {@link #returned} when the goroutine has parked. Worker only. */
    boolean isAwaitingReturn() {
        return awaitingReturn;
    }

    /** The goroutine that woke another worker has parked. Worker only. */
    void returned(long nowNanos) {
        awaitingReturn = false;
        if (nowNanos - wokeAt >= WORTH_NANOS) {
            reset();
            return;
        }
        int f = (int) FUTILITY.getOpaque(this);
        if (f < MAX_FUTILITY) {
            FUTILITY.setOpaque(this, f + 1);
        }
    }

    /** Makes the next task worth a wake-up. Worker and monitor. */
    void reset() {
        FUTILITY.setOpaque(this, 0);
    }
}
