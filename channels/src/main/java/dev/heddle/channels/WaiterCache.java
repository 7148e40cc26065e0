package dev.heddle.channels;

import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The waiter a channel keeps for the next who waits, so that waiting allocates nothing. */
abstract class WaiterCache extends ValueBuffer {
    /*
     * As Go's cache of sudogs, but of one, and in the channel. With two who hand values to and fro
     * only one of them waits in a channel at a time, and the waiter goes from one to the other.
     *
     * Invariants
     * - The waiter in KEPT stands in no queue, has no thread and no outcome, and, whenever the lock
     *   is free, no item.
     * - It is taken under the lock alone, so by one thread. It is kept by the thread whose wait is
     *   over, without the lock.
     *
     *   from    to      who                          when
     *   null    waiter  the thread that has waited   it has seen its outcome, and needs neither the
     *                                                waiter nor its item any more
     *   waiter  null    a thread that will wait      under the lock
     *   waiter  waiter  as in the first line         others have waited, too: one waiter is garbage
     *
     * A taker that reads a waiter and writes null may overwrite one that was kept in between: that
     * is garbage, too. None is taken twice: it is kept once for each time it was made or taken, and
     * a later taker sees the null of the earlier one, for both hold the lock.
     *
     * Why the lock to take one. Who claims a sender reads and clears its item after the claim, under
     * the lock; the sender may see its outcome, and keep its waiter, before that. An item that the
     * next thread wrote then would be taken for the former one, which would be lost. So the next one
     * writes it under the lock; and as it holds the lock anyway, it takes the waiter then, without
     * an atomic operation.
     *
     * A late unpark, by who claimed the waiter for its former thread, wakes nobody or, as a stray
     * permit, who has it now; either way its former thread needs it no more.
     *
     * Orderings: the release of setRelease and the acquire of getAcquire hand the waiter over with
     * its fields, and put the last look at its item before the next item. The look before the lock
     * is a hint, and opaque.
     *
     * Why at all: a waiter costs next to nothing in memory that the heap has used before, but a
     * young generation that still grows touches a new page for every hundred of them, and there
     * it took as long as the switch itself.
     */
    private static final VarHandle KEPT =
            ConstantBootstraps.fieldVarHandle(
                    MethodHandles.lookup(),
                    "kept",
                    VarHandle.class,
                    WaiterCache.class,
                    Waiter.class);

    /** Through KEPT only. */
    @SuppressWarnings("unused")
    private @Nullable Waiter kept;

    WaiterCache(int capacity) {
        super(capacity);
    }

    /** A new waiter, unless one seems to be kept; to be brought before the lock is taken. */
    final @Nullable Waiter bringWaiter() {
        return KEPT.getOpaque(this) == null ? new Waiter() : null;
    }

    /**
     * A waiter for the current thread; under the lock, under which it must get its item and its
     * place in a queue, too.
     *
     * @return what was brought, or else what is kept; null if nothing is kept any more
     */
    final @Nullable Waiter takeWaiter(@Nullable Waiter brought) {
        if (brought != null) {
            return brought;
        }
        Waiter waiter = (Waiter) KEPT.getAcquire(this);
        if (waiter != null) {
            KEPT.set(this, null);
            waiter.adopt();
        }
        return waiter;
    }

    /** Keeps a waiter of the current thread that was claimed, and of which that needs no more. */
    final void keepWaiter(Waiter waiter) {
        waiter.disown();
        KEPT.setRelease(this, waiter);
    }
}
