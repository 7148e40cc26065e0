package dev.heddle.sync.waiting;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A queue under its owner's lock: each place leaves it once, in order. The twins leave the lock
 * out, and so show what it is for.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t WaitQueueStress</pre>
 */
public final class WaitQueueStress {

    private WaitQueueStress() {}

    /** The owner of a queue, and the two places that stand in it or come to it. */
    static class Line extends SpinLock {
        final WaitQueue queue = new WaitQueue();
        final WaitNode first = new Waiter();
        final WaitNode second = new Waiter();
        final boolean locks;

        Line(boolean locks) {
            this.locks = locks;
        }

        void enter() {
            if (locks) {
                lock();
            }
        }

        void exit() {
            if (locks) {
                unlock();
            }
        }

        void addBoth() {
            add(first);
            add(second);
        }

        private void add(WaitNode node) {
            enter();
            queue.addLast(node);
            exit();
        }

        @Nullable WaitNode poll() {
            enter();
            WaitNode node = queue.pollFirst();
            exit();
            return node;
        }

        boolean removeFirst() {
            enter();
            boolean removed = queue.remove(first);
            exit();
            return removed;
        }

        String name(@Nullable WaitNode node) {
            return node == null ? "-" : node == first ? "1" : node == second ? "2" : "?";
        }
    }

    /** One polls while the place in front is taken out by its waiter, which gives up. */
    abstract static class Leaving {
        final Line line;
        @Nullable WaitNode polled;
        boolean removed;
        boolean corrupt;

        Leaving(boolean locks) {
            line = new Line(locks);
            line.addBoth();
        }

        final void poll() {
            try {
                polled = line.poll();
            } catch (NullPointerException e) {
                corrupt = true;
            }
        }

        final void leave() {
            try {
                removed = line.removeFirst();
            } catch (NullPointerException e) {
                corrupt = true;
            }
        }

        final void judge(L_Result r) {
            String left = line.name(line.queue.first()) + " of " + line.queue.size();
            r.r1 =
                    corrupt
                            ? "corrupt"
                            : (removed ? "removed" : "stayed")
                                    + ", polled "
                                    + line.name(polled)
                                    + ", left "
                                    + left;
        }
    }

    /** {@link Leaving} as it is to be. */
    @JCStressTest
    @State
    @Outcome(id = "stayed, polled 1, left 2 of 1", expect = ACCEPTABLE, desc = "Polled first.")
    @Outcome(id = "removed, polled 2, left - of 0", expect = ACCEPTABLE, desc = "Left first.")
    @Outcome(expect = FORBIDDEN, desc = "A place left twice, or never.")
    public static class PollVersusRemove extends Leaving {
        public PollVersusRemove() {
            super(true);
        }

        @Actor
        public void poller() {
            poll();
        }

        @Actor
        public void leaver() {
            leave();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link PollVersusRemove} without the lock. */
    @JCStressTest
    @JCStressMeta(PollVersusRemove.class)
    @State
    public static class BrokenPollVersusRemove extends Leaving {
        public BrokenPollVersusRemove() {
            super(false);
        }

        @Actor
        public void poller() {
            poll();
        }

        @Actor
        public void leaver() {
            leave();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** One adds two places while the other polls twice. */
    abstract static class Coming {
        final Line line;
        @Nullable WaitNode earlier;
        @Nullable WaitNode later;
        boolean corrupt;

        Coming(boolean locks) {
            line = new Line(locks);
        }

        final void come() {
            try {
                line.addBoth();
            } catch (NullPointerException e) {
                corrupt = true;
            }
        }

        final void pollTwice() {
            try {
                earlier = line.poll();
                later = line.poll();
            } catch (NullPointerException e) {
                corrupt = true;
            }
        }

        final void judge(L_Result r) {
            String polled = line.name(earlier) + line.name(later);
            try {
                String left = line.name(line.poll()) + line.name(line.poll());
                r.r1 = corrupt ? "corrupt" : polled + left + line.queue.size();
            } catch (NullPointerException e) {
                r.r1 = "corrupt";
            }
        }
    }

    /** {@link Coming} as it is to be; the last digit is the size in the end. */
    @JCStressTest
    @State
    @Outcome(
            id = {"--120", "-12-0", "1-2-0", "12--0"},
            expect = ACCEPTABLE,
            desc = "Each once, in the order of their coming.")
    @Outcome(expect = FORBIDDEN, desc = "A place was lost, or came twice, or out of order.")
    public static class AddVersusPoll extends Coming {
        public AddVersusPoll() {
            super(true);
        }

        @Actor
        public void comer() {
            come();
        }

        @Actor
        public void poller() {
            pollTwice();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link AddVersusPoll} without the lock. */
    @JCStressTest
    @JCStressMeta(AddVersusPoll.class)
    @State
    public static class BrokenAddVersusPoll extends Coming {
        public BrokenAddVersusPoll() {
            super(false);
        }

        @Actor
        public void comer() {
            come();
        }

        @Actor
        public void poller() {
            pollTwice();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }
}
