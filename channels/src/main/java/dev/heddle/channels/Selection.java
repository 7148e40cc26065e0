package dev.heddle.channels;

import dev.heddle.sync.waiting.WaitNode;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;

/** The waiting half of select: one thread and the cases it waits for, one round after another. */
@SuppressWarnings("ReferenceEquality") // channels are compared by identity
final class Selection {
    /*
     * After Go's runtime/select.go. A round:
     *
     *   1. lock all channels, in the order of their ids, each once; if one takes long, unlock those
     *      before it, wait for it, and start again
     *   2. of the cases that are ready choose one, all with the same probability (or the first
     *      one); carry it out, unlock, done
     *   3. otherwise, or past the timeout: unlock, done (past the timeout an interrupt still wins)
     *   4. put a place into the queue of every case's channel; unlock; park until claimed,
     *      interrupted, past the timeout or the time of the first timer channel
     *   5. take all places out of the queues again; if claimed, done; else again from 1
     *
     * Invariants
     * - Between rounds, and in steps 1 to 3, no place of this selection stands in a queue. So a
     *   select never finds itself, and leaves no waiter behind.
     * - At most one case happens: who completes one from outside claims the one waiter.
     * - Locks are taken in one order by everybody: selects that share channels do not deadlock.
     * - Nobody gives way to other threads while it holds a lock. A lock that takes long belongs to a
     *   thread that the operating system has stopped; meanwhile the channels before it stay usable. If
     *   a select held them, a virtual thread that yields could stay unmounted for as long as another
     *   one computes, and on the only carrier for ever, behind a pinned thread that wants such a lock.
     *
     * A choice made in step 2 can fail: the waiter on the other side gives up before it is
     * claimed, another thread takes a timer's value, or holds the lock that timer channels have of
     * their own for long, or an unbounded buffer lacks a segment. Then the round starts again.
     *
     * Step 5 takes the lock of the winner's channel, too, although its place is out of the queue
     * already: who claimed it may still be reading its item, until it releases that lock. Without
     * this the next round of a Selector could overwrite the item.
     *
     * Uniform choice without a permutation: the k-th ready case replaces the choice so far with
     * probability 1/k.
     */
    private static final int SORTED_BY_INSERTION = 12;
    private static final int SHOWN_CASES = 8;
    private static final int NONE = -1;
    private static final int RETRY = -2;

    private final Select.Case<?>[] cases;
    private final boolean inOrder;
    private final Waiter waiter = new Waiter();
    private final @Nullable Arm[] arms;
    private final FifoChannel<?>[] lockOrder;
    private final int lockCount;
    private final boolean hasTimers;
    private final int otherwise;
    private final int timeout;
    private final long timeoutNanos;

    /** What the last round received; CLOSED if its channel was closed and drained. */
    private @Nullable Object item;

    /**
     * A selection for the current thread.
     *
     * @param cases checked ones
     */
    Selection(Select.Case<?>[] cases, boolean inOrder) {
        this.cases = cases;
        this.inOrder = inOrder;
        this.arms = new @Nullable Arm[cases.length];
        this.lockOrder = new FifoChannel<?>[cases.length];
        int channels = 0;
        boolean timers = false;
        int otherwiseIndex = NONE;
        int timeoutIndex = NONE;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < cases.length; i++) {
            if (cases[i] instanceof ChannelCase<?> channelCase) {
                if (channelCase.fifo != null) {
                    lockOrder[channels++] = channelCase.fifo;
                    arms[i] = new Arm(waiter, i, channelCase);
                } else if (channelCase.timer != null) {
                    arms[i] = new Arm(waiter, i, channelCase);
                }
                Arm arm = arms[i];
                timers |= arm != null && arm.isTimed();
            } else if (cases[i] instanceof IdleCase<?> idle) {
                if (idle.isOtherwise()) {
                    otherwiseIndex = i;
                } else if (timeoutIndex == NONE || idle.nanos() < shortest) {
                    timeoutIndex = i;
                    shortest = idle.nanos();
                }
            }
        }
        this.hasTimers = timers;
        this.otherwise = otherwiseIndex;
        this.timeout = timeoutIndex;
        this.timeoutNanos = Math.max(0, shortest);
        this.lockCount = sortAndUnite(lockOrder, channels);
    }

    @Nullable Thread thread() {
        return waiter.thread();
    }

    /** The channel case at an index; null if there is none, or on a channel that is never ready. */
    @Nullable Arm arm(int index) {
        return arms[index];
    }

    /** What the last round received; CLOSED if its channel was closed and drained. */
    @Nullable Object item() {
        return item;
    }

    /**
     * Waits until one case has happened.
     *
     * @return its index
     * @throws ChannelClosedException if it is a send, and its channel is closed
     */
    int await() throws InterruptedException {
        item = null;
        boolean timed = timeout != NONE;
        long deadline = timed ? System.nanoTime() + timeoutNanos : 0;
        while (true) {
            waiter.rearm();
            long now = timed || hasTimers ? System.nanoTime() : 0;
            int idle = otherwise;
            if (idle == NONE && timed && deadline - now <= 0) {
                idle = timeout;
            }
            if (hasTimers) {
                closeWhatIsDue();
            }
            int index = attempt(now, idle == NONE);
            if (index >= 0) {
                return index;
            }
            if (index == RETRY) {
                continue;
            }
            if (idle != NONE) {
                if (idle != otherwise && Thread.interrupted()) {
                    throw interrupted();
                }
                return idle;
            }
            int outcome = park(now, timed, deadline);
            dequeue();
            if (outcome > 0) {
                return finish(outcome - 1);
            }
            if (outcome == Waiter.INTERRUPTED) {
                throw interrupted();
            }
        }
    }

    private InterruptedException interrupted() {
        return new InterruptedException("interrupted in " + this);
    }

    /**
     * Looks at the cases without the locks, and carries out one of those that seem ready, under its
     * own lock alone: at that moment it is ready, which is all a choice among ready cases needs.
     * For cases in order, and to find that none is ready, there is no way but {@link #await}.
     *
     * @return the index of the case; negative if none happened
     * @throws ChannelClosedException if it is a send, and its channel is closed
     */
    int glance() {
        if (inOrder) {
            return NONE;
        }
        if (hasTimers) {
            closeWhatIsDue();
        }
        Arm chosen = null;
        int ready = 0;
        for (Arm arm : arms) {
            if (arm != null
                    && arm.seemsReady()
                    && (++ready == 1 || ThreadLocalRandom.current().nextInt(ready) == 0)) {
                chosen = arm;
            }
        }
        if (chosen == null) {
            return NONE;
        }
        Object result = chosen.attempt();
        item = chosen.value == null ? result : null;
        return result == null ? NONE : chosen.index;
    }

    /** Before the locks are taken: ending a context takes more than one. */
    private void closeWhatIsDue() {
        for (Arm arm : arms) {
            if (arm != null && arm.done != null) {
                arm.done.closeIfDue();
            }
        }
    }

    /** Steps 1 to 4 without the parking: index of what happened, NONE or RETRY. */
    private int attempt(long now, boolean enqueues) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        lockAll();
        Arm arm = choose(now, random);
        if (arm != null) {
            return complete(arm, now);
        }
        if (enqueues) {
            for (Arm each : arms) {
                if (each != null) {
                    each.enqueue();
                }
            }
        }
        unlock(lockCount);
        return NONE;
    }

    private @Nullable Arm choose(long now, ThreadLocalRandom random) {
        Arm chosen = null;
        int ready = 0;
        for (Arm arm : arms) {
            if (arm != null && arm.isReady(now)) {
                if (inOrder) {
                    return arm;
                }
                if (++ready == 1 || random.nextInt(ready) == 0) {
                    chosen = arm;
                }
            }
        }
        return chosen;
    }

    private int complete(Arm arm, long now) {
        FifoChannel<?> fifo = arm.fifo;
        Object value = arm.value;
        if (fifo == null) {
            unlock(lockCount);
            item = arm.timer == null ? null : arm.timer.take(now);
            return item == null ? RETRY : arm.index;
        }
        if (value == null) {
            WaitNode sender = fifo.claimSender();
            item = fifo.take(sender);
            unlock(lockCount);
            FifoChannel.wake(sender);
            return item == null ? RETRY : arm.index;
        }
        if (fifo.isClosed()) {
            unlock(lockCount);
            throw fifo.sendOnClosed();
        }
        WaitNode receiver = fifo.claimReceiver(value);
        boolean sent = receiver != null || fifo.add(value);
        unlock(lockCount);
        FifoChannel.wake(receiver);
        if (!sent) {
            fifo.bringSegment();
        }
        return sent ? arm.index : RETRY;
    }

    private void lockAll() {
        int locked = 0;
        while (locked < lockCount) {
            FifoChannel<?> next = lockOrder[locked];
            if (next.tryLockBriefly()) {
                locked++;
            } else {
                unlock(locked);
                locked = 0;
                next.lock();
                next.unlock();
            }
        }
    }

    /** Unlocks so many channels, the first ones. */
    private void unlock(int count) {
        for (int i = 0; i < count; i++) {
            lockOrder[i].unlock();
        }
    }

    private int park(long now, boolean timed, long deadline) {
        long left = timed ? deadline - now : Long.MAX_VALUE;
        if (hasTimers) {
            for (Arm arm : arms) {
                if (arm != null) {
                    left = Math.min(left, arm.nanosLeft(now));
                }
            }
        }
        return left == Long.MAX_VALUE ? waiter.await(this) : waiter.awaitUntil(this, now + left);
    }

    private void dequeue() {
        for (Arm arm : arms) {
            if (arm != null) {
                arm.dequeue();
            }
        }
    }

    /** Completes a case that was claimed from outside. */
    private int finish(int index) {
        Arm arm = arms[index];
        if (arm == null || arm.fifo == null) {
            throw new AssertionError("claimed by way of a case without channel: " + index);
        }
        Object received = arm.item;
        arm.item = null;
        if (arm.value == null) {
            item = received;
        } else if (received == FifoChannel.CLOSED) {
            throw arm.fifo.sendOnClosed();
        }
        return index;
    }

    /** Sorts the channels by id and drops duplicates; how many are left. */
    private static int sortAndUnite(FifoChannel<?>[] channels, int count) {
        if (count > SORTED_BY_INSERTION) {
            Arrays.sort(channels, 0, count, Comparator.comparingLong(FifoChannel::id));
        } else {
            for (int i = 1; i < count; i++) {
                FifoChannel<?> channel = channels[i];
                long id = channel.id();
                int k = i;
                for (; k > 0 && channels[k - 1].id() > id; k--) {
                    channels[k] = channels[k - 1];
                }
                channels[k] = channel;
            }
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (kept == 0 || channels[i] != channels[kept - 1]) {
                channels[kept++] = channels[i];
            }
        }
        return kept;
    }

    /** The reason why the thread is parked. */
    @Override
    public String toString() {
        if (cases.length == 0) {
            return "select (no cases)";
        }
        StringBuilder text = new StringBuilder("select [");
        for (int i = 0; i < Math.min(cases.length, SHOWN_CASES); i++) {
            text.append(i == 0 ? "" : ", ").append(cases[i]);
        }
        if (cases.length > SHOWN_CASES) {
            text.append(", and ").append(cases.length - SHOWN_CASES).append(" more");
        }
        return text.append(']').toString();
    }
}
