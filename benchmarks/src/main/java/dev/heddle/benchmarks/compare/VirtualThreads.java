package dev.heddle.benchmarks.compare;

/** Units on the JDK's default scheduler. */
final class VirtualThreads {
    private VirtualThreads() {}

    /**
     * Whether its units come to an end: while others yield without end, this scheduler never looks
     * at what was started from outside.
     */
    static boolean supports(Row row) {
        return row != Row.EXTERNAL_BUSY;
    }

    static Thread start(ThreadPeer.Body body) {
        return Thread.startVirtualThread(
                () -> {
                    try {
                        body.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }
}
