package dev.heddle.channels;

import java.lang.reflect.Method;

/** How much the current thread allocates; by reflection, as the module does not read management. */
final class Allocation {
    private static final Object THREADS;
    private static final Method ALLOCATED;

    static {
        try {
            THREADS =
                    Class.forName("java.lang.management.ManagementFactory")
                            .getMethod("getThreadMXBean")
                            .invoke(null);
            ALLOCATED =
                    Class.forName("com.sun.management.ThreadMXBean")
                            .getMethod("getCurrentThreadAllocatedBytes");
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Allocation() {}

    private static long allocatedBytes() throws ReflectiveOperationException {
        return (long) ALLOCATED.invoke(THREADS);
    }

    /** Bytes allocated by the body, on a platform thread, when it runs warm. */
    static long bytesOf(Actor.Body body) throws Exception {
        body.run();
        long before = allocatedBytes();
        body.run();
        return allocatedBytes() - before;
    }
}
