package dev.heddle.benchmarks.compare;

import static dev.heddle.benchmarks.compare.Values.check;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;

/** Units that exclude one another. */
final class LockWorkloads {
    private final ThreadPeer peer;

    LockWorkloads(ThreadPeer peer) {
        this.peer = peer;
    }

    void run(Workload workload, int n) throws Exception {
        switch (workload.row()) {
            case MUTEX_1, MUTEX_8, MUTEX_1000 -> mutex(workload, n);
            case MUTEX_CANCEL -> cancelled(workload, n);
            case SEMAPHORE -> semaphore(workload, n);
            default -> throw new IllegalArgumentException("not a row of locks: " + workload);
        }
    }

    private static final class Guarded {
        long count;
    }

    private void mutex(Workload workload, int n) throws Exception {
        Lock lock = peer.mutex();
        Guarded guarded = new Guarded();
        peer.together(
                workload.units(),
                n,
                share -> {
                    for (int i = 0; i < share; i++) {
                        lock.lock();
                        try {
                            guarded.count++;
                        } finally {
                            lock.unlock();
                        }
                    }
                });
        check(guarded.count, n);
    }

    private void cancelled(Workload workload, int n) throws Exception {
        Lock lock = peer.mutex();
        AtomicInteger cancelled = new AtomicInteger();
        for (int left = n; left > 0; left -= workload.units()) {
            lock.lock();
            try {
                cancelWaiters(lock, workload.units(), cancelled);
            } finally {
                lock.unlock();
            }
        }
        check(cancelled.get(), n);
    }

    private void cancelWaiters(Lock lock, int count, AtomicInteger cancelled) throws Exception {
        List<Thread> waiters = new ArrayList<>();
        CountDownLatch there = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            waiters.add(
                    peer.start(
                            () -> {
                                there.countDown();
                                try {
                                    lock.lockInterruptibly();
                                    lock.unlock();
                                } catch (InterruptedException expected) {
                                    cancelled.incrementAndGet();
                                }
                            }));
        }
        there.await();
        waiters.forEach(Thread::interrupt);
        ThreadPeer.joinAll(waiters);
    }

    private void semaphore(Workload workload, int n) throws Exception {
        Permits permits = peer.permits(workload.capacity());
        LongAdder held = new LongAdder();
        peer.together(
                workload.units(),
                n,
                share -> {
                    int seed = 1;
                    int done = 0;
                    for (int i = 0; i < share; i++) {
                        permits.acquire();
                        seed = Work.churn(seed);
                        permits.release();
                        seed = Work.churn(seed);
                        done += seed == 0 ? 0 : 1;
                    }
                    held.add(done);
                });
        check(held.sum(), n);
    }
}
