package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The event source of a worker: a worker that waits there is woken, and there is one thread in it
 * at a time.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t PolledSourceStress</pre>
 */
public final class PolledSourceStress {

    private PolledSourceStress() {}

    /** Waits until it is woken, or until whoever should wake it is through and has not. */
    static final class Wait implements EventSource {
        private volatile boolean woken;
        private volatile boolean wakerIsThrough;
        private volatile boolean waited;

        /** Whoever should wake it is through: nobody waits for ever in a test. */
        void wakerIsThrough() {
            wakerIsThrough = true;
        }

        boolean hasWaited() {
            return waited;
        }

        @Override
        public int poll(long timeoutNanos) {
            waited = true;
            while (!woken && !wakerIsThrough) {
                Thread.onSpinWait();
            }
            return woken ? 1 : -1;
        }

        @Override
        public void wakeup() {
            woken = true;
        }

        @Override
        public boolean isRegistered() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** A worker that is about to wait, and somebody who claims it. */
    abstract static class Parking {
        final Wait wait = new Wait();
        final PolledSource source = new PolledSource(wait);

        /** What the worker waits for. */
        private volatile boolean claimed;

        /** The worker's. */
        private int polled;

        final boolean isClaimed() {
            return claimed;
        }

        final void claimAndWake() {
            claimed = true;
            source.wakeIfPolling();
            wait.wakerIsThrough = true;
        }

        final void waitUnlessClaimed() {
            polled = source.pollUnless(this::isClaimed, -1);
        }

        /** {@code pollUnless} that looks at the condition before it says that it waits. */
        final void lookThenWait() {
            if (!isClaimed()) {
                Internals.POLLED.setVolatile(source, 2);
                polled = wait.poll(-1);
            }
        }

        final void judge(L_Result r) {
            r.r1 = !wait.waited ? "saw the claim" : polled == 1 ? "woken" : "waits for ever";
        }
    }

    /** A worker goes to wait while somebody claims it. */
    @JCStressTest
    @State
    @Outcome(
            id = "saw the claim",
            expect = ACCEPTABLE,
            desc = "The worker saw that it was claimed, and did not wait.")
    @Outcome(id = "woken", expect = ACCEPTABLE, desc = "The waker saw it waiting.")
    @Outcome(expect = FORBIDDEN, desc = "The worker waits, claimed, and nobody wakes it.")
    public static class WaitVersusWake extends Parking {
        @Actor
        public void worker() {
            waitUnlessClaimed();
        }

        @Actor
        public void waker() {
            claimAndWake();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link WaitVersusWake}, but the state is set after the look at the condition. */
    @JCStressTest
    @JCStressMeta(WaitVersusWake.class)
    @State
    public static class BrokenLooksBeforeItSaysSo extends Parking {
        @Actor
        public void worker() {
            lookThenWait();
        }

        @Actor
        public void waker() {
            claimAndWake();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** Says whether somebody else was in it. */
    static final class Door implements EventSource {
        private volatile boolean inside;

        /** Written by whoever finds somebody inside. */
        private volatile boolean crowded;

        @Override
        public int poll(long timeoutNanos) {
            crowded |= inside;
            inside = true;
            Thread.onSpinWait();
            inside = false;
            return 1;
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean isRegistered() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** A worker and the monitor. Results: how many polled, whether they met (0 or 1). */
    abstract static class Polling {
        final Door door = new Door();
        final PolledSource source = new PolledSource(door);
        int byWorker;
        int byMonitor;

        /** {@code poll} without the compare-and-set. */
        final int lookAndPoll() {
            if ((int) Internals.POLLED.getVolatile(source) != 0) {
                return 0;
            }
            Internals.POLLED.setVolatile(source, 1);
            int polled = door.poll(0);
            Internals.POLLED.setVolatile(source, 0);
            return polled;
        }

        final void judge(II_Result r) {
            r.r1 = byWorker + byMonitor;
            r.r2 = door.crowded ? 1 : 0;
        }
    }

    /** The monitor looks for events while the worker does. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "One found the other inside and went on.")
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(expect = FORBIDDEN, desc = "Both were inside, or nobody was.")
    public static class PollVersusPoll extends Polling {
        @Actor
        public void worker() {
            byWorker = source.pollUnless(() -> false, 0);
        }

        @Actor
        public void monitor() {
            byMonitor = source.poll(0);
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }

    /** {@link PollVersusPoll}, but look and step are two. */
    @JCStressTest
    @JCStressMeta(PollVersusPoll.class)
    @State
    public static class BrokenLooksThenEnters extends Polling {
        @Actor
        public void worker() {
            byWorker = lookAndPoll();
        }

        @Actor
        public void monitor() {
            byMonitor = lookAndPoll();
        }

        @Arbiter
        public void end(II_Result r) {
            judge(r);
        }
    }
}
