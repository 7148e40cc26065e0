package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A goroutine that sleeps on a scheduler of parallelism 1 is woken from outside, by whatever means.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t scheduler.TerminationStress</pre>
 */
public final class TerminationStress {
    private static final Party LONE = Party.onWorkers(1);
    private static final Scheduler SCHEDULER =
            Scheduler.builder().name("lone").parallelism(1).build();

    private TerminationStress() {}

    /** Somebody who parks until he is told not to. */
    abstract static class Parked {
        private volatile @Nullable Thread sleeper;
        private volatile boolean woken;

        final void sleep() {
            sleeper = Thread.currentThread();
            while (!woken) {
                LockSupport.park(this);
            }
        }

        final void wake() {
            Thread thread = sleeping(() -> sleeper);
            woken = true;
            LockSupport.unpark(thread);
        }
    }

    /** Waits until somebody says who he is. */
    static Thread sleeping(Supplier<@Nullable Thread> name) {
        Thread thread;
        while ((thread = name.get()) == null) {
            Thread.onSpinWait();
        }
        return thread;
    }

    /** A goroutine that is parked. */
    @JCStressTest(Mode.Termination)
    @State
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "It goes on.")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "It sleeps for ever.")
    public static class ParkedIsWoken extends Parked {
        @Actor
        public void joiner() {
            LONE.start(this::sleep).join();
        }

        @Signal
        public void waker() {
            wake();
        }
    }

    /** A goroutine whose sleep has a time, on the worker's own timers, and is interrupted. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(ParkedIsWoken.class)
    @State
    public static class SleeperIsInterrupted {
        private volatile @Nullable Thread sleeper;

        private void sleep() {
            sleeper = Thread.currentThread();
            try {
                Thread.sleep(Duration.ofHours(1));
                throw new AssertionError("an hour has passed");
            } catch (InterruptedException e) {
                // as it should be
            }
        }

        @Actor
        public void joiner() {
            LONE.start(this::sleep).join();
        }

        @Signal
        public void interrupter() {
            sleeping(() -> sleeper).interrupt();
        }
    }

    /** A worker that has nothing to do, and is given a goroutine. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(ParkedIsWoken.class)
    @State
    public static class IdleWorkerIsCalled {
        private final CountDownLatch ran = new CountDownLatch(1);

        @Actor
        public void waiter() {
            try {
                ran.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Signal
        public void starter() {
            SCHEDULER.go(ran::countDown);
        }
    }

    /** Starts threads, and drops them when they are woken later. */
    private static final class Forgetful implements Executor {
        private final AtomicBoolean started = new AtomicBoolean();

        @Override
        public void execute(Runnable continuation) {
            if (started.compareAndSet(false, true)) {
                Party.PLATFORM.start(continuation::run);
            }
        }
    }

    /** {@link ParkedIsWoken} on a scheduler that drops the wake-up. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(ParkedIsWoken.class)
    @State
    public static class BrokenDropsTheWakeUp extends Parked {
        @Actor
        public void joiner() {
            Party.of(task -> VirtualThreads.newThread(new Forgetful(), null, task))
                    .start(this::sleep)
                    .joinBriefly();
        }

        @Signal
        public void waker() {
            wake();
        }
    }
}
