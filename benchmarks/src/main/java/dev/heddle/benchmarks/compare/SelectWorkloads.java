package dev.heddle.benchmarks.compare;

import static dev.heddle.benchmarks.compare.Values.check;
import static dev.heddle.benchmarks.compare.Values.sum;
import static dev.heddle.benchmarks.compare.Values.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Values through whichever channel is ready. */
final class SelectWorkloads {
    private final ThreadPeer peer;

    SelectWorkloads(ThreadPeer peer) {
        this.peer = peer;
    }

    void run(Workload workload, int n) throws Exception {
        switch (workload.row()) {
            case SELECT_1, SELECT_2, SELECT_4 -> select(workload, n);
            case SELECT_BOTH -> selectBoth(workload, n);
            default -> throw new IllegalArgumentException("not a row of selects: " + workload);
        }
    }

    private List<Pipe> pipes(Workload workload) {
        List<Pipe> pipes = new ArrayList<>();
        for (int i = 0; i < workload.units(); i++) {
            pipes.add(peer.pipe(workload.capacity()));
        }
        return pipes;
    }

    private void select(Workload workload, int n) throws Exception {
        int each = n / workload.units();
        List<Pipe> pipes = pipes(workload);
        List<Thread> senders = new ArrayList<>();
        for (Pipe pipe : pipes) {
            senders.add(peer.start(() -> ChannelWorkloads.sendAll(pipe, each)));
        }
        long sum = receive(pipes, n);
        ThreadPeer.joinAll(senders);
        check(sum, workload.units() * sum(each));
    }

    private void selectBoth(Workload workload, int n) throws Exception {
        int each = n / workload.units();
        List<Pipe> pipes = pipes(workload);
        List<Thread> threads = new ArrayList<>();
        long[] sums = new long[workload.units()];
        for (int i = 0; i < sums.length; i++) {
            int index = i;
            threads.add(peer.start(() -> send(pipes, each)));
            threads.add(peer.start(() -> sums[index] = receive(pipes, each)));
        }
        ThreadPeer.joinAll(threads);
        long sum = 0;
        for (long part : sums) {
            sum += part;
        }
        check(sum, sums.length * sum(each));
    }

    private void send(List<Pipe> pipes, int n) throws Exception {
        Scattering scattering = Objects.requireNonNull(peer.scattering(pipes));
        for (int i = 0; i < n; i++) {
            scattering.sendAny(value(i));
        }
    }

    private long receive(List<Pipe> pipes, int n) throws Exception {
        Gathering gathering = Objects.requireNonNull(peer.gathering(pipes));
        long sum = 0;
        for (int i = 0; i < n; i++) {
            sum += gathering.receiveAny();
        }
        return sum;
    }
}
