package dev.heddle.benchmarks.scheduler;

import dev.heddle.scheduler.Scheduler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * How much of a switch is the JDK's: two virtual threads that park and unpark each other, once on
 * the least that can run them, a queue that one thread empties, and once on Heddle with one worker,
 * in turn.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar --add-opens java.base/java.lang=ALL-UNNAMED
 * dev.heddle.benchmarks.scheduler.SwitchFloor}
 */
public final class SwitchFloor {
    private static final int SWITCHES = 2_000_000;
    private static final int WARM_UP = 4;
    private static final int ROUNDS = 11;

    private SwitchFloor() {}

    /** Prints nanoseconds a switch: the median and the extremes of the rounds. */
    public static void main(String[] args) throws Throwable {
        double[] bare = new double[ROUNDS];
        double[] heddle = new double[ROUNDS];
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                double onQueue = onQueue();
                double onHeddle = onHeddle(scheduler.threadFactory());
                if (round >= 0) {
                    bare[round] = onQueue;
                    heddle[round] = onHeddle;
                }
            }
        }
        print("virtual threads on a bare queue", bare);
        print("goroutines, parallelism 1", heddle);
    }

    private static void print(String what, double[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%-32s %6.1f ns a switch [%.1f..%.1f]%n",
                what,
                nanos[ROUNDS / 2],
                nanos[0],
                nanos[ROUNDS - 1]);
    }

    private static double onQueue() throws Throwable {
        Queue<Runnable> queue = new ArrayDeque<>();
        ThreadFactory factory = factoryOn(queue::add);
        CountDownLatch done = startPair(factory);
        long start = System.nanoTime();
        for (Runnable task; (task = queue.poll()) != null; ) {
            task.run();
        }
        double nanos = (double) (System.nanoTime() - start) / SWITCHES;
        done.await();
        return nanos;
    }

    private static double onHeddle(ThreadFactory factory) throws InterruptedException {
        long start = System.nanoTime();
        startPair(factory).await();
        return (double) (System.nanoTime() - start) / SWITCHES;
    }

    private static CountDownLatch startPair(ThreadFactory factory) {
        CountDownLatch done = new CountDownLatch(2);
        Pair pair = new Pair();
        for (int i = 0; i < 2; i++) {
            int me = i;
            pair.threads[i] =
                    factory.newThread(
                            () -> {
                                pair.play(me);
                                done.countDown();
                            });
        }
        pair.threads[0].start();
        pair.threads[1].start();
        return done;
    }

    /** Two threads that take turns. */
    private static final class Pair {
        final Thread[] threads = new Thread[2];
        private volatile int turn;

        void play(int me) {
            for (int i = 0; i < SWITCHES / 2; i++) {
                while (turn != me) {
                    LockSupport.park();
                }
                turn = 1 - me;
                LockSupport.unpark(threads[1 - me]);
            }
        }
    }

    /** Virtual threads run by an executor: what the JDK has, and does not export. */
    private static ThreadFactory factoryOn(Executor executor) throws ReflectiveOperationException {
        MethodHandle newThread =
                MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                        .findStatic(
                                Class.forName("java.lang.ThreadBuilders"),
                                "newVirtualThread",
                                MethodType.methodType(
                                        Thread.class,
                                        Executor.class,
                                        String.class,
                                        int.class,
                                        Runnable.class));
        return task -> {
            try {
                return (Thread) newThread.invoke(executor, null, 0, task);
            } catch (Throwable e) {
                throw new IllegalStateException("cannot make a virtual thread", e);
            }
        };
    }
}
