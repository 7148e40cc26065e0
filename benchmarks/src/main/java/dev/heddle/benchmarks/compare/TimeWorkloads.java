package dev.heddle.benchmarks.compare;

import static dev.heddle.benchmarks.compare.Values.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sleeps, timers, and delays at a fixed rate. */
final class TimeWorkloads {
    private static final int CONSUMERS = 16;
    private static final int BURST = 20;
    private static final long SERVICE_NANOS = 10_000;
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ThreadPeer peer;

    TimeWorkloads(ThreadPeer peer) {
        this.peer = peer;
    }

    /** The nanoseconds it took, or {@link ThreadPeer#WHOLE_RUN}. */
    long run(Workload workload, int n) throws Exception {
        switch (workload.row()) {
            case TIMER_STOP -> {
                return createAndStop(workload.units() - 1, n);
            }
            case HAND_OFF_P50 -> {
                return n * handOff(workload, 50);
            }
            case HAND_OFF_P99 -> {
                return n * handOff(workload, 99);
            }
            case SLEEPS -> peer.together(n, n, share -> Thread.sleep(1));
            case SLEEP_RACE ->
                    peer.together(n, n, share -> peer.raceTimers(1, Row.NEVER_REACHED_MILLIS));
            case SLEEP_DRIFT -> {
                for (int i = 0; i < n; i++) {
                    Thread.sleep(1);
                }
            }
            default -> throw new IllegalArgumentException("not a row of times: " + workload);
        }
        return ThreadPeer.WHOLE_RUN;
    }

    private long createAndStop(int armed, int n) {
        List<Runnable> stops = new ArrayList<>(armed);
        for (int i = 0; i < armed; i++) {
            stops.add(peer.armTimer(2 * Row.NEVER_REACHED_MILLIS));
        }
        long start = System.nanoTime();
        for (int i = 0; i < n; i++) {
            peer.createAndStopTimer(Row.NEVER_REACHED_MILLIS);
        }
        long nanos = System.nanoTime() - start;
        stops.forEach(Runnable::run);
        return nanos;
    }

    /** The delay at a percentile. */
    private long handOff(Workload workload, int percentile) throws Exception {
        int n = workload.units();
        Pipe pipe = peer.pipe(workload.capacity());
        long[] delays = new long[n];
        long start = System.nanoTime();
        List<Thread> consumers = new ArrayList<>();
        for (int i = 0; i < CONSUMERS; i++) {
            consumers.add(
                    peer.start(
                            () -> {
                                for (int j = 0; j < n / CONSUMERS; j++) {
                                    int index = pipe.receive();
                                    Work.burn(SERVICE_NANOS);
                                    delays[index] = System.nanoTime() - due(start, index);
                                }
                            }));
        }
        for (int i = 0; i < n; i++) {
            if (i % BURST == 0) {
                sleepUntil(due(start, i));
            }
            pipe.send(i);
        }
        ThreadPeer.joinAll(consumers);
        Arrays.sort(delays);
        check(Arrays.stream(delays).filter(delay -> delay >= SERVICE_NANOS).count(), n);
        return delays[n / 100 * percentile];
    }

    private static long due(long start, int index) {
        return start + (index / BURST + 1) * PERIOD_NANOS;
    }

    private static void sleepUntil(long deadline) throws InterruptedException {
        for (long left; (left = deadline - System.nanoTime()) > 0; ) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }
}
