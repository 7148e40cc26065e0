package dev.heddle.netpoll;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.EventSource;
import dev.heddle.scheduler.Gap;
import dev.heddle.scheduler.SteppedThread;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of a channel: who waits there hears of events, of deadlines, of the end of the
 * channel and of the end of the poller.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t DirectionStress</pre>
 */
public final class DirectionStress {

    private static final int READ = SelectionKey.OP_READ;

    private DirectionStress() {}

    /** A user of the input of a channel; how its operation ended is the result. */
    abstract static class Using {
        final ModelSelector selector = new ModelSelector();
        final Poller poller = Internals.pollerOver(selector);
        final WorkerPoller door = new WorkerPoller(poller);
        final Descriptor descriptor = new Descriptor(new ModelChannel());
        final Direction input = descriptor.input();
        final SelectionKey key = settled();
        final SteppedThread user = new SteppedThread(this::use);
        private volatile String outcome = "waits";

        /** Whose turn it is, and the arbiter. */
        int taken;

        private SelectionKey settled() {
            try {
                descriptor.settle(poller);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return selector.keys().iterator().next();
        }

        /** What the user does. */
        abstract void operate() throws Exception;

        private void use() {
            try {
                operate();
                outcome = "returned";
            } catch (SocketTimeoutException e) {
                outcome = "timed out";
            } catch (AsynchronousCloseException e) {
                outcome = "closed";
            } catch (CancelledKeyException e) {
                outcome = "moves on";
            } catch (InterruptedException e) {
                outcome = "interrupted";
            } catch (Exception e) {
                outcome = e.toString();
            }
        }

        final void readUntilTaken(int number) throws IOException, InterruptedException {
            while (taken < number) {
                if (selector.tryRead()) {
                    taken++;
                } else {
                    descriptor.await(input, READ);
                }
            }
        }

        /** {@code Direction.await} that looks at nothing else once it is announced. */
        final void announceAndPark() {
            Internals.STATE.compareAndSet(input, null, Thread.currentThread());
            while (Internals.STATE.getVolatile(input) == Thread.currentThread()) {
                LockSupport.park(input);
                if (Thread.interrupted()) {
                    return;
                }
            }
        }

        /** To be called last; says what {@code whenDone} says if the thread needs no help. */
        final void judge(SteppedThread last, String whenDone, L_Result r) {
            last.run();
            r.r1 = last.isDone() ? whenDone : "waits";
            if (!last.isDone()) {
                last.thread().interrupt();
                last.run();
            }
        }

        final void judge(L_Result r) {
            user.run();
            judge(user, outcome, r);
        }
    }

    // ---- events

    /** A user reads twice. The first item comes meanwhile, the second one afterwards. */
    abstract static class Reading extends Using {
        Reading() {
            poller.arm(key, READ); // interest stays set after an event
            Internals.exhaustPasses(input);
        }

        @Override
        void operate() throws IOException, InterruptedException {
            readUntilTaken(2);
        }

        /** The real {@code Descriptor.ready} is called by the real {@code Poller.select}. */
        final void look() {
            door.poll(0);
        }

        final void judgeAfterSecondItem(L_Result r) {
            user.run();
            selector.arrive();
            look();
            judge(r);
        }

        final boolean isReported() {
            return selector.isReadable() && (key.interestOps() & READ) != 0;
        }
    }

    /** An event comes while the user goes to wait. */
    @JCStressTest
    @State
    @Outcome(id = "returned", expect = ACCEPTABLE, desc = "The user got both items.")
    @Outcome(expect = FORBIDDEN, desc = "The user waits, and the second item is there.")
    public static class EventVersusWait extends Reading {
        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void poller() {
            user.awaitStart();
            selector.arrive();
            look();
        }

        @Arbiter
        public void end(L_Result r) {
            judgeAfterSecondItem(r);
        }
    }

    /** {@link EventVersusWait}, but the poller does not look again after it has cleared. */
    @JCStressTest
    @JCStressMeta(EventVersusWait.class)
    @State
    public static class BrokenDoesNotLookAgain extends Reading {
        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void poller() {
            user.awaitStart();
            selector.arrive();
            if (isReported() && input.wake() == 0) {
                key.interestOpsAnd(~READ);
            }
        }

        @Arbiter
        public void end(L_Result r) {
            judgeAfterSecondItem(r);
        }
    }

    /** {@link EventVersusWait}, but the user looks at the interest before it is announced. */
    @JCStressTest
    @JCStressMeta(EventVersusWait.class)
    @State
    public static class BrokenLooksAtTheInterestTooEarly extends Reading {
        @Override
        void operate() {
            while (taken < 2 && !Thread.currentThread().isInterrupted()) {
                if (selector.tryRead()) {
                    taken++;
                } else {
                    poller.arm(key, READ);
                    announceAndPark();
                }
            }
        }

        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void poller() {
            user.awaitStart();
            selector.arrive();
            look();
        }

        @Arbiter
        public void end(L_Result r) {
            judgeAfterSecondItem(r);
        }
    }

    /**
     * One user's deadline is over, there is something to read, and the next user comes at once. The
     * second item comes afterwards.
     */
    abstract static class TwoUsers extends Using {
        private static final Instant PAST = Instant.EPOCH;

        final SteppedThread next = new SteppedThread(this::useNext);

        TwoUsers() {
            user.run();
            selector.arrive();
            setDeadline(PAST);
        }

        @Override
        void operate() throws IOException, InterruptedException {
            readUntilTaken(1);
        }

        private void useNext() {
            try {
                readUntilTaken(2);
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                // the arbiter's: lost
            }
        }

        private void setDeadline(Instant instant) {
            try {
                input.setDeadline(instant);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        final void oneAfterTheOther() {
            user.run();
            setDeadline(null);
            next.run();
        }

        /** Takes its time, as a thread does that is preempted; not for ever, though. */
        final void awaitNextUser() {
            for (int i = 0; i < 20_000 && next.thread().getState() == Thread.State.NEW; i++) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < 50; i++) {
                Thread.onSpinWait();
            }
        }

        final void judgeAfterSecondItem(L_Result r) {
            next.run();
            selector.arrive();
            door.poll(0);
            judge(next, "all read", r);
        }
    }

    /** The poller wakes one user while that one gives way to another. */
    @JCStressTest
    @State
    @Outcome(id = "all read", expect = ACCEPTABLE, desc = "Whoever waited was woken.")
    @Outcome(expect = FORBIDDEN, desc = "The next user waits, and there is something to read.")
    public static class EventVersusNextUser extends TwoUsers {
        @Actor
        public void users() {
            oneAfterTheOther();
        }

        @Actor
        public void poller() {
            door.poll(0);
        }

        @Arbiter
        public void end(L_Result r) {
            judgeAfterSecondItem(r);
        }
    }

    /**
     * {@link EventVersusNextUser}, but the poller, which takes its time, takes out whoever is
     * there.
     */
    @JCStressTest
    @JCStressMeta(EventVersusNextUser.class)
    @State
    public static class BrokenTakesOutAnybody extends TwoUsers {
        @Actor
        public void users() {
            oneAfterTheOther();
        }

        @Actor
        public void poller() {
            if (Internals.STATE.getVolatile(input) instanceof Thread thread) {
                awaitNextUser();
                Internals.STATE.setVolatile(input, null);
                LockSupport.unpark(thread);
            }
        }

        @Arbiter
        public void end(L_Result r) {
            judgeAfterSecondItem(r);
        }
    }

    // ---- deadlines

    /** A user waits; somebody sets a deadline that has passed. */
    abstract static class Bounding extends Using {
        @Override
        void operate() throws IOException, InterruptedException {
            descriptor.await(input, READ);
        }

        final void bound() {
            try {
                input.setDeadline(Instant.EPOCH);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /** {@code Direction.await} that looks at the deadline before it is announced. */
        final void lookThenAnnounce() throws IOException, InterruptedException {
            Thread me = Thread.currentThread();
            input.checkDeadline();
            Internals.STATE.compareAndSet(input, null, me);
            while (Internals.STATE.getVolatile(input) == me && !Thread.interrupted()) {
                LockSupport.park(input);
                input.checkDeadline();
            }
        }
    }

    /** A deadline is set while the user goes to wait. */
    @JCStressTest
    @State
    @Outcome(id = "timed out", expect = ACCEPTABLE, desc = "It saw the deadline, or was woken.")
    @Outcome(expect = FORBIDDEN, desc = "The user waits beyond its deadline.")
    public static class DeadlineVersusWait extends Bounding {
        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void setter() {
            user.awaitStart();
            bound();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link DeadlineVersusWait}, but the user looks at the deadline before it is announced. */
    @JCStressTest
    @JCStressMeta(DeadlineVersusWait.class)
    @State
    public static class BrokenLooksAtTheDeadlineTooEarly extends Bounding {
        @Override
        void operate() throws IOException, InterruptedException {
            lookThenAnnounce();
        }

        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void setter() {
            user.awaitStart();
            bound();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link DeadlineVersusWait}, but the setter looks who waits before it sets the deadline. */
    @JCStressTest
    @JCStressMeta(DeadlineVersusWait.class)
    @State
    public static class BrokenLooksBeforeItSetsTheDeadline extends Bounding {
        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void setter() {
            user.awaitStart();
            Object waiting = Internals.STATE.getVolatile(input);
            Gap.pass();
            Internals.DEADLINE.setVolatile(input, System.nanoTime() - 1);
            if (waiting instanceof Thread thread) {
                LockSupport.unpark(thread);
            }
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /**
     * A user waits for nothing but its time, which is far; somebody sets a deadline that has
     * passed. Both look at the direction until then, each for as long as it has drawn: so both have
     * it in their caches, and it takes the user a while to have its announcement seen.
     */
    abstract static class Pausing extends Bounding {
        private static final long FAR = TimeUnit.HOURS.toNanos(1);
        private static final int MOST_LOOKS = 200;
        private static final int PATIENCE = 2_000;

        private final int looksOfUser = ThreadLocalRandom.current().nextInt(MOST_LOOKS);
        private final int looksOfSetter = ThreadLocalRandom.current().nextInt(MOST_LOOKS);
        private volatile boolean near;

        @Override
        void operate() throws IOException, InterruptedException {
            meet();
            input.pause(System.nanoTime() + FAR);
        }

        final void meet() {
            near = true;
            look(looksOfUser);
        }

        final void boundWhenNear() {
            for (int i = 0; i < PATIENCE && !near; i++) {
                Thread.onSpinWait();
            }
            look(looksOfSetter);
            bound();
        }

        private void look(int times) {
            for (int i = 0; i < times && Internals.STATE.getOpaque(input) == null; i++) {
                // again
            }
        }
    }

    /** A deadline is set while the user goes to pause. */
    @JCStressTest
    @JCStressMeta(DeadlineVersusWait.class)
    @State
    public static class DeadlineVersusPause extends Pausing {
        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void setter() {
            boundWhenNear();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link DeadlineVersusPause}, but the user looks at the deadline before it is announced. */
    @JCStressTest
    @JCStressMeta(DeadlineVersusWait.class)
    @State
    public static class BrokenPausesAfterALook extends Pausing {
        @Override
        void operate() throws IOException, InterruptedException {
            meet();
            lookThenAnnounce();
        }

        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void setter() {
            boundWhenNear();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    // ---- closing

    /** A user waits; somebody closes the channel. */
    abstract static class Closing extends Using {
        @Override
        void operate() throws IOException, InterruptedException {
            descriptor.await(input, READ);
        }

        final void close() {
            try {
                descriptor.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The channel is closed while the user goes to wait. */
    @JCStressTest
    @State
    @Outcome(id = "closed", expect = ACCEPTABLE, desc = "It saw that, or was woken.")
    @Outcome(expect = FORBIDDEN, desc = "The user waits at a closed channel.")
    public static class CloseVersusWait extends Closing {
        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void closer() {
            user.awaitStart();
            close();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link CloseVersusWait}, but the user looks whether it is closed before it is announced. */
    @JCStressTest
    @JCStressMeta(CloseVersusWait.class)
    @State
    public static class BrokenLooksWhetherClosedTooEarly extends Closing {
        @Override
        void operate() throws IOException {
            if (!descriptor.isClosed()) {
                announceAndPark();
            }
            if (descriptor.isClosed()) {
                throw new AsynchronousCloseException();
            }
        }

        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void closer() {
            user.awaitStart();
            close();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link CloseVersusWait}, but the closer wakes before it closes. */
    @JCStressTest
    @JCStressMeta(CloseVersusWait.class)
    @State
    public static class BrokenWakesBeforeItCloses extends Closing {
        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void closer() {
            user.awaitStart();
            input.wake();
            Internals.CLOSED.setVolatile(descriptor, true);
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    // ---- the end of the poller

    /** A user from elsewhere waits; the poller's scheduler ends. */
    abstract static class Ending extends Using {
        @Override
        void operate() throws IOException, InterruptedException {
            input.await(poller, key, READ, Direction.NO_DEADLINE);
        }
    }

    /** The poller is closed while the user goes to wait. */
    @JCStressTest
    @State
    @Outcome(id = "moves on", expect = ACCEPTABLE, desc = "It saw that the poller was closed.")
    @Outcome(id = "returned", expect = ACCEPTABLE, desc = "It was woken, and will see it next.")
    @Outcome(expect = FORBIDDEN, desc = "The user waits where nobody polls any more.")
    public static class PollerEndVersusWait extends Ending {
        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void scheduler() {
            user.awaitStart();
            door.close();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link PollerEndVersusWait}, but the user looks at the poller before it is announced. */
    @JCStressTest
    @JCStressMeta(PollerEndVersusWait.class)
    @State
    public static class BrokenLooksAtThePollerTooEarly extends Ending {
        @Override
        void operate() {
            poller.arm(key, READ);
            poller.failIfClosed();
            Gap.pass();
            announceAndPark();
        }

        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void scheduler() {
            user.awaitStart();
            door.close();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** A user who has no key yet registers and waits. */
    abstract static class Registering extends Using {
        private final ModelChannel channel = new ModelChannel();
        private final Descriptor late = new Descriptor(channel);

        @Override
        void operate() throws IOException, InterruptedException {
            SelectionKey own;
            try {
                own = register();
            } catch (ClosedSelectorException e) {
                throw new CancelledKeyException();
            }
            late.input().await(poller, own, READ, Direction.NO_DEADLINE);
        }

        private SelectionKey register() throws IOException {
            EventSource.pin(); // an actor waits for the poller's lock as it is
            try {
                return poller.register(channel, late);
            } finally {
                EventSource.unpin();
            }
        }

        /** {@code Poller.close} that says so in the end. */
        final void listThenClose() {
            List<SelectionKey> keys = List.copyOf(selector.keys());
            try {
                selector.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            for (SelectionKey each : keys) {
                ((Descriptor) each.attachment()).wake();
            }
            Internals.POLLER_CLOSED.setVolatile(poller, true);
        }
    }

    /** The poller is closed while the user registers and goes to wait. */
    @JCStressTest
    @State
    @Outcome(id = "moves on", expect = ACCEPTABLE, desc = "It saw that the poller was closed.")
    @Outcome(id = "returned", expect = ACCEPTABLE, desc = "It was woken, and will see it next.")
    @Outcome(expect = FORBIDDEN, desc = "The user waits where nobody polls any more.")
    public static class EndVersusRegister extends Registering {
        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void scheduler() {
            user.awaitStart();
            door.close();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link EndVersusRegister}, but the poller says so when the keys are listed and woken. */
    @JCStressTest
    @JCStressMeta(EndVersusRegister.class)
    @State
    public static class BrokenSaysItIsClosedTooLate extends Registering {
        @Actor
        public void user() {
            user.run();
        }

        @Actor
        public void scheduler() {
            user.awaitStart();
            listThenClose();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }
}
