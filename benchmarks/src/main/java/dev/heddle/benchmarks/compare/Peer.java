package dev.heddle.benchmarks.compare;

/** A runtime under comparison, inside its process. */
public interface Peer {
    /** Whether it has what the row needs. */
    boolean supports(Row row);

    /**
     * Runs a workload once, and checks its result.
     *
     * @param operations how many; a multiple of {@link Row#units}
     * @throws Exception if the result is wrong, or anything else went wrong
     */
    void run(Row row, int operations) throws Exception;

    /** Makes the peer of that class. */
    static Peer load(String className) throws ReflectiveOperationException {
        return Class.forName(className)
                .asSubclass(Peer.class)
                .getDeclaredConstructor()
                .newInstance();
    }
}
