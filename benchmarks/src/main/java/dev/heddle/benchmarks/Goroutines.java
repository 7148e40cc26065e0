package dev.heddle.benchmarks;

import dev.heddle.scheduler.Scheduler;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/**
 * Who runs the virtual threads of a benchmark. Both sides take their parallelism from the command
 * line of the JVM, as their users would set it:
 *
 * <ul>
 *   <li>{@code -Dheddle.parallelism=N};
 *   <li>{@code -Djdk.virtualThreadScheduler.parallelism=N
 *       -Djdk.virtualThreadScheduler.maxPoolSize=N}.
 * </ul>
 */
public enum Goroutines {
    /** The shared scheduler of Heddle. */
    HEDDLE {
        @Override
        public ThreadFactory factory() {
            return Scheduler.shared().threadFactory();
        }
    },

    /** The default scheduler of the JDK. */
    JDK {
        @Override
        public ThreadFactory factory() {
            return Thread.ofVirtual().factory();
        }
    };

    /** What makes goroutines of this kind. */
    public abstract ThreadFactory factory();

    /** Runs {@code main} on a goroutine and waits until it calls {@code done.countDown()}. */
    public void runUntil(CountDownLatch done, Runnable main) throws InterruptedException {
        factory().newThread(main).start();
        done.await();
    }
}
