package dev.heddle.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.Gap;
import dev.heddle.sync.waiting.Waiter;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who waits is woken by the last done, and sees all that was done.
 *
 * <p>Waits are bounded: a wake-up that does not come is a forbidden outcome.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t WaitGroupStress</pre>
 */
public final class WaitGroupStress {

    private WaitGroupStress() {}

    /** One writes and is done, the other waits for it and reads. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "All of it.")
    @Outcome(expect = FORBIDDEN, desc = "A part, or the waiter was not woken.")
    public static class LastDoneVersusAwait {
        final WaitGroup group = new WaitGroup();
        final Pair pair = new Pair();

        public LastDoneVersusAwait() {
            group.add(1);
        }

        @Actor
        public void worker() {
            pair.write();
            group.done();
        }

        @Actor
        public void waiter(II_Result r) {
            if (Bounded.wokenIn(Bounded.PATIENCE, group::await)) {
                pair.read(r);
            } else {
                Pair.notRead(r);
            }
        }
    }

    /** The worker is done before it has written. */
    @JCStressTest
    @JCStressMeta(LastDoneVersusAwait.class)
    @State
    public static class BrokenDoneBeforeWrite {
        final WaitGroup group = new WaitGroup();
        final Pair pair = new Pair();

        public BrokenDoneBeforeWrite() {
            group.add(1);
        }

        @Actor
        public void worker() {
            group.done();
            Gap.pass();
            pair.write();
        }

        @Actor
        public void waiter(II_Result r) {
            if (Bounded.wokenIn(Bounded.PATIENCE, group::await)) {
                pair.read(r);
            } else {
                Pair.notRead(r);
            }
        }
    }

    /** A count and those who wait for zero; the waiter looks at it before it takes its place. */
    static final class LooksTooEarly {
        private final AtomicInteger count;
        private final WaitList waiters = new WaitList();

        LooksTooEarly(int count) {
            this.count = new AtomicInteger(count);
        }

        void done() {
            if (count.decrementAndGet() == 0) {
                waiters.lock();
                Waiter chain = waiters.claimAll(1);
                waiters.unlock();
                WaitList.unparkAll(chain);
            }
        }

        boolean await(Duration timeout) {
            if (count.get() == 0) {
                return true;
            }
            Waiter waiter = new Waiter();
            waiters.lock();
            waiters.queue().addLast(waiter);
            waiters.unlock();
            return waiter.awaitUntil(this, System.nanoTime() + timeout.toNanos()) > 0;
        }
    }

    /** {@link LastDoneVersusAwait} with a waiter that looks too early. */
    @JCStressTest
    @JCStressMeta(LastDoneVersusAwait.class)
    @State
    public static class BrokenLookBeforeQueueing {
        final LooksTooEarly group = new LooksTooEarly(1);
        final Pair pair = new Pair();

        @Actor
        public void worker() {
            pair.write();
            group.done();
        }

        @Actor
        public void waiter(II_Result r) {
            if (Bounded.wokenIn(Bounded.TWINS_PATIENCE, group::await)) {
                pair.read(r);
            } else {
                Pair.notRead(r);
            }
        }
    }

    /** Two are done at once. */
    @JCStressTest
    @State
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "None is left.")
    @Outcome(expect = FORBIDDEN, desc = "One done was lost.")
    public static class DoneVersusDone {
        final WaitGroup group = new WaitGroup();

        public DoneVersusDone() {
            group.add(2);
        }

        @Actor
        public void one() {
            group.done();
        }

        @Actor
        public void other() {
            group.done();
        }

        @Arbiter
        public void end(Z_Result r) {
            r.r1 = Bounded.succeedsIn(Duration.ZERO, group::await);
        }
    }

    /** The count is read and written in two steps. */
    @JCStressTest
    @JCStressMeta(DoneVersusDone.class)
    @State
    public static class BrokenReadThenWrite {
        volatile int count = 2;

        void done() {
            int now = count;
            count = now - 1;
        }

        @Actor
        public void one() {
            done();
        }

        @Actor
        public void other() {
            done();
        }

        @Arbiter
        public void end(Z_Result r) {
            r.r1 = count == 0;
        }
    }

    /** The waiter's time is up while the last is done. The second result is what is left. */
    @JCStressTest
    @State
    @Outcome(id = "true, 0 to go, 0 waiting", expect = ACCEPTABLE, desc = "It was woken in time.")
    @Outcome(id = "false, 0 to go, 0 waiting", expect = ACCEPTABLE, desc = "It gave up.")
    @Outcome(expect = FORBIDDEN, desc = "A waiter that has gone still stands in the list.")
    public static class LastDoneVersusTimeout {
        final WaitGroup group = new WaitGroup();

        public LastDoneVersusTimeout() {
            group.add(1);
        }

        @Actor
        public void worker() {
            Bounded.pause();
            group.done();
        }

        @Actor
        public void waiter(ZL_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, group::await);
        }

        @Arbiter
        public void end(ZL_Result r) {
            r.r2 = left(group);
        }
    }

    /** The waiter that gives up does not leave the list. */
    @JCStressTest
    @JCStressMeta(LastDoneVersusTimeout.class)
    @State
    public static class BrokenGiveUpWithoutLeaving {
        final LooksTooEarly group = new LooksTooEarly(1);

        @Actor
        public void worker() {
            Bounded.pause();
            group.done();
        }

        @Actor
        public void waiter(ZL_Result r) {
            r.r1 = group.await(Bounded.MOMENT);
        }

        @Arbiter
        public void end(ZL_Result r) {
            r.r2 = group.count.get() + " to go, " + group.waiters.size() + " waiting";
        }
    }

    /** What a group says of itself: how many are to go, and how many wait. */
    static String left(WaitGroup group) {
        String text = group.toString();
        return text.substring(text.indexOf('[') + 1, text.length() - 1);
    }

    /** The waiter's time is up while the last but one is done. The second result as above. */
    @JCStressTest
    @JCStressMeta(LastDoneVersusTimeout.class)
    @State
    public static class DoneVersusTimeout {
        final WaitGroup group = new WaitGroup();

        public DoneVersusTimeout() {
            group.add(2);
        }

        @Actor
        public void worker() {
            Bounded.pause();
            group.done();
        }

        @Actor
        public void waiter(ZL_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, group::await);
        }

        @Arbiter
        public void end(ZL_Result r) {
            group.done();
            r.r2 = left(group);
        }
    }

    /** {@link DoneVersusTimeout}, but who gives up reads the state, and then writes it. */
    @JCStressTest
    @JCStressMeta(LastDoneVersusTimeout.class)
    @State
    public static class BrokenLeavesByWrite {
        final WaitGroup group = new WaitGroup();

        public BrokenLeavesByWrite() {
            group.add(2);
        }

        @Actor
        public void worker() {
            Bounded.pause();
            group.done();
        }

        @Actor
        public void waiter(ZL_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, group::await);
            long s = (long) Internals.WAIT_GROUP.getVolatile(group);
            Gap.pass();
            Internals.WAIT_GROUP.setVolatile(group, s & ~Internals.WAIT_GROUP_WAITING);
        }

        @Arbiter
        public void end(ZL_Result r) {
            group.done();
            r.r2 = left(group);
        }
    }

    /** A group with one to go, for which a third party waits. */
    abstract static class Awaited {
        final WaitGroup group = new WaitGroup();

        Awaited() {
            group.add(1);
            WaitList list = Internals.list(group);
            list.lock();
            list.queue().addLast(new Waiter());
            Internals.WAIT_GROUP.getAndBitwiseOr(group, Internals.WAIT_GROUP_WAITING);
            list.unlock();
        }
    }

    /** The last is done while one more is added, and somebody waits. Result: what is left. */
    @JCStressTest
    @State
    @Outcome(id = "1 to go, 0 waiting", expect = ACCEPTABLE, desc = "Zero was reached before.")
    @Outcome(id = "1 to go, 1 waiting", expect = ACCEPTABLE, desc = "Zero was not reached.")
    @Outcome(expect = FORBIDDEN, desc = "One that was added, or is done, was lost.")
    public static class LastDoneVersusAdd extends Awaited {
        @Actor
        public void worker() {
            group.done();
        }

        @Actor
        public void adder() {
            group.add(1);
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = left(group);
        }
    }

    /** {@link LastDoneVersusAdd}, but zero is written after a look. */
    @JCStressTest
    @JCStressMeta(LastDoneVersusAdd.class)
    @State
    public static class BrokenZeroByWrite extends Awaited {
        @Actor
        public void worker() {
            WaitList list = Internals.list(group);
            list.lock();
            long last = 1L << 1 | Internals.WAIT_GROUP_WAITING;
            boolean reached = (long) Internals.WAIT_GROUP.getVolatile(group) == last;
            if (reached) {
                Internals.WAIT_GROUP.setVolatile(group, 0L);
                WaitList.unparkAll(list.claimAll(1));
            }
            list.unlock();
            if (!reached) {
                group.done();
            }
        }

        @Actor
        public void adder() {
            group.add(1);
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = left(group);
        }
    }

    /** One more is added, from one that is not done yet, while another waits. */
    @JCStressTest
    @State
    @Outcome(id = "all", expect = ACCEPTABLE, desc = "It waited for both.")
    @Outcome(expect = FORBIDDEN, desc = "It went on while one was to go, or was not woken.")
    public static class AddVersusAwait {
        final WaitGroup group = new WaitGroup();
        int done;

        public AddVersusAwait() {
            group.add(1);
        }

        @Actor
        public void worker() {
            group.add(1);
            done++;
            group.done();
            done++;
            group.done();
        }

        @Actor
        public void waiter(L_Result r) {
            boolean woken = Bounded.wokenIn(Bounded.PATIENCE, group::await);
            r.r1 = !woken ? "asleep" : done == 2 ? "all" : "only " + done;
        }
    }

    /** The worker is done before it adds what follows. */
    @JCStressTest
    @JCStressMeta(AddVersusAwait.class)
    @State
    public static class BrokenAddAfterDone {
        final WaitGroup group = new WaitGroup();
        int done;

        public BrokenAddAfterDone() {
            group.add(1);
        }

        @Actor
        public void worker() {
            done++;
            group.done();
            group.add(1);
            done++;
            group.done();
        }

        @Actor
        public void waiter(L_Result r) {
            try {
                boolean woken = Bounded.wokenIn(Bounded.PATIENCE, group::await);
                r.r1 = !woken ? "asleep" : done == 2 ? "all" : "only " + done;
            } catch (IllegalStateException e) {
                r.r1 = "used again";
            }
        }
    }
}
