package dev.heddle.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.Gap;
import dev.heddle.sync.waiting.WaitNode;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

import java.time.Duration;

/**
 * A signal goes to exactly one of those who wait, and to nobody who has given up.
 *
 * <p>Waits are bounded: a signal that is not seen is a forbidden outcome.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t CondStress</pre>
 */
public final class CondStress {

    private CondStress() {}

    /** A condition, and a third party that waits for it behind the waiter. */
    abstract static class Line {
        final Mutex mutex = new Mutex();
        final Cond cond = mutex.newCondition();
        final Waiter third = new Waiter();

        final void addThird() {
            WaitList list = Internals.list(cond);
            list.lock();
            list.queue().addLast(third);
            list.unlock();
        }

        /** Signals the first in the list, whether or not that one still waits. */
        final void signalWithoutClaim() {
            WaitList list = Internals.list(cond);
            list.lock();
            WaitNode first = list.queue().pollFirst();
            Gap.pass();
            if (first != null) {
                first.claim();
            }
            list.unlock();
            if (first != null) {
                first.waiter().unpark();
            }
        }

        final boolean awaitAMoment() {
            mutex.lock();
            boolean signalled = Bounded.succeedsIn(Bounded.MOMENT, cond::await);
            mutex.unlock();
            return signalled;
        }
    }

    /** The waiter's time is up while a signal comes. Results: it got it; the third did. */
    @JCStressTest
    @State
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "The signal found the waiter.")
    @Outcome(
            id = "false, 1",
            expect = ACCEPTABLE,
            desc = "It had left, or not come; the next got it.")
    @Outcome(expect = FORBIDDEN, desc = "The signal was lost, or seen twice.")
    public static class SignalVersusTimeout extends Line {
        @Actor
        public void waiter(ZI_Result r) {
            r.r1 = awaitAMoment();
        }

        @Actor
        public void signaller(ZI_Result r) {
            Bounded.pause();
            addThird();
            cond.signal();
            r.r2 = third.outcome();
        }
    }

    /** The signaller does not ask whether the waiter still waits. */
    @JCStressTest
    @JCStressMeta(SignalVersusTimeout.class)
    @State
    public static class BrokenSignalWithoutClaim extends Line {
        @Actor
        public void waiter(ZI_Result r) {
            r.r1 = awaitAMoment();
        }

        @Actor
        public void signaller(ZI_Result r) {
            Bounded.pause();
            addThird();
            signalWithoutClaim();
            r.r2 = third.outcome();
        }
    }

    /** A waiter that the signaller interrupts. */
    abstract static class Interrupted extends Line {
        private volatile @Nullable Thread waiter;

        /** Waits; the results are whether it was signalled, and whether it is interrupted still. */
        final void await(ZZI_Result r) {
            mutex.lock();
            waiter = Thread.currentThread();
            try {
                r.r1 = cond.await(Bounded.PATIENCE);
            } catch (InterruptedException e) {
                r.r1 = false;
            }
            mutex.unlock();
            r.r2 = Thread.interrupted();
        }

        final void interrupt() {
            Thread thread;
            while ((thread = waiter) == null) {
                Thread.onSpinWait();
            }
            Bounded.pause();
            thread.interrupt();
        }
    }

    /**
     * The waiter is interrupted while a signal comes. Results: it got the signal, its interrupt
     * status, the third got the signal.
     */
    @JCStressTest
    @State
    @Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "Signalled; the interrupt is kept.")
    @Outcome(
            id = "false, false, 1",
            expect = ACCEPTABLE,
            desc = "Interrupted; the next got the signal.")
    @Outcome(expect = FORBIDDEN, desc = "The signal was lost, or the interrupt.")
    public static class SignalVersusInterrupt extends Interrupted {
        @Actor
        public void waiter(ZZI_Result r) {
            await(r);
        }

        @Actor
        public void signaller(ZZI_Result r) {
            interrupt();
            addThird();
            cond.signal();
            r.r3 = third.outcome();
        }
    }

    /** {@link SignalVersusInterrupt}, but the signaller does not ask. */
    @JCStressTest
    @JCStressMeta(SignalVersusInterrupt.class)
    @State
    public static class BrokenInterruptWithoutClaim extends Interrupted {
        @Actor
        public void waiter(ZZI_Result r) {
            await(r);
        }

        @Actor
        public void signaller(ZZI_Result r) {
            interrupt();
            addThird();
            signalWithoutClaim();
            r.r3 = third.outcome();
        }
    }

    /** A mutex that the signaller has locked, and the waiter uses as if it had. */
    abstract static class Misuse extends Line {
        Misuse() {
            mutex.lock();
        }

        static boolean isSignalled(Bounded.Wait wait) {
            try {
                return Bounded.succeedsIn(Bounded.PATIENCE, wait);
            } catch (IllegalMonitorStateException e) {
                return false;
            }
        }

        final void unlockAndSignal() {
            Bounded.pause();
            try {
                mutex.unlock();
            } catch (IllegalMonitorStateException e) {
                // the waiter has unlocked it
            }
            addThird();
            cond.signal();
        }
    }

    /**
     * Somebody waits with a mutex that another one unlocks at that moment, and signals; a third
     * party waits as it should. Results: the waiter got the signal; the third did.
     */
    @JCStressTest
    @State
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "It unlocked the mutex, and waited.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "It was refused; the next got it.")
    @Outcome(expect = FORBIDDEN, desc = "The signal was lost on one who did not wait.")
    public static class MisuseVersusSignal extends Misuse {
        @Actor
        public void waiter(ZI_Result r) {
            r.r1 = isSignalled(cond::await);
        }

        @Actor
        public void signaller() {
            unlockAndSignal();
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r2 = third.outcome();
        }
    }

    /** The waiter leaves its place behind when its unlock is refused. */
    @JCStressTest
    @JCStressMeta(MisuseVersusSignal.class)
    @State
    public static class BrokenPlaceLeftBehind extends Misuse {
        private boolean await(Duration timeout) {
            if (!mutex.isLocked()) {
                return false;
            }
            WaitList list = Internals.list(cond);
            Waiter waiter = new Waiter();
            list.lock();
            list.queue().addLast(waiter);
            list.unlock();
            Gap.pass();
            mutex.unlock();
            return waiter.awaitUntil(this, System.nanoTime() + timeout.toNanos()) > 0;
        }

        @Actor
        public void waiter(ZI_Result r) {
            r.r1 = isSignalled(this::await);
        }

        @Actor
        public void signaller() {
            unlockAndSignal();
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r2 = third.outcome();
        }
    }

    /** One waits for a flag that the other sets under the mutex and signals without it. */
    @JCStressTest
    @State
    @Outcome(id = "awake", expect = ACCEPTABLE, desc = "It saw the flag, or the signal.")
    @Outcome(expect = FORBIDDEN, desc = "It slept through the signal.")
    public static class WaitVersusSignal {
        final Mutex mutex = new Mutex();
        final Cond cond = mutex.newCondition();
        boolean flag;

        @Actor
        public void waiter(L_Result r) {
            mutex.lock();
            boolean awake = flag || Bounded.wokenIn(Bounded.PATIENCE, cond::await);
            r.r1 = awake && flag ? "awake" : "asleep";
            mutex.unlock();
        }

        @Actor
        public void signaller() {
            mutex.lock();
            flag = true;
            mutex.unlock();
            cond.signal();
        }
    }

    /** The waiter unlocks the mutex before it takes its place in the list. */
    @JCStressTest
    @JCStressMeta(WaitVersusSignal.class)
    @State
    public static class BrokenUnlockBeforeQueueing {
        final Mutex mutex = new Mutex();
        final Cond cond = mutex.newCondition();
        boolean flag;

        boolean await() {
            mutex.unlock();
            WaitList list = Internals.list(cond);
            Waiter waiter = new Waiter();
            list.lock();
            list.queue().addLast(waiter);
            list.unlock();
            long deadline = System.nanoTime() + Bounded.TWINS_PATIENCE.toNanos();
            int outcome = waiter.awaitUntil(this, deadline);
            mutex.lock();
            return outcome > 0;
        }

        @Actor
        public void waiter(L_Result r) {
            mutex.lock();
            boolean awake = flag || await();
            r.r1 = awake && flag ? "awake" : "asleep";
            mutex.unlock();
        }

        @Actor
        public void signaller() {
            mutex.lock();
            flag = true;
            mutex.unlock();
            cond.signal();
        }
    }
}
