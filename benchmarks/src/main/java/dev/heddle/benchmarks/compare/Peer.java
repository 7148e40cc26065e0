package dev.heddle.benchmarks.compare;

/** A runtime under comparison, inside its process. */
public interface Peer {
    /** Whether it has what the row needs. */
    boolean supports(Row row);

    /**
     * Runs a workload once, and checks its result.
     *
     * @param operations how many; one of {@link Workload#operations}
     * @return the nanoseconds that the operations took; where delays are measured, the delay, as
     *     often as there are operations
     * @throws Exception if the result is wrong, or anything else went wrong
     */
    long run(Workload workload, int operations) throws Exception;

    /** Makes the peer of that class. */
    static Peer load(String className) throws ReflectiveOperationException {
        return Class.forName(className)
                .asSubclass(Peer.class)
                .getDeclaredConstructor()
                .newInstance();
    }
}
