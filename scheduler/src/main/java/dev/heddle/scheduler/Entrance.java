package dev.heddle.scheduler;

import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/** Where tasks of threads outside come in, until the scheduler ends. */
final class Entrance {

    /*
     * Implementation notes
     *
     *   from     to       who, when
     *   OPEN     CLOSING  the monitor, which found nobody inside, before it looks again
     *   CLOSING  OPEN     the monitor: somebody is inside
     *   CLOSING  CLOSED   the monitor: nobody is
     *
     * No task gets lost (Dekker). Who comes in:  A1 is listed as a thread that lives, by the JDK
     *                                            A2 reads the state
     * Who closes:                                B1 writes CLOSING
     *                                            B2 looks who is listed
     * A1, A2 and B1 are volatile accesses, or stronger; B2 reads some things by acquire only, hence a
     * full fence before it. If B2 misses the newcomer, A1 comes after it, hence A2
     * after B1: the newcomer sees CLOSING, waits for the decision, which does not depend on it, and
     * is refused. Otherwise B2 sees it, and the entrance stays open.
     *
     * A worker that fires timers is in the place of such a thread: its odd beat (A1, volatile) is what
     * B2 sees, and Scheduler.start asks here (A2) before a timer's goroutine goes to the worker's own
     * queue. A goroutine that starts another is listed itself. Nobody parks between A1 and A2, or B1
     * and B2, so stray permits and interrupts change nothing.
     *
     * CLOSING is not a refusal: the task may be a goroutine that is inside and was woken, and must
     * not be lost. So whoever sees it spins until the monitor has looked: some microseconds, once in
     * the life of a scheduler. A queue that could give back what was put in would need no waiting,
     * but Agrona's cannot.
     */

    private static final int OPEN = 0;
    private static final int CLOSING = 1;
    private static final int CLOSED = 2;

    /** Volatile; written by the monitor alone. */
    private volatile int state = OPEN;

    /** Whether a task may come in. Any thread, for a thread that the JDK lists already. */
    boolean admits() {
        for (int s; (s = state) != OPEN; ) {
            if (s == CLOSED) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** Closes for good if, while nobody can come in, nobody is inside. The monitor only. */
    boolean closeIf(BooleanSupplier nobodyInside) {
        boolean closes = false;
        state = CLOSING;
        VarHandle.fullFence();
        try {
            closes = nobodyInside.getAsBoolean();
        } finally {
            state = closes ? CLOSED : OPEN;
        }
        return closes;
    }
}
