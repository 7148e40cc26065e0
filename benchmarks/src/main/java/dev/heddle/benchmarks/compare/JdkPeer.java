package dev.heddle.benchmarks.compare;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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
    Thread start(Work work) {
        return VirtualThreads.start(work);
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
        return capacity == 0
                ? new TransferPipe(new LinkedTransferQueue<>())
                : new BlockingPipe(new ArrayBlockingQueue<>(capacity));
    }

    @Override
    Lock mutex() {
        return new ReentrantLock();
    }

    @Override
    void createAndStopTimer(long millis) {
        if (!timers.schedule(NOTHING, millis, TimeUnit.MILLISECONDS).cancel(false)) {
            throw new IllegalStateException("fired");
        }
    }
}
