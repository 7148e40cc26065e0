package dev.heddle.benchmarks.compare;

/** Units on the JDK's default scheduler. */
final class VirtualThreads {
    private VirtualThreads() {}

    static Thread start(ThreadPeer.Work work) {
        return Thread.startVirtualThread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }
}
