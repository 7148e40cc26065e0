package dev.heddle.benchmarks.compare;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TransferQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** The JDK: virtual threads on its default scheduler, with java.util.concurrent. */
final class JdkPeer extends ThreadPeer {
    private static final Runnable NOTHING = () -> {};

    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);

    JdkPeer() {
        timers.setRemoveOnCancelPolicy(true);
    }

    @Override
    public boolean supports(Row row) {
        return VirtualThreads.supports(row) && super.supports(row);
    }

    @Override
    Thread start(Body body) {
        return VirtualThreads.start(body);
    }

    /** Hands over. */
    private record TransferPipe(TransferQueue<Integer> queue) implements Pipe {
        @Override
        public void send(Integer value) throws InterruptedException {
            queue.transfer(value);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return queue.take();
        }

        @Override
        public @Nullable Integer receive(long timeoutMillis) throws InterruptedException {
            return queue.poll(timeoutMillis, TimeUnit.MILLISECONDS);
        }
    }

    /** Keeps some. */
    private record BlockingPipe(BlockingQueue<Integer> queue) implements Pipe {
        @Override
        public void send(Integer value) throws InterruptedException {
            queue.put(value);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return queue.take();
        }

        @Override
        public @Nullable Integer receive(long timeoutMillis) throws InterruptedException {
            return queue.poll(timeoutMillis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    Pipe pipe(int capacity) {
        return switch (capacity) {
            case 0 -> new TransferPipe(new LinkedTransferQueue<>());
            case Row.UNBOUNDED -> new BlockingPipe(new LinkedTransferQueue<>());
            default -> new BlockingPipe(new ArrayBlockingQueue<>(capacity));
        };
    }

    @Override
    Lock mutex() {
        return new ReentrantLock();
    }

    @Override
    Permits permits(int count) {
        return new SemaphorePermits(new Semaphore(count));
    }

    private record SemaphorePermits(Semaphore semaphore) implements Permits {
        @Override
        public void acquire() throws InterruptedException {
            semaphore.acquire();
        }

        @Override
        public void release() {
            semaphore.release();
        }
    }

    @Override
    void createAndStopTimer(long millis) {
        if (!timers.schedule(NOTHING, millis, TimeUnit.MILLISECONDS).cancel(false)) {
            throw new IllegalStateException("fired");
        }
    }

    @Override
    Runnable armTimer(long millis) {
        Future<?> timer = timers.schedule(NOTHING, millis, TimeUnit.MILLISECONDS);
        return () -> timer.cancel(false);
    }

    /** One is a timer, the other the timeout of the wait for it: what a program would do. */
    @Override
    void raceTimers(long firstMillis, long lastMillis) throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        timers.schedule(first::countDown, firstMillis, TimeUnit.MILLISECONDS);
        if (!first.await(lastMillis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the later one came first");
        }
    }
}
