package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

import java.util.concurrent.locks.LockSupport;

/**
 * The monitor falls asleep because all workers sleep, while one of them wakes up.
 *
 * <p>The monitor is a thread that the test runs step by step: that nobody wakes it is a fact.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t DozeStress</pre>
 */
public final class DozeStress {

    private DozeStress() {}

    /** A monitor and a worker. */
    abstract static class Night {
        final SteppedThread monitor = new SteppedThread(this::sleep);
        private volatile boolean allAsleep = true;
        private volatile boolean over;

        /** The monitor's. */
        abstract void sleep();

        final boolean isAllAsleep() {
            return allAsleep;
        }

        final boolean isOver() {
            return over;
        }

        final void wakeWorker() {
            allAsleep = false;
        }

        final void judge(L_Result r) {
            monitor.run();
            r.r1 = monitor.isDone() ? "awake" : "sleeps on";
            if (!monitor.isDone()) {
                over = true;
                LockSupport.unpark(monitor.thread());
                monitor.run();
            }
        }
    }

    /** The monitor looks once more, or the worker sees it asleep. */
    @JCStressTest
    @State
    @Outcome(id = "awake", expect = ACCEPTABLE, desc = "One of the two saw the other.")
    @Outcome(expect = FORBIDDEN, desc = "The monitor sleeps although a worker is awake.")
    public static class SleepVersusWake extends Night {
        private final Doze doze = new Doze();

        @Override
        void sleep() {
            doze.sleepWhile(() -> isAllAsleep() && !isOver(), this);
        }

        @Actor
        public void monitor() {
            monitor.run();
        }

        @Actor
        public void worker() {
            monitor.awaitStart();
            wakeWorker();
            doze.endIfAsleep(monitor.thread());
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link SleepVersusWake}, but the monitor looks before it says that it sleeps. */
    @JCStressTest
    @JCStressMeta(SleepVersusWake.class)
    @State
    public static class BrokenLooksBeforeItSaysSo extends Night {
        private volatile boolean asleep;

        @Override
        void sleep() {
            boolean sleeps = isAllAsleep();
            asleep = true;
            while (asleep && sleeps && !isOver()) {
                LockSupport.park(this);
            }
        }

        @Actor
        public void monitor() {
            monitor.run();
        }

        @Actor
        public void worker() {
            monitor.awaitStart();
            wakeWorker();
            if (asleep) {
                asleep = false;
                LockSupport.unpark(monitor.thread());
            }
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }
}
