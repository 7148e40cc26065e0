package dev.heddle.benchmarks.scheduler;

import dev.heddle.scheduler.Scheduler;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * What a switch costs: two virtual threads that park and unpark each other, in turn on the least
 * that can run them, a queue that one thread empties; on Heddle with one worker, which shows how
 * much of a switch is the JDK's; and with two workers, which shows what it costs if one of them is
 * woken for nothing: then it steals one of the pair.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar --add-opens java.base/java.lang=ALL-UNNAMED
 * dev.heddle.benchmarks.scheduler.SwitchFloor}
 */
@Command(
        name = "switch-floor",
        mixinStandardHelpOptions = true,
        description = "Prints nanoseconds a switch, and how many tasks were stolen a round.")
public final class SwitchFloor implements Callable<Integer> {
    private static final int WARM_UP = 4;

    @Option(
            names = "--switches",
            defaultValue = "2000000",
            description = "how often the pair switches in a round (${DEFAULT-VALUE})")
    private int switches = 2_000_000;

    @Option(
            names = "--rounds",
            defaultValue = "11",
            description = "how many rounds, after some that do not count (${DEFAULT-VALUE})")
    private int rounds = 11;

    @Option(
            names = {"-P", "--parallelism"},
            split = ",",
            description = "the workers of Heddle's schedulers (${DEFAULT-VALUE})")
    private List<Integer> parallelism = List.of(1, 2);

    private SwitchFloor() {}

    /** Prints nanoseconds a switch and the steals of a round: median and extremes of the rounds. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new SwitchFloor()).execute(args));
    }

    /** Somebody who runs the pair, and what its rounds found. */
    private abstract static class Contender {
        final List<Double> nanos = new ArrayList<>();
        final List<Double> steals = new ArrayList<>();

        /** The tasks stolen so far. */
        abstract long stolen();

        /** Runs a pair; the nanoseconds from its start to its end. */
        abstract long run(int switches) throws ReflectiveOperationException, InterruptedException;

        final void round(int switches, boolean counts)
                throws ReflectiveOperationException, InterruptedException {
            long before = stolen();
            double each = (double) run(switches) / switches;
            if (counts) {
                nanos.add(each);
                steals.add((double) (stolen() - before));
            }
        }
    }

    @Override
    public Integer call() throws ReflectiveOperationException, InterruptedException {
        Map<String, Contender> contenders = new LinkedHashMap<>();
        contenders.put("virtual threads on a bare queue", new Bare());
        List<Scheduler> schedulers = new ArrayList<>();
        for (int p : parallelism) {
            Scheduler scheduler = Scheduler.builder().parallelism(p).build();
            schedulers.add(scheduler);
            contenders.put("goroutines, parallelism " + p, new OnHeddle(scheduler));
        }
        for (int round = -WARM_UP; round < rounds; round++) {
            for (Contender contender : contenders.values()) {
                contender.round(switches, round >= 0);
            }
        }
        schedulers.forEach(Scheduler::close);
        contenders.forEach(SwitchFloor::print);
        return 0;
    }

    private static void print(String what, Contender found) {
        double[] nanos = sorted(found.nanos);
        double[] steals = sorted(found.steals);
        System.out.printf(
                Locale.ROOT,
                "%-32s %6.1f ns a switch [%.1f..%.1f], %,.0f stolen [%,.0f..%,.0f]%n",
                what,
                nanos[nanos.length / 2],
                nanos[0],
                nanos[nanos.length - 1],
                steals[steals.length / 2],
                steals[0],
                steals[steals.length - 1]);
    }

    private static double[] sorted(List<Double> figures) {
        return figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static final class Bare extends Contender {
        @Override
        long stolen() {
            return 0;
        }

        @Override
        long run(int switches) throws ReflectiveOperationException, InterruptedException {
            Queue<Runnable> queue = new ArrayDeque<>();
            CountDownLatch done = startPair(factoryOn(queue::add), switches);
            long start = System.nanoTime();
            for (Runnable task; (task = queue.poll()) != null; ) {
                task.run();
            }
            long nanos = System.nanoTime() - start;
            done.await();
            return nanos;
        }
    }

    private static final class OnHeddle extends Contender {
        private final Scheduler scheduler;

        OnHeddle(Scheduler scheduler) {
            this.scheduler = scheduler;
        }

        @Override
        long stolen() {
            return scheduler.stats().stealsWon();
        }

        @Override
        long run(int switches) throws InterruptedException {
            long start = System.nanoTime();
            startPair(scheduler.threadFactory(), switches).await();
            return System.nanoTime() - start;
        }
    }

    private static CountDownLatch startPair(ThreadFactory factory, int switches) {
        CountDownLatch done = new CountDownLatch(2);
        Pair pair = new Pair();
        for (int i = 0; i < 2; i++) {
            int me = i;
            pair.threads[i] =
                    factory.newThread(
                            () -> {
                                pair.play(me, switches / 2);
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

        void play(int me, int turns) {
            for (int i = 0; i < turns; i++) {
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
