package dev.heddle.scheduler;

import org.jspecify.annotations.Nullable;

/** How often each {@link NumberedTask} was delivered. One actor's own; read by the arbiter. */
final class Tally {

    private static final int BITS = 8;
    private static final long ONES = 0x0101_0101_0101_0101L;

    /** Eight bits for each task. */
    private long counts;

    /** Whether a slot that had to hold a task was empty. */
    private boolean hole;

    /** Counts a task; null is nothing. */
    void add(@Nullable Runnable task) {
        if (task != null) {
            counts += 1L << BITS * ((NumberedTask) task).number();
        }
    }

    /** Counts tasks none of which may be null. */
    void addAll(@Nullable Runnable... tasks) {
        for (Runnable task : tasks) {
            hole |= task == null;
            add(task);
        }
    }

    /** Takes and counts everything in a queue, whose owner the caller is. */
    void drain(RunQueue queue) {
        add(queue.takeNext());
        while (!queue.isRingEmpty()) {
            addAll(queue.poll());
        }
    }

    /** Takes and counts everything in a queue. */
    void drain(InjectionQueue queue) {
        for (Runnable task; (task = queue.poll()) != null; ) {
            add(task);
        }
    }

    /** The sum of this and another. */
    Tally plus(Tally other) {
        Tally sum = new Tally();
        sum.counts = counts + other.counts;
        sum.hole = hole | other.hole;
        return sum;
    }

    /** How many tasks were counted. */
    int total() {
        return (int) (counts * ONES >>> Long.SIZE - BITS);
    }

    /**
     * What happened to the tasks {@code 0} to {@code n - 1}.
     *
     * @return {@code "once"} if each was delivered once and no other was; else what was wrong
     */
    String verdict(int n) {
        if (counts == (ONES & (1L << BITS * n) - 1) && !hole) {
            return "once";
        }
        boolean lost = hole;
        boolean twice = false;
        for (int i = 0; i < n; i++) {
            long count = counts >>> BITS * i & (1 << BITS) - 1;
            lost |= count == 0;
            twice |= count > 1;
        }
        return lost && twice ? "lost and twice" : lost ? "lost" : "twice";
    }
}
