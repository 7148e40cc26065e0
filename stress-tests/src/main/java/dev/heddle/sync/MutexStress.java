package dev.heddle.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import java.time.Duration;

/**
 * One at a time holds the mutex and sees what earlier holders wrote; who waits for it gets it; who
 * has given up does not.
 *
 * <p>Waits are bounded: a wake-up that does not come is a forbidden outcome.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t MutexStress</pre>
 */
public final class MutexStress {

    private MutexStress() {}

    /** Both count up under the mutex. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(expect = FORBIDDEN, desc = "Both held it, and an update was lost.")
    public static class MutualExclusion {
        final Mutex mutex = new Mutex();
        int count;

        void add() {
            mutex.lock();
            count++;
            mutex.unlock();
        }

        @Actor
        public void one() {
            add();
        }

        @Actor
        public void other() {
            add();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = count;
        }
    }

    /** Whether it is locked is looked at first, and written then. */
    @JCStressTest
    @JCStressMeta(MutualExclusion.class)
    @State
    public static class BrokenTestThenSet {
        volatile boolean locked;
        int count;

        void add() {
            while (locked) {
                Thread.onSpinWait();
            }
            locked = true;
            count++;
            locked = false;
        }

        @Actor
        public void one() {
            add();
        }

        @Actor
        public void other() {
            add();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = count;
        }
    }

    /** One writes under the mutex, the other reads under it. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The reader came first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The writer came first.")
    @Outcome(expect = FORBIDDEN, desc = "A part of what was written.")
    public static class Publication {
        final Mutex mutex = new Mutex();
        final Pair pair = new Pair();

        @Actor
        public void writer() {
            mutex.lock();
            pair.write();
            mutex.unlock();
        }

        @Actor
        public void reader(II_Result r) {
            mutex.lock();
            pair.read(r);
            mutex.unlock();
        }
    }

    /** The writer unlocks in the middle of its writes. */
    @JCStressTest
    @JCStressMeta(Publication.class)
    @State
    public static class BrokenUnlockBeforeWrite {
        final Mutex mutex = new Mutex();
        final Pair pair = new Pair();

        @Actor
        public void writer() {
            mutex.lock();
            pair.b = 1;
            mutex.unlock();
            pair.a = 1;
        }

        @Actor
        public void reader(II_Result r) {
            mutex.lock();
            pair.read(r);
            mutex.unlock();
        }
    }

    /** A successful tryLock sees what was written before the unlock. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Locked after the unlock.")
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Still locked.")
    @Outcome(expect = FORBIDDEN, desc = "Locked, without what was written before the unlock.")
    public static class TryLockVersusUnlock {
        final Mutex mutex = new Mutex();
        final Pair pair = new Pair();

        public TryLockVersusUnlock() {
            mutex.lock();
        }

        @Actor
        public void holder() {
            pair.write();
            mutex.unlock();
        }

        @Actor
        public void trier(II_Result r) {
            if (mutex.tryLock()) {
                pair.read(r);
            } else {
                Pair.notRead(r);
            }
        }
    }

    /** The holder unlocks before it writes. */
    @JCStressTest
    @JCStressMeta(TryLockVersusUnlock.class)
    @State
    public static class BrokenWriteAfterUnlock {
        final Mutex mutex = new Mutex();
        final Pair pair = new Pair();

        public BrokenWriteAfterUnlock() {
            mutex.lock();
        }

        @Actor
        public void holder() {
            mutex.unlock();
            pair.write();
        }

        @Actor
        public void trier(II_Result r) {
            if (mutex.tryLock()) {
                pair.read(r);
            } else {
                Pair.notRead(r);
            }
        }
    }

    /** Two try at once. */
    @JCStressTest
    @State
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One of them got it.")
    @Outcome(expect = FORBIDDEN, desc = "Both did, or neither though it was free.")
    public static class TryLockVersusTryLock {
        final Mutex mutex = new Mutex();

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = mutex.tryLock();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = mutex.tryLock();
        }
    }

    /** Looks, and then writes. */
    @JCStressTest
    @JCStressMeta(TryLockVersusTryLock.class)
    @State
    public static class BrokenTryLockByWrite {
        volatile boolean locked;

        boolean tryLock() {
            boolean got = !locked;
            locked = true;
            return got;
        }

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = tryLock();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = tryLock();
        }
    }

    /** One comes to wait while the holder unlocks. */
    @JCStressTest
    @State
    @Outcome(id = "got it", expect = ACCEPTABLE, desc = "It was woken, or did not have to wait.")
    @Outcome(expect = FORBIDDEN, desc = "It sleeps, and the mutex is free.")
    public static class UnlockVersusWait {
        final Mutex mutex = new Mutex();

        public UnlockVersusWait() {
            mutex.lock();
        }

        @Actor
        public void holder() {
            Bounded.pause();
            mutex.unlock();
        }

        @Actor
        public void waiter(L_Result r) {
            r.r1 = Bounded.wokenIn(Bounded.PATIENCE, mutex::tryLock) ? "got it" : "asleep";
        }
    }

    /** The waiter looks at the mutex before, not while, it takes a place in the queue. */
    @JCStressTest
    @JCStressMeta(UnlockVersusWait.class)
    @State
    public static class BrokenLookBeforeQueueing {
        final HandOver mutex = new HandOver(false);

        @Actor
        public void holder() {
            Bounded.pause();
            mutex.give();
        }

        @Actor
        public void waiter(L_Result r) {
            boolean got = Bounded.wokenIn(Bounded.TWINS_PATIENCE, mutex::takeLookingTooEarly);
            r.r1 = got ? "got it" : "asleep";
        }
    }

    /** Each locks, holds it for a while and unlocks, several times: everybody gets it. */
    @JCStressTest
    @State
    @Outcome(id = "6", expect = ACCEPTABLE, desc = "Each got it each time, alone.")
    @Outcome(expect = FORBIDDEN, desc = "One slept although the mutex was free, or both held it.")
    public static class Contention {
        private static final int ROUNDS = 3;

        final Mutex mutex = new Mutex();
        int count;

        void lockAndUnlock() {
            for (int i = 0; i < ROUNDS; i++) {
                if (Bounded.wokenIn(Bounded.PATIENCE, mutex::tryLock)) {
                    int before = count;
                    Bounded.pause();
                    count = before + 1;
                    mutex.unlock();
                }
            }
        }

        @Actor
        public void one() {
            lockAndUnlock();
        }

        @Actor
        public void other() {
            lockAndUnlock();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = count;
        }
    }

    /** {@link Contention} for what is handed over to waiters that look too early. */
    @JCStressTest
    @JCStressMeta(Contention.class)
    @State
    public static class BrokenContention {
        private static final int ROUNDS = 3;

        final HandOver mutex = new HandOver(true);
        int count;

        void lockAndUnlock() {
            for (int i = 0; i < ROUNDS; i++) {
                if (Bounded.wokenIn(Bounded.TWINS_PATIENCE, mutex::takeLookingTooEarly)) {
                    count++;
                    mutex.give();
                }
            }
        }

        @Actor
        public void one() {
            lockAndUnlock();
        }

        @Actor
        public void other() {
            lockAndUnlock();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = count;
        }
    }

    /** The waiter's time is up while the holder unlocks. Results: it got it; it is free now. */
    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "It got it.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "It gave up, and the mutex is free.")
    @Outcome(expect = FORBIDDEN, desc = "It belongs to one who has given up, or to two.")
    public static class UnlockVersusTimeout {
        final Mutex mutex = new Mutex();

        public UnlockVersusTimeout() {
            mutex.lock();
        }

        @Actor
        public void holder() {
            Bounded.pause();
            mutex.unlock();
        }

        @Actor
        public void waiter(ZZ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, mutex::tryLock);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = mutex.tryLock();
        }
    }

    /** It is handed over to a waiter that is not asked whether it still waits. */
    @JCStressTest
    @JCStressMeta(UnlockVersusTimeout.class)
    @State
    public static class BrokenHandOverWithoutClaim {
        final HandOver mutex = new HandOver(false);

        @Actor
        public void holder() {
            Bounded.pause();
            mutex.giveWithoutClaim();
        }

        @Actor
        public void waiter(ZZ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, mutex::take);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = mutex.isThere();
        }
    }

    /**
     * A locked mutex, and a third party that was woken for it and is still on its way: an unlock
     * does not look into the list.
     */
    abstract static class Woken {
        final Mutex mutex = new Mutex();

        Woken() {
            mutex.lock();
            Internals.MUTEX.getAndBitwiseOr(mutex, Internals.MUTEX_WOKEN);
        }
    }

    /** {@link UnlockVersusTimeout}, but another has been woken already. */
    @JCStressTest
    @JCStressMeta(UnlockVersusTimeout.class)
    @State
    public static class WokenUnlockVersusTimeout extends Woken {
        @Actor
        public void holder() {
            Bounded.pause();
            mutex.unlock();
        }

        @Actor
        public void waiter(ZZ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, mutex::tryLock);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = mutex.tryLock();
        }
    }

    /** {@link WokenUnlockVersusTimeout}, but who gives up reads the state, and then writes it. */
    @JCStressTest
    @JCStressMeta(UnlockVersusTimeout.class)
    @State
    public static class BrokenLeavesByWrite extends Woken {
        @Actor
        public void holder() {
            Bounded.pause();
            mutex.unlock();
        }

        @Actor
        public void waiter(ZZ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, mutex::tryLock);
            if (!r.r1) {
                int s = (int) Internals.MUTEX.getVolatile(mutex);
                Internals.MUTEX.setVolatile(mutex, s & ~Internals.MUTEX_WAITERS);
            }
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = mutex.tryLock();
        }
    }

    /** Two are the first to wait; one of them gives up, and unlocks then, as anybody may. */
    @JCStressTest
    @JCStressMeta(UnlockVersusWait.class)
    @State
    public static class WaitVersusWait {
        final Mutex mutex = new Mutex();

        public WaitVersusWait() {
            mutex.lock();
        }

        @Actor
        public void impatient() {
            if (!Bounded.succeedsIn(Bounded.MOMENT, mutex::tryLock)) {
                mutex.unlock();
            }
        }

        @Actor
        public void waiter(L_Result r) {
            r.r1 = Bounded.wokenIn(Bounded.PATIENCE, mutex::tryLock) ? "got it" : "asleep";
        }
    }

    /** {@link WaitVersusWait}, but each may make a list of its own. */
    @JCStressTest
    @JCStressMeta(UnlockVersusWait.class)
    @State
    public static class BrokenTwoLists {
        volatile @Nullable HandOver mutex;

        HandOver mutex() {
            HandOver known = mutex;
            if (known == null) {
                known = new HandOver(false);
                mutex = known;
            }
            return known;
        }

        @Actor
        public void impatient() {
            if (!Bounded.succeedsIn(Bounded.MOMENT, mutex()::take)) {
                mutex().give();
            }
        }

        @Actor
        public void waiter(L_Result r) {
            boolean got = Bounded.wokenIn(Bounded.TWINS_PATIENCE, mutex()::take);
            r.r1 = got ? "got it" : "asleep";
        }
    }

    /**
     * A locked and starving mutex: in front of its list stands a third party that has waited for
     * more than a millisecond, and what that does when the mutex is handed over to it.
     */
    abstract static class Starving {
        /** The outcome of a wait that says so. */
        static final int HANDED_OVER = 2;

        final Mutex mutex = new Mutex();
        final Waiter third = new Waiter();

        Starving() {
            mutex.lock();
            WaitList list = Internals.list(mutex);
            list.lock();
            list.queue().addLast(third);
            Internals.MUTEX.getAndBitwiseOr(
                    mutex, Internals.MUTEX_WAITERS | Internals.MUTEX_STARVING);
            list.unlock();
        }

        final void unlockTwice() {
            Bounded.pause();
            mutex.unlock();
            if (third.outcome() == Waiter.WAITING) {
                throw new AssertionError("not handed over to the longest waiting thread");
            }
            Internals.endStarvation(mutex, Duration.ofMillis(2).toNanos());
            mutex.unlock();
        }

        /** Unlocks as it was done once: to end the starvation is up to who gets the mutex. */
        final void handOverStarving() {
            WaitList list = Internals.list(mutex);
            list.lock();
            Waiter first = list.claimFirst(HANDED_OVER);
            for (int i = 0; i < 20; i++) {
                Thread.onSpinWait(); // or the failure is too rare to be seen in a second
            }
            if (list.queue().isEmpty()) {
                Internals.MUTEX.getAndBitwiseAnd(mutex, ~Internals.MUTEX_WAITERS);
            }
            list.unlock();
            if (first != null) {
                first.unpark();
            }
        }

        /** The third party is awake, and so has the mutex as soon as it is claimed. */
        final void awaitHandOver() {
            while (third.outcome() != HANDED_OVER) {
                Thread.onSpinWait();
            }
        }

        /** Whoever comes now gets it. */
        final void judgeUnlocked(L_Result r) {
            if (!mutex.tryLock()) {
                r.r1 = r.r1 + ", and it stays locked";
            }
        }
    }

    /** {@link UnlockVersusTimeout}, but the mutex starves, and so is handed over. */
    @JCStressTest
    @JCStressMeta(UnlockVersusTimeout.class)
    @State
    public static class HandOverVersusTimeout extends Starving {
        @Actor
        public void holder() {
            unlockTwice();
        }

        @Actor
        public void waiter(ZZ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, mutex::tryLock);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = mutex.tryLock();
        }
    }

    /** {@link UnlockVersusWait}, but the mutex starves, and so is handed over. */
    @JCStressTest
    @JCStressMeta(UnlockVersusWait.class)
    @State
    public static class HandOverVersusWait extends Starving {
        @Actor
        public void holder() {
            unlockTwice();
        }

        @Actor
        public void waiter(L_Result r) {
            r.r1 = Bounded.wokenIn(Bounded.PATIENCE, mutex::tryLock) ? "got it" : "asleep";
        }
    }

    /** {@link HandOverVersusWait}, but the one that it is handed over to unlocks it at once. */
    @JCStressTest
    @JCStressMeta(UnlockVersusWait.class)
    @State
    public static class HandOverVersusUnlock extends Starving {
        @Actor
        public void holder() {
            unlockTwice();
        }

        @Actor
        public void waiter(L_Result r) {
            if (!Bounded.wokenIn(Bounded.PATIENCE, mutex::tryLock)) {
                r.r1 = "asleep";
                return;
            }
            Bounded.pause();
            mutex.unlock();
            r.r1 = "got it";
        }

        @Arbiter
        public void end(L_Result r) {
            judgeUnlocked(r);
        }
    }

    /** The mutex is handed over to the third party, which unlocks it at once. */
    @JCStressTest
    @JCStressMeta(UnlockVersusWait.class)
    @State
    public static class HandOverVersusReceiver extends Starving {
        @Actor
        public void holder() {
            Bounded.pause();
            mutex.unlock();
        }

        @Actor
        public void receiver(L_Result r) {
            awaitHandOver();
            Internals.endStarvation(mutex, Duration.ofMillis(2).toNanos());
            Bounded.pause();
            mutex.unlock();
            r.r1 = "got it";
        }

        @Arbiter
        public void end(L_Result r) {
            judgeUnlocked(r);
        }
    }

    /** {@link HandOverVersusReceiver}: the receiver looks whether it is the last one. */
    @JCStressTest
    @JCStressMeta(UnlockVersusWait.class)
    @State
    public static class BrokenReceiverEndsStarvation extends Starving {
        @Actor
        public void holder() {
            Bounded.pause();
            handOverStarving();
        }

        @Actor
        public void receiver(L_Result r) {
            awaitHandOver();
            if (((int) Internals.MUTEX.getVolatile(mutex) & Internals.MUTEX_WAITERS) == 0) {
                Internals.MUTEX.getAndBitwiseAnd(mutex, ~Internals.MUTEX_STARVING);
            }
            Bounded.pause();
            mutex.unlock();
            r.r1 = "got it";
        }

        @Arbiter
        public void end(L_Result r) {
            judgeUnlocked(r);
        }
    }

    /** Who hands the mutex over to the last one leaves it starving, for newcomers to wait on. */
    @JCStressTest
    @JCStressMeta(UnlockVersusWait.class)
    @State
    public static class BrokenStarvationNeverEnds extends Starving {
        @Actor
        public void holder() {
            handOverStarving();
            mutex.unlock();
        }

        @Actor
        public void waiter(L_Result r) {
            boolean got = Bounded.wokenIn(Bounded.TWINS_PATIENCE, mutex::tryLock);
            r.r1 = got ? "got it" : "asleep";
        }
    }
}
