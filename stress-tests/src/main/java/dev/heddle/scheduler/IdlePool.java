package dev.heddle.scheduler;

/** A pool whose workers and monitor never start: for tests of what belongs to a pool. */
final class IdlePool {
    static {
        VirtualThreads.requireOpen(); // hands Agrona what it needs
        System.setProperty(CountersFile.DIRECTORY_PROPERTY, "none");
    }

    /** The pool. It has far more seats taken than it should have: who steps down may. */
    static final WorkerPool POOL = new WorkerPool("idle", 1, 0, null, null);

    private static final WorkerCounters COUNTERS = new CountersFile("idle", 1).workerCounters(0);

    static {
        Internals.SEATS.setVolatile(POOL.seats(), 1L << Integer.SIZE | Integer.MAX_VALUE);
    }

    private IdlePool() {}

    /** One more worker, which sits in a seat. */
    static Worker worker(EventSource source) {
        return new Worker(POOL, 0, COUNTERS, source);
    }
}
