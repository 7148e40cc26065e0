package dev.heddle.scheduler;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * How long tasks run, as far as the workers' last busy spells tell, from waking up to falling
 * asleep: whether a second worker is worth waking while one is on its way.
 */
final class BusySpells {

    /*
     * Implementation notes
     *
     * Two threads outside inject a task each within the 50 us that a worker needs to wake up. If the
     * tasks take microseconds, that worker runs both before a second one could be there: woken for
     * nothing, it costs the injecting thread a system call, and both workers the lines they share. If
     * the first takes a millisecond, the second waits until the first worker has looked around and
     * the next has woken up, or until the kernel finds a processor for that one. Measured, with a
     * second worker woken always and never: a thread outside that wakes a goroutine, another that wakes
     * one that works for 1 ms, p99 0.13 and 0.11 ms against 0.79 and 0.97; a million tasks of 250 ns
     * from one thread outside, 300 to 450 ns a task against 270.
     *
     * So workers look back when they fall asleep. A spell in which a task took LONG_NANOS on average
     * gives credit for the next ones, a shorter one takes off a quarter of that. It starts full: the first tasks of a
     * server are the ones that are not compiled yet. A spell says nothing while it lasts; who is
     * busy for long needs no waking.
     *
     * credit is opaque: it is a guess, and a lost update costs a wake-up too many or too few.
     */

    /** About what a thread needs to wake up and to look around. */
    private static final long LONG_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private static final int MAX_CREDIT = 8;
    private static final int CREDIT_FOR_LONG = 4;

    private static final VarHandle CREDIT =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(), "credit", VarHandle.class, BusySpells.class, int.class);

    /** Any worker writes, anybody reads: see the notes. */
    @SuppressWarnings("UnusedVariable")
    private int credit = MAX_CREDIT;

    /**
     * A worker falls asleep.
     *
     * @param nanos how long it was awake
     * @param tasks how many it has run meanwhile; nothing is learnt from none
     */
    void ended(long nanos, long tasks) {
        if (tasks <= 0) {
            return;
        }
        int before = credit();
        int after =
                nanos / tasks >= LONG_NANOS
                        ? Math.min(MAX_CREDIT, before + CREDIT_FOR_LONG)
                        : Math.max(0, before - 1);
        if (after != before) {
            CREDIT.setOpaque(this, after);
        }
    }

    /** Whether a task may well take longer than another worker needs to wake up. */
    boolean areLong() {
        return credit() > 0;
    }

    private int credit() {
        return (int) CREDIT.getOpaque(this);
    }
}
