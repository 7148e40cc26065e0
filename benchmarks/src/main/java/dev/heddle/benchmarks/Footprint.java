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
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Bytes of heap that one of each kind takes, out of many.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar --add-opens java.base/java.lang=ALL-UNNAMED
 * dev.heddle.benchmarks.Footprint}
 */
public final class Footprint {
    private static final int MANY = 500_000;
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private Footprint() {}

    /** Prints one line a kind. */
    public static void main(String[] args) throws InterruptedException {
        print("unbuffered channel", i -> Channel.unbuffered());
        print("channel of capacity 1", i -> Channel.buffered(1));
        print("channel of capacity 16", i -> Channel.buffered(16));
        print("channel of capacity 1,000,000, empty", i -> Channel.buffered(1_000_000));
        print("unbounded channel, empty", i -> Channel.unbounded());
        print("Mutex", i -> new Mutex());
        print("RwMutex", i -> new RwMutex());
        print("WaitGroup", i -> new WaitGroup());
        print("Semaphore", i -> new Semaphore(1));
        TimerService timers = Timers.system();
        Runnable nothing = () -> {};
        print("armed timer", i -> timers.schedule(AN_HOUR.plusNanos(i), nothing));
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
    }

    private static void print(String what, IntFunction<Object> factory)
            throws InterruptedException {
        Object[] kept = new Object[MANY];
        long before = Heap.used();
        for (int i = 0; i < MANY; i++) {
            kept[i] = factory.apply(i);
        }
        long after = Heap.used();
        print(what, (double) (after - before) / kept.length);
    }

    /** Twice, because frames that are not compiled yet are larger. */
    private static void goroutines(String what, Runnable wait) throws InterruptedException {
        bytesOfGoroutine(wait);
        print(what, bytesOfGoroutine(wait));
    }

    private static double bytesOfGoroutine(Runnable wait) throws InterruptedException {
        Scheduler scheduler = Scheduler.builder().deadlockDetection(false).build();
        Thread[] threads = new Thread[MANY];
        CountDownLatch running = new CountDownLatch(MANY);
        long before = Heap.used();
        for (int i = 0; i < MANY; i++) {
            threads[i] =
                    scheduler.go(
                            () -> {
                                running.countDown();
                                wait.run();
                            });
        }
        running.await();
        long after = Heap.used();
        scheduler.shutdownNow();
        scheduler.close();
        return (double) (after - before) / threads.length;
    }

    private static void print(String what, double bytes) {
        System.out.printf(Locale.ROOT, "%-40s %6.0f bytes%n", what, bytes);
    }
}
