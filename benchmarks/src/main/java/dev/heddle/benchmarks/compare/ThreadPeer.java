package dev.heddle.benchmarks.compare;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Lock;

/**
 * A runtime whose units are Java threads. What differs between such runtimes is abstract; each
 * process loads one of them, so that the calls are as direct as in a program written for it.
 */
abstract class ThreadPeer implements Peer {
    /** What a workload answers that does not measure itself. */
    static final long WHOLE_RUN = -1;

    /** What starts a unit. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    /** What one of several units does. */
    @FunctionalInterface
    interface Share {
        void run(int operations) throws Exception;
    }

    private final ChannelWorkloads channels = new ChannelWorkloads(this);
    private final SelectWorkloads selects = new SelectWorkloads(this);
    private final StartWorkloads starts = new StartWorkloads(this);
    private final LockWorkloads locks = new LockWorkloads(this);
    private final TimeWorkloads times = new TimeWorkloads(this);

    abstract Thread start(Body body);

    /** {@link Row#UNBOUNDED} is a capacity, too. */
    abstract Pipe pipe(int capacity);

    /** Null if the runtime has no select. */
    @Nullable Gathering gathering(List<Pipe> pipes) {
        return null;
    }

    /** Null if the runtime has no select. */
    @Nullable Scattering scattering(List<Pipe> pipes) {
        return null;
    }

    abstract Lock mutex();

    abstract Permits permits(int count);

    abstract void createAndStopTimer(long millis);

    /** Arms a timer; the answer stops it. */
    abstract Runnable armTimer(long millis);

    /** Waits for what comes first. */
    abstract void raceTimers(long firstMillis, long lastMillis) throws InterruptedException;

    @Override
    public boolean supports(Row row) {
        return row.kind() != Row.Kind.SELECT || gathering(List.of(pipe(1))) != null;
    }

    @Override
    public final long run(Workload workload, int operations) throws Exception {
        long start = System.nanoTime();
        if (workload.row().kind() == Row.Kind.OUTSIDE) {
            starts.runOutside(workload, operations);
            return System.nanoTime() - start;
        }
        CompletableFuture<Long> done = new CompletableFuture<>();
        Thread main =
                start(
                        () -> {
                            try {
                                done.complete(runInside(workload, operations));
                            } catch (Throwable e) {
                                done.completeExceptionally(e);
                            }
                        });
        try {
            long measured = done.get();
            main.join();
            return measured == WHOLE_RUN ? System.nanoTime() - start : measured;
        } catch (ExecutionException e) {
            throw new IllegalStateException(workload + " failed", e.getCause());
        }
    }

    private long runInside(Workload workload, int n) throws Exception {
        switch (workload.row().kind()) {
            case CHANNEL -> channels.run(workload, n);
            case SELECT -> selects.run(workload, n);
            case START -> starts.run(workload, n);
            case LOCK -> locks.run(workload, n);
            case TIME -> {
                return times.run(workload, n);
            }
            case OUTSIDE -> throw new IllegalArgumentException("not inside: " + workload);
        }
        return WHOLE_RUN;
    }

    /** Runs it on so many units, or right here if it is one, until all have ended. */
    final void together(int units, int n, Share share) throws Exception {
        if (units == 1) {
            share.run(n);
            return;
        }
        CountDownLatch ended = new CountDownLatch(units);
        for (int i = 0; i < units; i++) {
            start(
                    () -> {
                        share.run(n / units);
                        ended.countDown();
                    });
        }
        ended.await();
    }

    static void joinAll(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
