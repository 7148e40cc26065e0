package dev.heddle.scheduler;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Who sleeps and who searches: decides whether new work needs one more worker, and which.
 *
 * <p>After "Worker thread parking/unparking" in Go's runtime/proc.go.
 */
final class Sleepers {

    /*
     * Implementation notes
     *
     * A worker is busy (has work), searching (awake, looks for work at the others) or asleep (its bit
     * is set). Work that becomes runnable needs a new worker only if somebody sleeps and nobody
     * searches; a searching worker will find it.
     *
     *   from       to         who, when
     *   busy       searching  itself, tryStartSearching: out of work, not too many searching;
     *                         or startSearching: its re-check found work after it had set its bit
     *   searching  busy       itself, stopSearching: found work; the last one then looks at every
     *                         queue, and calls claim if there is more
     *   busy       asleep     itself, fallAsleep(i, false)
     *   searching  asleep     itself, fallAsleep(i, true)
     *   asleep     searching  whoever published work, claim: clears the bit, counts it as searching
     *   asleep     busy       itself, wakeUp: its re-check, a timer or an event
     *
     * A bit is cleared by exactly one compare-and-set: by a claimer, who then owes the sleeper an
     * unpark, or by the sleeper itself. A sleeper waits until its bit is clear, whatever unparks it.
     *
     * No lost wake-up (Dekker). Whoever publishes:   A1 work becomes visible
     *                                                A2 reads searching, then the bits
     * Whoever goes to sleep (fallAsleep, re-check):  B1 sets its bit
     *                                                B2 searching - 1, if it was searching
     *                                                B3 looks at every queue
     * All of these are volatile accesses (or stronger), so they are in one total order. If B3 misses
     * the work, it comes before A1, hence B1 and B2 before A2: the publisher sees the bit. It may
     * leave the bit alone only if it sees somebody searching. Say that is worker W.
     *   - W finds work: if it was the last to search, it has taken back its count after A2, and looks
     *     at every queue then (stopSearching returns true). It sees the published work, or somebody has
     *     taken that, and calls claim, a new search. If another still searches, the same holds of that
     *     one. Go calls claim without a look; here each wake-up of a worker then woke two.
     *   - W finds nothing: W passes through B2 after A2, hence its B3 sees the work.
     *   - W is only a claimer's count, for a sleeper not chosen yet. If the claimer finds one, that
     *     is W. If it finds none, it takes the count back and looks at the bits once more (in claim,
     *     "again"): whoever skipped because of the count did so before, and the bit it would have
     *     claimed was set before that; so this look sees it.
     *
     * Claimers race for searching 0 -> 1, so that a burst of work wakes one worker, which wakes the
     * next when it has found something and there is more: parallelism ramps up one by one, no herd.
     *
     * A second one may be claimed by whoever injects a task behind another, where tasks are long (see
     * BusySpells): the worker on its way has work of its own, and would wake the next only once it is
     * there. Nobody may claim a third: that is the herd. The proof needs no more than "somebody
     * searches". A count that stands for nobody may now come beside one that stands for W, so that W
     * finds work, believes that it is not the last, and does not look: the claimer takes its count
     * back later than that, and its second look at the bits (again) stands in for W's.
     *
     * Left out on purpose. A task alone in a next slot, or alone in a ring behind it, is not announced
     * every time: see WakeThrottle. It is not lost, only later. Its worker comes to it before it sleeps,
     * and if the worker stays in a goroutine instead: whoever gets its seat is a worker that looks at
     * every queue before it sleeps (B3), and the monitor wakes a searcher when it finds the worker in the
     * same goroutine at two ticks. That holds of the look of the last searcher, too, which may come
     * while the task is on its way from the next slot to the ring. What another worker finds by its own
     * B3 needs no announcement.
     *
     * Bits instead of a stack of sleepers: a sleeper woken by its own timer can leave from the
     * middle, there is no ABA, and low numbers are preferred, so that few workers stay warm.
     */

    private static final VarHandle SEARCHING =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "searching",
                    VarHandle.class,
                    Sleepers.class,
                    int.class);
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Bit i set: worker i sleeps and may be claimed. Volatile and compare-and-set, anybody. */
    private final long[] words;

    /** Words in which there may be bits; only grows, before a worker of a further word starts. */
    private volatile int wordsInUse = 1;

    /** How many search, claimed sleepers included. Volatile, anybody. */
    private volatile int searching;

    /**
     * @param workers the number of workers; they are called 0 to {@code workers - 1}
     */
    Sleepers(int workers) {
        words = new long[(workers + Long.SIZE - 1) / Long.SIZE];
    }

    /** Makes room for a worker that is about to start; one caller at a time. */
    void admit(int worker) {
        wordsInUse = Math.max(wordsInUse, (worker >> 6) + 1);
    }

    /**
     * To be called after work became visible by a volatile write: claims a sleeper if one is
     * needed.
     *
     * @return the claimed worker, which counts as searching from now on and must be unparked; -1 if
     *     nobody needs to be woken
     */
    int claim() {
        return claim(1);
    }

    /**
     * Like {@link #claim()}, but while fewer than {@code most} search.
     *
     * @param most at least 1
     */
    int claim(int most) {
        for (int s; (s = searching) < most && anyAsleep(); ) {
            if (!SEARCHING.compareAndSet(this, s, s + 1)) {
                continue;
            }
            int worker = clearAnyBit();
            if (worker >= 0) {
                return worker;
            }
            SEARCHING.getAndAdd(this, -1); // again: see the notes
        }
        return -1;
    }

    /**
     * Asks to search.
     *
     * @param seated how many workers there are that may run goroutines
     * @return false if half of the busy ones search already
     */
    boolean tryStartSearching(int seated) {
        for (; ; ) {
            int s = searching;
            if (2 * s >= Math.max(1, seated - asleep())) {
                return false;
            }
            if (SEARCHING.compareAndSet(this, s, s + 1)) {
                return true;
            }
        }
    }

    /** Searches, however many do: for a worker that knows of work. */
    void startSearching() {
        SEARCHING.getAndAdd(this, 1);
    }

    /**
     * Leaves the search because of found work.
     *
     * @return true if nobody else searches: the caller must look for more work, and {@link #claim}
     *     another worker if there is any
     */
    boolean stopSearching() {
        return (int) SEARCHING.getAndAdd(this, -1) == 1;
    }

    /**
     * Goes to sleep. The caller must then look at every source of work once more, and {@link
     * #wakeUp} if it finds something.
     */
    void fallAsleep(int worker, boolean wasSearching) {
        WORDS.getAndBitwiseOr(words, worker >> 6, 1L << worker);
        if (wasSearching) {
            SEARCHING.getAndAdd(this, -1);
        }
    }

    /** Whether the worker has been neither claimed nor woken up by itself. */
    boolean isAsleep(int worker) {
        return ((long) WORDS.getVolatile(words, worker >> 6) & 1L << worker) != 0;
    }

    /**
     * Wakes up unclaimed.
     *
     * @return false if somebody has claimed the worker: it is searching then
     */
    boolean wakeUp(int worker) {
        long bit = 1L << worker;
        return ((long) WORDS.getAndBitwiseAnd(words, worker >> 6, ~bit) & bit) != 0;
    }

    /** How many sleep; a snapshot. */
    int asleep() {
        int n = wordsInUse;
        int count = 0;
        for (int i = 0; i < n; i++) {
            count += Long.bitCount((long) WORDS.getVolatile(words, i));
        }
        return count;
    }

    /** How many search; a snapshot. */
    int searching() {
        return searching;
    }

    private boolean anyAsleep() {
        int n = wordsInUse;
        for (int i = 0; i < n; i++) {
            if ((long) WORDS.getVolatile(words, i) != 0) {
                return true;
            }
        }
        return false;
    }

    private int clearAnyBit() {
        int n = wordsInUse;
        for (int i = 0; i < n; i++) {
            for (long word; (word = (long) WORDS.getVolatile(words, i)) != 0; ) {
                long bit = Long.lowestOneBit(word);
                if (WORDS.compareAndSet(words, i, word, word & ~bit)) {
                    return (i << 6) + Long.numberOfTrailingZeros(bit);
                }
            }
        }
        return -1;
    }
}
