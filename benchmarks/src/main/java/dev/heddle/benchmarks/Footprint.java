package dev.heddle.benchmarks;

import dev.heddle.channels.Channel;
import dev.heddle.scheduler.Scheduler;
import dev.heddle.sync.Mutex;
import dev.heddle.sync.RwMutex;
import dev.heddle.sync.Semaphore;
import dev.heddle.sync.WaitGroup;
import dev.heddle.timers.TimerService;
import dev.heddle.timers.Timers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Bytes of heap that one of each kind takes, out of many: Heddle's, and those of its peers. Go's
 * are shown by {@code benchmarks/go/footprint}, a connection's by {@code netpoll.IdleConnections}.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar --add-opens java.base/java.lang=ALL-UNNAMED
 * dev.heddle.benchmarks.Footprint}
 */
public final class Footprint {
    private static final int MANY = 500_000;
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Runnable NOTHING = () -> {};

    private Footprint() {}

    /** Prints one line a kind. */
    public static void main(String[] args) throws InterruptedException {
        kept("unbuffered channel", i -> Channel.unbuffered());
        kept("channel of capacity 1", i -> Channel.buffered(1));
        kept("channel of capacity 16", i -> Channel.buffered(16));
        kept("channel of capacity 1,000,000, empty", i -> Channel.buffered(1_000_000));
        kept("unbounded channel, empty", i -> Channel.unbounded());
        kept("Mutex", i -> new Mutex());
        kept("RwMutex", i -> new RwMutex());
        kept("WaitGroup", i -> new WaitGroup());
        kept("Semaphore", i -> new Semaphore(1));
        TimerService timers = Timers.system();
        kept("armed timer", i -> timers.schedule(AN_HOUR.plusNanos(i), NOTHING));
        goroutines("parked goroutine", LockSupport::park);
        goroutines(
                "goroutine that receives",
                () -> {
                    try {
                        Channel.<Integer>unbuffered().receive();
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                });
        PeerFootprint.print();
    }

    /** Prints what one takes of those that a factory makes. */
    static void kept(String what, IntFunction<Object> factory) throws InterruptedException {
        Object[] kept = new Object[MANY];
        long before = Heap.used();
        for (int i = 0; i < MANY; i++) {
            kept[i] = factory.apply(i);
        }
        long after = Heap.used();
        print(what, (double) (after - before) / kept.length);
    }

    private static void goroutines(String what, Runnable wait) throws InterruptedException {
        Scheduler scheduler = Scheduler.builder().deadlockDetection(false).build();
        units(
                what,
                running ->
                        scheduler.go(
                                () -> {
                                    running.countDown();
                                    wait.run();
                                }),
                Footprint::endAll);
        scheduler.shutdownNow();
        scheduler.close();
    }

    /** Ends units, and returns when they have ended. */
    @FunctionalInterface
    interface End<U> {
        void all(List<U> units) throws InterruptedException;
    }

    static void endAll(List<Thread> threads) throws InterruptedException {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /**
     * Prints what a unit takes that waits; of the second lot, because frames that are not compiled
     * yet are larger.
     *
     * @param start starts a unit that counts down and waits
     */
    static <U> void units(String what, Function<CountDownLatch, U> start, End<U> end)
            throws InterruptedException {
        bytesOfUnit(start, end);
        print(what, bytesOfUnit(start, end));
    }

    private static <U> double bytesOfUnit(Function<CountDownLatch, U> start, End<U> end)
            throws InterruptedException {
        List<U> units = new ArrayList<>(MANY);
        CountDownLatch running = new CountDownLatch(MANY);
        long before = Heap.used();
        for (int i = 0; i < MANY; i++) {
            units.add(start.apply(running));
        }
        running.await();
        long after = Heap.used();
        end.all(units);
        return (double) (after - before) / MANY;
    }

    private static void print(String what, double bytes) {
        System.out.printf(Locale.ROOT, "%-40s %6.0f bytes%n", what, bytes);
    }
}
