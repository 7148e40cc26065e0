package dev.heddle.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.scheduler.Party;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Waits without a bound end when they must, on each kind of thread: the signal comes a millisecond
 * later, when whoever waits is asleep, or spins on code that has been compiled.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t sync.TerminationStress</pre>
 */
public final class TerminationStress {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private TerminationStress() {}

    /** Somebody waits for an outcome. */
    abstract static class Waiting {
        private volatile @Nullable Waiter waiter;

        final void waitForClaim() {
            Waiter mine = new Waiter();
            waiter = mine;
            mine.awaitUninterruptibly(this);
        }

        final Waiter claimed() {
            Waiter theirs;
            while ((theirs = waiter) == null) {
                Thread.onSpinWait();
            }
            theirs.claim(1);
            return theirs;
        }
    }

    /** It is claimed and unparked. */
    @JCStressTest(Mode.Termination)
    @State
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "It goes on.")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "It waits for ever.")
    public static class WaiterIsWoken extends Waiting {
        @Actor
        public void joiner() {
            Party.PLATFORM.start(this::waitForClaim).join();
        }

        @Signal
        public void claimer() {
            claimed().unpark();
        }
    }

    /** The same for a virtual thread. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class VirtualWaiterIsWoken extends Waiting {
        @Actor
        public void joiner() {
            Party.VIRTUAL.start(this::waitForClaim).join();
        }

        @Signal
        public void claimer() {
            claimed().unpark();
        }
    }

    /** The same for a goroutine. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class GoroutineWaiterIsWoken extends Waiting {
        @Actor
        public void joiner() {
            Party.GOROUTINE.start(this::waitForClaim).join();
        }

        @Signal
        public void claimer() {
            claimed().unpark();
        }
    }

    /** {@link GoroutineWaiterIsWoken}, but the claimer does not unpark. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class BrokenClaimsWithoutUnpark extends Waiting {
        @Actor
        public void joiner() {
            Party.GOROUTINE.start(this::waitForClaim).joinBriefly();
        }

        @Signal
        public void claimer() {
            claimed();
        }
    }

    /** Somebody waits for a locked mutex, and unlocks it then. */
    abstract static class Locked {
        private final Mutex mutex = new Mutex();

        Locked() {
            mutex.lock();
        }

        private void lockAndUnlock() {
            mutex.lock();
            mutex.unlock();
        }

        final void play(Party party) {
            party.start(this::lockAndUnlock).join();
            if (!mutex.tryLock()) {
                throw new AssertionError("not free: " + mutex);
            }
        }

        final void unlock() {
            mutex.unlock();
        }

        /** Hands it over, as an unlock does if the first in the list has waited too long. */
        final void handOver() {
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (!isAwaited()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("nobody waits");
                }
                Thread.onSpinWait();
            }
            Internals.MUTEX.getAndBitwiseOr(mutex, Internals.MUTEX_STARVING);
            mutex.unlock();
        }

        private boolean isAwaited() {
            int s = (int) Internals.MUTEX.getVolatile(mutex);
            return (s & Internals.MUTEX_WAITERS) != 0;
        }
    }

    /** It is unlocked. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class LockEnds extends Locked {
        @Actor
        public void joiner() {
            play(Party.PLATFORM);
        }

        @Signal
        public void holder() {
            unlock();
        }
    }

    /** It is handed over to a thread of the operating system. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class HandOverEnds extends Locked {
        @Actor
        public void joiner() {
            play(Party.PLATFORM);
        }

        @Signal
        public void holder() {
            handOver();
        }
    }

    /** It is handed over to a virtual thread. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class VirtualHandOverEnds extends Locked {
        @Actor
        public void joiner() {
            play(Party.VIRTUAL);
        }

        @Signal
        public void holder() {
            handOver();
        }
    }

    /** It is handed over to a goroutine. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class GoroutineHandOverEnds extends Locked {
        @Actor
        public void joiner() {
            play(Party.GOROUTINE);
        }

        @Signal
        public void holder() {
            handOver();
        }
    }

    /** The last one is done. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class AwaitEnds {
        private final WaitGroup group = new WaitGroup();

        public AwaitEnds() {
            group.add(1);
        }

        @Actor
        public void waiter() {
            try {
                group.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Signal
        public void last() {
            group.done();
        }
    }

    /** Somebody waits for a signal, which comes. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class SignalEnds {
        private final Mutex mutex = new Mutex();
        private final Cond cond = mutex.newCondition();
        private boolean happened;

        private void waitForSignal() throws InterruptedException {
            mutex.lock();
            while (!happened) {
                cond.await();
            }
            mutex.unlock();
        }

        @Actor
        public void joiner() {
            Party.GOROUTINE.start(this::waitForSignal).join();
        }

        @Signal
        public void signaller() {
            mutex.lock();
            happened = true;
            mutex.unlock();
            cond.signal();
        }
    }

    /** A permit is given back. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class AcquireEnds {
        private final Semaphore semaphore = new Semaphore(1);

        public AcquireEnds() {
            if (!semaphore.tryAcquire(1)) {
                throw new AssertionError("taken: " + semaphore);
            }
        }

        @Actor
        public void joiner() {
            Party.GOROUTINE.start(() -> semaphore.acquire(1)).join();
        }

        @Signal
        public void holder() {
            semaphore.release(1);
        }
    }

    /** One half of a lock is held, and somebody waits for the other. */
    abstract static class HalfLocked {
        private final Lock held;
        private final Lock wanted;

        HalfLocked(Lock held, Lock wanted) {
            this.held = held;
            this.wanted = wanted;
            held.lock();
        }

        final void play() {
            Party.GOROUTINE.start(wanted::lock).join();
        }

        final void unlock() {
            held.unlock();
        }
    }

    /** The writer unlocks, and a reader waits. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class ReadLockEnds extends HalfLocked {
        public ReadLockEnds() {
            this(new RwMutex());
        }

        private ReadLockEnds(RwMutex mutex) {
            super(mutex.writeLock(), mutex.readLock());
        }

        @Actor
        public void joiner() {
            play();
        }

        @Signal
        public void writer() {
            unlock();
        }
    }

    /** The only reader unlocks, and a writer waits. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class WriteLockEnds extends HalfLocked {
        public WriteLockEnds() {
            this(new RwMutex());
        }

        private WriteLockEnds(RwMutex mutex) {
            super(mutex.readLock(), mutex.writeLock());
        }

        @Actor
        public void joiner() {
            play();
        }

        @Signal
        public void reader() {
            unlock();
        }
    }

    /** Somebody asks again and again whether it has been done. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterIsWoken.class)
    @State
    public static class OnceIsSeen {
        private final Once once = new Once();

        @Actor
        public void looker() {
            while (!once.isDone()) {
                // as fast as it can
            }
        }

        @Signal
        public void runner() {
            once.run(() -> {});
        }
    }
}
