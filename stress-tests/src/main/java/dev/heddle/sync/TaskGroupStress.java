package dev.heddle.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A failure reaches every task of its group, also one that is just being started, and no failure is
 * lost.
 *
 * <p>Waits are bounded: an interrupt that does not come is a forbidden outcome.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t TaskGroupStress</pre>
 */
public final class TaskGroupStress {

    private TaskGroupStress() {}

    /** Whether the current thread is interrupted in time. */
    static boolean isInterruptedIn(Duration patience) {
        long start = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            long left = patience.toNanos() - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(patience, left);
        }
        return true;
    }

    /** One task fails while another is being started. Result: whether that was interrupted. */
    @JCStressTest
    @State
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "Interrupted by one of the two.")
    @Outcome(expect = FORBIDDEN, desc = "Neither saw the other: the task runs on.")
    public static class FailureVersusGo {
        private final TaskGroup group = new TaskGroup();
        private volatile boolean interrupted;

        @Actor
        public void failing() {
            Internals.fail(group, new IllegalStateException("the first failure"));
        }

        @Actor
        public void starter(Z_Result r) {
            group.tryGo(() -> interrupted = isInterruptedIn(Bounded.PATIENCE));
            try {
                group.await(Bounded.PATIENCE);
            } catch (Exception e) {
                r.r1 = interrupted; // the first failure
            }
        }
    }

    /**
     * {@link FailureVersusGo}, but the starter looks for a failure before the task can be found.
     */
    @JCStressTest
    @JCStressMeta(FailureVersusGo.class)
    @State
    public static class BrokenLooksBeforeItAdds {
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        private volatile boolean failed;
        private volatile boolean interrupted;

        @Actor
        public void failing() {
            failed = true;
            threads.forEach(Thread::interrupt);
        }

        @Actor
        public void starter(Z_Result r) {
            Thread task =
                    Thread.ofVirtual()
                            .unstarted(() -> interrupted = isInterruptedIn(Bounded.TWINS_PATIENCE));
            boolean known = failed;
            threads.add(task);
            task.start();
            if (known) {
                task.interrupt();
            }
            try {
                task.join(Bounded.PATIENCE);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            r.r1 = interrupted;
        }
    }

    /** Two tasks fail. Result: how many failures await tells of. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "The first, and the second with it.")
    @Outcome(expect = FORBIDDEN, desc = "A failure was lost.")
    public static class FailureVersusFailure {
        private final TaskGroup group = new TaskGroup();

        @Actor
        public void one() {
            Internals.fail(group, new IllegalStateException("one"));
        }

        @Actor
        public void other() {
            Internals.fail(group, new IllegalStateException("other"));
        }

        @Arbiter
        public void end(I_Result r) {
            try {
                group.await();
            } catch (Exception e) {
                r.r1 = 1 + e.getSuppressed().length;
            }
        }
    }

    /** {@link FailureVersusFailure}, but each looks whether it is the first, and says so then. */
    @JCStressTest
    @JCStressMeta(FailureVersusFailure.class)
    @State
    public static class BrokenLooksThenFails {
        private volatile @Nullable Exception failure;

        private void fail(Exception e) {
            Exception first = failure;
            if (first == null) {
                failure = e;
            } else {
                first.addSuppressed(e);
            }
        }

        @Actor
        public void one() {
            fail(new IllegalStateException("one"));
        }

        @Actor
        public void other() {
            fail(new IllegalStateException("other"));
        }

        @Arbiter
        public void end(I_Result r) {
            Exception first = failure;
            r.r1 = first == null ? 0 : 1 + first.getSuppressed().length;
        }
    }
}
