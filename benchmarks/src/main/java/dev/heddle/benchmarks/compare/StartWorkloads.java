package dev.heddle.benchmarks.compare;

import static dev.heddle.benchmarks.compare.Values.check;
import static dev.heddle.benchmarks.compare.Values.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** Units that start, yield and end. */
final class StartWorkloads {
    private static final long TASK_NANOS = 10_000;
    private static final int WORDS_A_KILOBYTE = 256;

    private static final ThreadPeer.Body NOTHING = () -> {};

    private final ThreadPeer peer;

    /** What units of {@link Row#CACHE} had in an earlier run: to make it would take longer. */
    private final Queue<int[]> memories = new ConcurrentLinkedQueue<>();

    StartWorkloads(ThreadPeer peer) {
        this.peer = peer;
    }

    void run(Workload workload, int n) throws Exception {
        switch (workload.row()) {
            case SPAWN -> batches(workload, n, NOTHING);
            case SPAWN_YIELD -> batches(workload, n, Thread::yield);
            case BATCH -> batches(workload, n, () -> Work.burn(TASK_NANOS));
            case SHORT_PING_PONG -> shortPingPongs(workload, n);
            case CHAINED_SPAWN -> chainedSpawn(n);
            case YIELD -> peer.together(workload.units(), n, StartWorkloads::yieldTimes);
            case CACHE, CACHE_32M -> turns(workload, n);
            default -> throw new IllegalArgumentException("not a row of starts: " + workload);
        }
    }

    /** From a thread that is no unit. */
    void runOutside(Workload workload, int n) throws Exception {
        if (workload.row() == Row.EXTERNAL) {
            batches(workload, n, NOTHING);
            return;
        }
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> busy = new ArrayList<>();
        for (int i = Integer.getInteger("heddle.parallelism", 2); i > 0; i--) {
            busy.add(
                    peer.start(
                            () -> {
                                while (!stop.get()) {
                                    Thread.yield();
                                }
                            }));
        }
        batches(workload, n, NOTHING);
        stop.set(true);
        ThreadPeer.joinAll(busy);
    }

    private void batches(Workload workload, int n, ThreadPeer.Body body) throws Exception {
        int units = workload.units();
        for (int left = n; left > 0; left -= units) {
            CountDownLatch ended = new CountDownLatch(units);
            for (int i = 0; i < units; i++) {
                peer.start(
                        () -> {
                            body.run();
                            ended.countDown();
                        });
            }
            ended.await();
        }
    }

    private void shortPingPongs(Workload workload, int n) throws Exception {
        LongAdder right = new LongAdder();
        batches(
                workload,
                n,
                () -> {
                    Pipe there = peer.pipe(0);
                    Pipe back = peer.pipe(0);
                    peer.start(() -> back.send(there.receive() + 1));
                    there.send(value(1));
                    right.add(back.receive() - 1);
                });
        check(right.sum(), n);
    }

    private void chainedSpawn(int n) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        peer.start(new Link(n, ended));
        ended.await();
    }

    private final class Link implements ThreadPeer.Body {
        private int left;
        private final CountDownLatch ended;

        Link(int left, CountDownLatch ended) {
            this.left = left;
            this.ended = ended;
        }

        @Override
        public void run() {
            if (--left <= 0) {
                ended.countDown();
            } else {
                peer.start(this);
            }
        }
    }

    private static void yieldTimes(int n) {
        for (int i = 0; i < n; i++) {
            Thread.yield();
        }
    }

    private void turns(Workload workload, int n) throws Exception {
        int words = workload.capacity() * WORDS_A_KILOBYTE;
        LongAdder total = new LongAdder();
        peer.together(
                workload.units(),
                n,
                share -> {
                    int[] own = memory(words);
                    long sum = 0;
                    for (int i = 0; i < share; i++) {
                        for (int word : own) {
                            sum += word;
                        }
                        Thread.yield();
                    }
                    total.add(sum);
                    memories.add(own);
                });
        check(total.sum(), (long) n * words);
    }

    private int[] memory(int words) {
        int[] used = memories.poll();
        if (used != null) {
            return used;
        }
        int[] fresh = new int[words];
        Arrays.fill(fresh, 1);
        return fresh;
    }
}
