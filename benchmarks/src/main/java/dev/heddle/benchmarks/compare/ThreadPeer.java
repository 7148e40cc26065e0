package dev.heddle.benchmarks.compare;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Lock;

/**
 * The workloads for runtimes whose units are Java threads. What differs between them is abstract;
 * each process loads one of them, so that the calls are as direct as in a program written for it.
 */
abstract class ThreadPeer implements Peer {
    private static final int MASK = 127;
    private static final int WAYS = 10;

    private static final Set<Row> SELECTS = EnumSet.of(Row.SELECT_2, Row.SELECT_4);

    /** What starts a unit. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    abstract Thread start(Work work);

    abstract Pipe pipe(int capacity);

    /** Null if the runtime has no select. */
    @Nullable Gathering gathering(List<Pipe> pipes) {
        return null;
    }

    abstract Lock mutex();

    abstract void createAndStopTimer(long millis);

    boolean hasTimedReceive() {
        return true;
    }

    @Override
    public boolean supports(Row row) {
        if (SELECTS.contains(row)) {
            return gathering(List.of(pipe(1), pipe(1))) != null;
        }
        return row != Row.TIMED_RECEIVE || hasTimedReceive();
    }

    @Override
    public final void run(Row row, int operations) throws Exception {
        if (row == Row.EXTERNAL) {
            spawn(row, operations);
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread main =
                start(
                        () -> {
                            try {
                                runInside(row, operations);
                                done.complete(null);
                            } catch (Throwable e) {
                                done.completeExceptionally(e);
                            }
                        });
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(row + " failed", e.getCause());
        }
        main.join();
    }

    private void runInside(Row row, int n) throws Exception {
        switch (row) {
            case PING_PONG -> pingPong(n);
            case PAIR_0, PAIR_1, PAIR_16, PAIR_128, PAIR_1024 -> pairs(row, n, 1);
            case TIMED_RECEIVE -> timedReceive(n);
            case PARALLEL -> pairs(row, n, row.units());
            case MANY_4, MANY_100 -> many(row, n, row.units());
            case FAN_IN -> many(row, n, 1);
            case SELECT_2, SELECT_4 -> select(row, n);
            case CHAIN -> chain(row, n);
            case RING -> ring(row, n);
            case SPAWN, EXTERNAL -> spawn(row, n);
            case CHAINED_SPAWN -> chainedSpawn(n);
            case YIELD -> together(row.units(), n, ThreadPeer::yieldTimes);
            case MUTEX_1, MUTEX_8, MUTEX_1000 -> mutex(row, n);
            case TIMER_STOP -> {
                for (int i = 0; i < n; i++) {
                    createAndStopTimer(Row.NEVER_REACHED_MILLIS);
                }
            }
            case SLEEPS -> together(n, n, share -> Thread.sleep(1));
            case SKYNET -> {
                long sum = skynet(0, n);
                check(sum, (long) n * (n - 1) / 2);
            }
        }
    }

    private static Integer value(int i) {
        return i & MASK;
    }

    private static long sum(int n) {
        long rounds = n / (MASK + 1);
        long rest = n % (MASK + 1);
        return rounds * MASK * (MASK + 1) / 2 + rest * (rest - 1) / 2;
    }

    private static void check(long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException("wrong result: " + actual + ", not " + expected);
        }
    }

    private static void sendAll(Pipe pipe, int n) throws InterruptedException {
        for (int i = 0; i < n; i++) {
            pipe.send(value(i));
        }
    }

    private static long receiveAll(Pipe pipe, int n) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < n; i++) {
            sum += pipe.receive();
        }
        return sum;
    }

    private void pingPong(int n) throws Exception {
        Pipe there = pipe(0);
        Pipe back = pipe(0);
        Thread other =
                start(
                        () -> {
                            for (int i = 0; i < n; i++) {
                                back.send(there.receive());
                            }
                        });
        long sum = 0;
        for (int i = 0; i < n; i++) {
            there.send(value(i));
            sum += back.receive();
        }
        other.join();
        check(sum, sum(n));
    }

    private void pairs(Row row, int n, int pairs) throws Exception {
        int each = n / pairs;
        List<Thread> senders = new ArrayList<>();
        List<Pipe> pipes = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            Pipe pipe = pipe(row.capacity());
            pipes.add(pipe);
            senders.add(start(() -> sendAll(pipe, each)));
        }
        if (pairs == 1) {
            check(receiveAll(pipes.getFirst(), each), sum(each));
        } else {
            List<Thread> receivers = new ArrayList<>();
            long[] sums = new long[pairs];
            for (int i = 0; i < pairs; i++) {
                int index = i;
                receivers.add(start(() -> sums[index] = receiveAll(pipes.get(index), each)));
            }
            joinAll(receivers);
            for (long sum : sums) {
                check(sum, sum(each));
            }
        }
        joinAll(senders);
    }

    private void timedReceive(int n) throws Exception {
        Pipe pipe = pipe(0);
        Thread sender = start(() -> sendAll(pipe, n));
        long sum = 0;
        for (int i = 0; i < n; i++) {
            Integer value = pipe.receive(Row.NEVER_REACHED_MILLIS);
            if (value == null) {
                throw new IllegalStateException("timed out");
            }
            sum += value;
        }
        sender.join();
        check(sum, sum(n));
    }

    private void many(Row row, int n, int receivers) throws Exception {
        int senders = row.units();
        Pipe pipe = pipe(row.capacity());
        long[] sums = new long[receivers];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            threads.add(start(() -> sendAll(pipe, n / senders)));
        }
        for (int i = 0; i < receivers; i++) {
            int index = i;
            threads.add(start(() -> sums[index] = receiveAll(pipe, n / receivers)));
        }
        joinAll(threads);
        long sum = 0;
        for (long part : sums) {
            sum += part;
        }
        check(sum, senders * sum(n / senders));
    }

    private void select(Row row, int n) throws Exception {
        List<Pipe> pipes = new ArrayList<>();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < row.units(); i++) {
            Pipe pipe = pipe(row.capacity());
            pipes.add(pipe);
            senders.add(start(() -> sendAll(pipe, n / row.units())));
        }
        Gathering gathering = gathering(pipes);
        if (gathering == null) {
            throw new IllegalStateException("no select");
        }
        long sum = 0;
        for (int i = 0; i < n; i++) {
            sum += gathering.receiveAny();
        }
        joinAll(senders);
        check(sum, row.units() * sum(n / row.units()));
    }

    private void chain(Row row, int n) throws Exception {
        int values = n / row.units();
        Pipe first = pipe(row.capacity());
        Pipe last = first;
        for (int i = 0; i < row.units(); i++) {
            Pipe from = last;
            Pipe to = pipe(row.capacity());
            start(
                    () -> {
                        for (int j = 0; j < values; j++) {
                            to.send(from.receive());
                        }
                    });
            last = to;
        }
        Thread sender = start(() -> sendAll(first, values));
        check(receiveAll(last, values), sum(values));
        sender.join();
    }

    private void ring(Row row, int n) throws Exception {
        int laps = n / row.units();
        Pipe first = pipe(0);
        Pipe last = first;
        for (int i = 1; i < row.units(); i++) {
            Pipe from = last;
            Pipe to = pipe(0);
            start(
                    () -> {
                        for (int j = 0; j < laps; j++) {
                            to.send(from.receive() + 1);
                        }
                    });
            last = to;
        }
        int token = 0;
        for (int j = 0; j < laps; j++) {
            first.send(token);
            token = last.receive() + 1;
        }
        check(token, n);
    }

    private void spawn(Row row, int n) throws Exception {
        for (int left = n; left > 0; left -= row.units()) {
            CountDownLatch ended = new CountDownLatch(row.units());
            for (int i = 0; i < row.units(); i++) {
                start(ended::countDown);
            }
            ended.await();
        }
    }

    private void chainedSpawn(int n) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        start(new Link(n, ended));
        ended.await();
    }

    private final class Link implements Work {
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
                start(this);
            }
        }
    }

    private static void yieldTimes(int n) {
        for (int i = 0; i < n; i++) {
            Thread.yield();
        }
    }

    private static final class Guarded {
        long count;
    }

    private void mutex(Row row, int n) throws Exception {
        Lock lock = mutex();
        Guarded guarded = new Guarded();
        together(
                row.units(),
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

    /** What one of several units does. */
    @FunctionalInterface
    private interface Share {
        void run(int operations) throws Exception;
    }

    private void together(int units, int n, Share share) throws Exception {
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

    private long skynet(int number, int size) throws Exception {
        if (size == 1) {
            return number;
        }
        int part = size / WAYS;
        Pipe results = pipe(0);
        long[] sums = new long[WAYS];
        for (int i = 0; i < WAYS; i++) {
            int index = i;
            start(
                    () -> {
                        sums[index] = skynet(number + index * part, part);
                        results.send(index);
                    });
        }
        long sum = 0;
        for (int i = 0; i < WAYS; i++) {
            sum += sums[results.receive()];
        }
        return sum;
    }

    private static void joinAll(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
