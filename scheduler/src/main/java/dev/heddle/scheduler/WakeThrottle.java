package dev.heddle.scheduler;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * How often a worker wakes another for a task that it would soon run itself: one that stands in its
 * next slot alone, or alone in its ring behind the next slot.
 */
final class WakeThrottle {

    /*
     * Implementation notes
     *
     * A pair of goroutines that hand something to and fro publishes such a task at every switch. A
     * worker woken for it costs the pair an unpark, the machine a processor; and where the kernel
     * starts the woken thread in the place of the one that wakes it, it finds the task standing there,
     * takes it, and tears the pair apart. So the waker looks back. It would have come to the task in
     * the next slot after the rest of its goroutine, to one in the ring after one more: if each of
     * these runs ended within WORTH_NANOS, the wake-up was in vain. Such tasks are worth a wake-up only
     * once in 2^futility times, where futility counts the wake-ups in vain, up to MAX_FUTILITY. A long
     * run halves it; more would let one interruption by the kernel undo what was learnt. The monitor
     * sets it to 0 when it finds that the worker stays in one goroutine while something waits. Whether
     * the woken worker found the task says nothing: see above.
     *
     * A task left in the ring without a wake-up is deferred. It is announced late, after the first run
     * of WORTH_NANOS (which halves futility, too), or after DEFERRAL_NANOS, as the next slot goes
     * first and a busy pair in it keeps the ring waiting for a whole slice. A task left in the next
     * slot needs nothing of that: it is the next to run.
     *
     *   event                    futility   afterwards
     *   woke                                runs are measured: 1 or 2
     *   deferred                            runs are measured until the ring is empty
     *   a run >= WORTH_NANOS     / 2        nothing is measured; what is deferred is announced
     *   the last of 1 or 2 runs  + 1
     *   the monitor's reset      0
     *
     * All fields belong to the worker, but for futility, which the monitor sets to 0: opaque, a lost
     * update costs a wake-up too many or too few.
     */

    private static final int MAX_FUTILITY = 10;

    /** About what a thread needs to wake up and to look around. */
    private static final long WORTH_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

    private static final long DEFERRAL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

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
    private int runsToJudge;
    private boolean deferring;
    private long deferredAt;
    private long runSince;

    /** Whether to wake another worker for this task. Worker only. */
    boolean admits() {
        return (++publications & (1 << futility()) - 1) == 0;
    }

    /**
     * Another worker was woken for a task. Worker only.
     *
     * @param runs how many goroutines end before this worker comes to the task itself
     */
    void woke(int runs, long nowNanos) {
        runsToJudge = runs;
        runSince = nowNanos;
    }

    /** No worker was woken for a task in the ring. Worker only. */
    void deferred(long nowNanos) {
        if (!deferring) {
            deferring = true;
            deferredAt = nowNanos;
            runSince = nowNanos;
        }
    }

    /** Whether runs are to be measured. Worker only. */
    boolean isMeasuring() {
        return deferring || runsToJudge > 0;
    }

    /**
     * A goroutine has given the worker back. Worker only.
     *
     * @param isRingEmpty whether nothing is left that could be deferred
     * @return whether to wake another worker now
     */
    boolean ranOne(long nowNanos, boolean isRingEmpty) {
        boolean worth = nowNanos - runSince >= WORTH_NANOS;
        runSince = nowNanos;
        if (worth) {
            runsToJudge = 0;
            setFutility(futility() / 2);
        } else if (runsToJudge > 0 && --runsToJudge == 0) {
            setFutility(Math.min(MAX_FUTILITY, futility() + 1));
        }
        if (!deferring) {
            return false;
        }
        boolean late = worth || nowNanos - deferredAt >= DEFERRAL_NANOS;
        deferring = !late && !isRingEmpty;
        return late && !isRingEmpty;
    }

    /** Makes the next task worth a wake-up. Worker and monitor. */
    void reset() {
        setFutility(0);
    }

    private int futility() {
        return (int) FUTILITY.getOpaque(this);
    }

    private void setFutility(int value) {
        FUTILITY.setOpaque(this, value);
    }
}
