package dev.heddle.benchmarks.compare;

import java.time.Duration;
import java.util.List;

/**
 * How long a comparison takes by its settings, on a machine like the one of the published tables:
 * two processors.
 */
final class Estimate {
    /**
     * What the start and the end of a process add. Those of a row start side by side and end one
     * after the other: six took 2.3 s of processor time, which two processors share, and then 0.3 s
     * in which the end of Heddle's waits for its thread in a system call. Some is to spare.
     */
    static final int START_MILLIS = 300;

    /** What it takes to read the counters of a process, of each thread, around a round. */
    static final int COUNTERS_MILLIS = 5;

    /** So many units with their stacks are more than the caches hold. */
    private static final int BEYOND_CACHES = 100_000;

    private final Pass pass;
    private final List<Contender> contenders;

    Estimate(Pass pass, List<Contender> contenders) {
        this.pass = pass;
        this.contenders = contenders;
    }

    /**
     * The time for some workloads.
     *
     * @param parallelisms at how many degrees of parallelism each of them runs
     */
    Duration of(List<Workload> workloads, int parallelisms) {
        long millis = workloads.stream().mapToLong(this::millis).sum();
        return Duration.ofMillis(millis * parallelisms);
    }

    /** Whole minutes, one at least. */
    static String inWords(Duration time) {
        long minutes = Math.max(1, Math.round(time.toSeconds() / 60.0));
        return minutes == 1 ? "about a minute" : "some " + minutes + " minutes";
    }

    private long millis(Workload workload) {
        List<Contender> started =
                contenders.stream().filter(c -> Memory.fits(c, workload)).toList();
        return pass.forks()
                * Memory.together(started, workload).stream()
                        .mapToLong(group -> forkMillis(group, workload))
                        .sum();
    }

    private long forkMillis(List<Contender> started, Workload workload) {
        long entrants = started.stream().filter(c -> c.supports(workload.row())).count();
        long run = Math.max(pass.roundMillis(), leastMillis(workload)) + armMillis(workload);
        long turn = entrants * (run + COUNTERS_MILLIS);
        int rounds = 0;
        while (pass.goesOn(rounds, rounds * turn)) {
            rounds++;
        }
        long warmUp = entrants * (pass.warmUp(workload).usualMillis() + run / 2);
        return started.size() * START_MILLIS + warmUp + rounds * turn;
    }

    /** What the least number of operations takes, which is a run of a row that is one workload. */
    private static long leastMillis(Workload workload) {
        return (long) (workload.operations(1) * typicalNanos(workload) / 1e6);
    }

    /** What {@link Row#TIMER_STOP} does before and after what it measures, in each run. */
    private static long armMillis(Workload workload) {
        return workload.row() == Row.TIMER_STOP ? workload.units() / 500 : 0;
    }

    /** Of an operation, on the mean of the contenders. */
    private static double typicalNanos(Workload workload) {
        return switch (workload.row()) {
            case RING, YIELD, SPAWN -> workload.units() < BEYOND_CACHES ? 300 : 1_200;
            case SKYNET, SLEEPS -> 2_000;
            case SLEEP_RACE -> 3_000;
            case SLEEP_DRIFT -> 1_100_000;
            case HAND_OFF_P50, HAND_OFF_P99 -> 50_000;
            case BATCH -> 10_000;
            case CACHE_32M -> 8_000_000;
            default -> 300;
        };
    }
}
