package dev.heddle.netpoll;

import dev.heddle.scheduler.Scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The private state of the classes under test, for the broken twins: a twin works on the real
 * object and replaces one method of it by a copy that lacks the crucial line. Proofs use it to set
 * up a situation only.
 */
final class Internals {

    /** {@code WorkerPoller.worker}. */
    static final VarHandle WORKER = field(WorkerPoller.class, "worker", Thread.class);

    /** {@code WorkerPoller.woken}. */
    static final VarHandle WOKEN = field(WorkerPoller.class, "woken", boolean.class);

    /** {@code WorkerPoller.outside}. */
    static final VarHandle OUTSIDE = field(WorkerPoller.class, "outside", boolean.class);

    /** {@code Direction.state}. */
    static final VarHandle STATE = field(Direction.class, "state", Object.class);

    /** {@code Direction.deadline}. */
    static final VarHandle DEADLINE = field(Direction.class, "deadline", long.class);

    /** {@code Descriptor.closed}. */
    static final VarHandle CLOSED = field(Descriptor.class, "closed", boolean.class);

    /** {@code Poller.closed}. */
    static final VarHandle POLLER_CLOSED = field(Poller.class, "closed", boolean.class);

    private static final VarHandle WAITERS = field(Poller.class, "waiters", AtomicInteger.class);
    private static final VarHandle INSIDE = field(Poller.class, "inside", AtomicReference.class);
    private static final VarHandle CANCELLATIONS =
            field(Poller.class, "cancellations", Cancellations.class);
    private static final VarHandle SCHEDULER = field(Poller.class, "scheduler", Scheduler.class);

    /** Stands for the scheduler of every poller here; it has workers and doors of its own. */
    private static final Scheduler BYSTANDER = Scheduler.builder().parallelism(1).build();

    private Internals() {}

    /** A poller of a scheduler whose workers nobody can wake: what the test has to show. */
    static Poller pollerOver(ModelSelector selector) {
        Poller poller = new Poller(selector);
        SCHEDULER.setVolatile(poller, BYSTANDER);
        return poller;
    }

    /** So that a look clears the interest at the next event for which nobody waits. */
    static void exhaustPasses(Direction direction) {
        for (int i = 0; i < Direction.MAX_PASSES; i++) {
            direction.isToBeCleared(false, true);
        }
    }

    /** {@code Poller.inside}. */
    @SuppressWarnings("unchecked")
    static AtomicReference<WorkerPoller> inside(Poller poller) {
        return (AtomicReference<WorkerPoller>) INSIDE.get(poller);
    }

    /** {@code Poller.waiters}. */
    static AtomicInteger waiters(Poller poller) {
        return (AtomicInteger) WAITERS.get(poller);
    }

    /** {@code Poller.cancellations}: what is owed to closed channels. */
    static Cancellations cancellations(Poller poller) {
        return (Cancellations) CANCELLATIONS.get(poller);
    }

    private static VarHandle field(Class<?> owner, String name, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                    .findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
