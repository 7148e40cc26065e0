package dev.heddle.benchmarks.compare;

import static dev.heddle.benchmarks.compare.Values.check;
import static dev.heddle.benchmarks.compare.Values.sum;
import static dev.heddle.benchmarks.compare.Values.value;

import java.util.ArrayList;
import java.util.List;

/** Values through channels. */
final class ChannelWorkloads {
    private static final int WAYS = 10;

    private final ThreadPeer peer;

    ChannelWorkloads(ThreadPeer peer) {
        this.peer = peer;
    }

    void run(Workload workload, int n) throws Exception {
        int units = workload.units();
        switch (workload.row()) {
            case PING_PONG -> pingPong(n);
            case PAIR_0, PAIR_1, PAIR_16, PAIR_128, PAIR_1024, PAIR_UNBOUNDED ->
                    pairs(workload, n, 1);
            case ALONE -> alone(workload, n, 1);
            case FILL -> alone(workload, n, units);
            case PARALLEL, PARALLEL_0 -> pairs(workload, n, units);
            case TIMED_RECEIVE -> timedReceive(n);
            case MANY_4, MANY_4_0, MANY_100 -> many(workload, n, units, units);
            case FAN_IN -> many(workload, n, units, 1);
            case FAN_OUT -> many(workload, n, 1, units);
            case CHAIN, CHAIN_16 -> chain(workload, n);
            case RING -> ring(workload, n);
            case SKYNET -> check(skynet(0, n), (long) n * (n - 1) / 2);
            default -> throw new IllegalArgumentException("not a row of channels: " + workload);
        }
    }

    static void sendAll(Pipe pipe, int n) throws InterruptedException {
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
        Pipe there = peer.pipe(0);
        Pipe back = peer.pipe(0);
        Thread other =
                peer.start(
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

    private void pairs(Workload workload, int n, int pairs) throws Exception {
        int each = n / pairs;
        List<Thread> senders = new ArrayList<>();
        List<Pipe> pipes = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            Pipe pipe = peer.pipe(workload.capacity());
            pipes.add(pipe);
            senders.add(peer.start(() -> sendAll(pipe, each)));
        }
        if (pairs == 1) {
            check(receiveAll(pipes.getFirst(), each), sum(each));
        } else {
            receiveFromEach(pipes, each);
        }
        ThreadPeer.joinAll(senders);
    }

    private void receiveFromEach(List<Pipe> pipes, int each) throws InterruptedException {
        List<Thread> receivers = new ArrayList<>();
        long[] sums = new long[pipes.size()];
        for (int i = 0; i < sums.length; i++) {
            int index = i;
            receivers.add(peer.start(() -> sums[index] = receiveAll(pipes.get(index), each)));
        }
        ThreadPeer.joinAll(receivers);
        for (long sum : sums) {
            check(sum, sum(each));
        }
    }

    private void alone(Workload workload, int n, int filling) throws InterruptedException {
        Pipe pipe = peer.pipe(workload.capacity());
        long sum = 0;
        for (int i = 0; i < n; i += filling) {
            sendAll(pipe, filling);
            sum += receiveAll(pipe, filling);
        }
        check(sum, n / filling * sum(filling));
    }

    private void timedReceive(int n) throws Exception {
        Pipe pipe = peer.pipe(0);
        Thread sender = peer.start(() -> sendAll(pipe, n));
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

    private void many(Workload workload, int n, int senders, int receivers) throws Exception {
        Pipe pipe = peer.pipe(workload.capacity());
        long[] sums = new long[receivers];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            threads.add(peer.start(() -> sendAll(pipe, n / senders)));
        }
        for (int i = 0; i < receivers; i++) {
            int index = i;
            threads.add(peer.start(() -> sums[index] = receiveAll(pipe, n / receivers)));
        }
        ThreadPeer.joinAll(threads);
        long sum = 0;
        for (long part : sums) {
            sum += part;
        }
        check(sum, senders * sum(n / senders));
    }

    private void chain(Workload workload, int n) throws Exception {
        int values = n / workload.units();
        Pipe first = peer.pipe(workload.capacity());
        Pipe last = first;
        for (int i = 0; i < workload.units(); i++) {
            Pipe from = last;
            Pipe to = peer.pipe(workload.capacity());
            peer.start(
                    () -> {
                        for (int j = 0; j < values; j++) {
                            to.send(from.receive());
                        }
                    });
            last = to;
        }
        Thread sender = peer.start(() -> sendAll(first, values));
        check(receiveAll(last, values), sum(values));
        sender.join();
    }

    private void ring(Workload workload, int n) throws Exception {
        int laps = n / workload.units();
        Pipe first = peer.pipe(0);
        Pipe last = first;
        for (int i = 1; i < workload.units(); i++) {
            Pipe from = last;
            Pipe to = peer.pipe(0);
            peer.start(
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

    private long skynet(int number, int size) throws Exception {
        if (size == 1) {
            return number;
        }
        int part = size / WAYS;
        Pipe results = peer.pipe(0);
        long[] sums = new long[WAYS];
        for (int i = 0; i < WAYS; i++) {
            int index = i;
            peer.start(
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
}
