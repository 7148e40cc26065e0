package dev.heddle.scheduler;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The door to the JDK: the only class of Heddle that touches members the JDK does not export.
 *
 * <p>Everything here needs package {@code java.lang} to be open to this class. Where it is not,
 * {@link #requireOpen()} says which flag opens it; nothing falls back to the JDK's own scheduler.
 * What lies behind the door:
 *
 * <ul>
 *   <li>{@code ThreadBuilders.newVirtualThread}: a virtual thread with a scheduler of our own;
 *   <li>{@code Thread.currentCarrierThread}: the platform thread under this one, an intrinsic;
 *   <li>{@code VirtualThread.scheduler}, {@code .carrierThread}: whose goroutine a thread is, and
 *       where it runs now;
 *   <li>{@code jdk.internal.vm.Continuation.pin}: keeps a virtual thread on its carrier, an
 *       intrinsic;
 *   <li>{@code jdk.internal.vm.ThreadContainers}: all live threads, for dumps and for closing;
 *   <li>{@code Module.implAddExports}: hands Agrona the package it needs, so that users pass one
 *       flag only.
 * </ul>
 */
final class VirtualThreads {

    private static final long SELF_TEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final boolean OPEN =
            Object.class.getModule().isOpen("java.lang", VirtualThreads.class.getModule());

    private VirtualThreads() {}

    /**
     * Makes sure that the door is open and leads where it should.
     *
     * @throws IllegalStateException if it is not; the message says what to do
     */
    static void requireOpen() {
        if (!OPEN) {
            throw new IllegalStateException(closedMessage());
        }
        try {
            if (!SelfTest.PASSED) {
                throw new IllegalStateException(unknownJdkMessage());
            }
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new IllegalStateException(unknownJdkMessage(), e);
        }
    }

    private static String unknownJdkMessage() {
        return "Heddle does not know the virtual threads of this JDK ("
                + Runtime.version()
                + "): run it with a JDK that this release of Heddle supports";
    }

    private static String closedMessage() {
        Module module = VirtualThreads.class.getModule();
        String target = module.isNamed() ? module.getName() : "ALL-UNNAMED";
        return "Heddle's scheduler needs package java.lang to be open: start java with --add-opens"
                + " java.base/java.lang="
                + target
                + " (on the class path the target is ALL-UNNAMED, on the module path"
                + " dev.heddle.scheduler; an executable jar can say 'Add-Opens:"
                + " java.base/java.lang' in its manifest instead)";
    }

    /** Runs one virtual thread on a scheduler of ours and sees where it ran. */
    private static boolean runsOnGivenScheduler() {
        Thread[] ranOn = new Thread[1];
        Thread[] given = new Thread[1];
        Executor executor =
                task -> {
                    given[0] = Thread.ofPlatform().daemon().unstarted(task);
                    given[0].start();
                };
        Thread thread = newThread(executor, null, () -> ranOn[0] = currentCarrier());
        thread.start();
        return joined(thread) && schedulerOf(thread) == executor && ranOn[0] == given[0];
    }

    private static boolean joined(Thread thread) {
        long deadline = System.nanoTime() + SELF_TEST_NANOS;
        boolean interrupted = false;
        while (thread.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(1));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    /** Makes a virtual thread that {@code scheduler} will run; {@code name} may be null. */
    static Thread newThread(Executor scheduler, @Nullable String name, Runnable task) {
        try {
            return (Thread) Handles.NEW_VIRTUAL_THREAD.invokeExact(scheduler, name, 0, task);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** The platform thread under the current thread: its carrier, or the thread itself. */
    static Thread currentCarrier() {
        try {
            return (Thread) Handles.CURRENT_CARRIER_THREAD.invokeExact();
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** The worker that runs the current goroutine; null if this thread is no goroutine. */
    static @Nullable Worker currentWorker() {
        return OPEN
                        && Thread.currentThread().isVirtual()
                        && currentCarrier() instanceof Worker worker
                ? worker
                : null;
    }

    /** Keeps the current thread, if it is virtual, on its carrier until {@link #unpin}. */
    static void pin() {
        if (OPEN && Thread.currentThread().isVirtual()) {
            try {
                Handles.PIN.invokeExact();
            } catch (Throwable e) {
                throw rethrow(e);
            }
        }
    }

    /** Ends what {@link #pin} began. */
    static void unpin() {
        if (OPEN && Thread.currentThread().isVirtual()) {
            try {
                Handles.UNPIN.invokeExact();
            } catch (Throwable e) {
                throw rethrow(e);
            }
        }
    }

    /** The executor that runs a virtual thread. */
    static Executor schedulerOf(Thread virtualThread) {
        return (Executor) Handles.SCHEDULER.get(virtualThread);
    }

    /** The platform thread that a virtual thread is mounted on now, or null. */
    static @Nullable Thread carrierOf(Thread virtualThread) {
        return (Thread) Handles.CARRIER_THREAD.getVolatile(virtualThread);
    }

    /**
     * Shows every live virtual thread of the JVM to {@code action}: those started plainly, by an
     * executor or in a structured scope. Threads that start or end meanwhile may be missed. With
     * {@code -Djdk.trackAllThreads=false} the JDK itself does not know the plainly started ones.
     */
    static void forEach(Consumer<Thread> action) {
        try {
            visit((Object) Handles.ROOT_CONTAINER.invokeExact(), action);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private static void visit(Object container, Consumer<Thread> action) throws Throwable {
        try (Stream<?> threads = (Stream<?>) Handles.CONTAINER_THREADS.invokeExact(container)) {
            threads.map(Thread.class::cast).filter(Thread::isVirtual).forEach(action);
        }
        Object[] children;
        try (Stream<?> stream = (Stream<?>) Handles.CONTAINER_CHILDREN.invokeExact(container)) {
            children = stream.toArray();
        }
        for (Object child : children) {
            visit(child, action);
        }
    }

    /**
     * Starts the JDK's own socket pollers, whose threads inherit the scheduler of whoever makes the
     * JDK start them: a goroutine's socket would tie them to a scheduler that may be closed later.
     * Call it from a platform thread.
     */
    static void startSocketPollers() {
        try {
            Class.forName("sun.nio.ch.Poller", true, null);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalStateException("cannot start the JDK's socket pollers", e);
        }
    }

    private static RuntimeException rethrow(Throwable e) {
        if (e instanceof RuntimeException runtime) {
            return runtime;
        }
        if (e instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("the JDK's virtual threads failed unexpectedly", e);
    }

    /**
     * The handles themselves; resolved on first use, after {@link #requireOpen} has looked at the
     * door.
     */
    private static final class Handles {
        static final MethodHandle NEW_VIRTUAL_THREAD;
        static final MethodHandle CURRENT_CARRIER_THREAD;
        static final MethodHandle PIN;
        static final MethodHandle UNPIN;
        static final MethodHandle ROOT_CONTAINER;
        static final MethodHandle CONTAINER_CHILDREN;
        static final MethodHandle CONTAINER_THREADS;
        static final VarHandle SCHEDULER;
        static final VarHandle CARRIER_THREAD;

        static {
            try {
                MethodHandles.Lookup own = MethodHandles.lookup();
                MethodHandles.Lookup lang = MethodHandles.privateLookupIn(Thread.class, own);
                exportInternals(own);
                NEW_VIRTUAL_THREAD = findNewVirtualThread(lang);
                CURRENT_CARRIER_THREAD =
                        lang.findStatic(
                                Thread.class,
                                "currentCarrierThread",
                                MethodType.methodType(Thread.class));
                Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
                lang = MethodHandles.privateLookupIn(virtualThread, own);
                SCHEDULER = lang.findVarHandle(virtualThread, "scheduler", Executor.class);
                CARRIER_THREAD = lang.findVarHandle(virtualThread, "carrierThread", Thread.class);

                Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
                MethodType nothing = MethodType.methodType(void.class);
                PIN = own.findStatic(continuation, "pin", nothing);
                UNPIN = own.findStatic(continuation, "unpin", nothing);

                Class<?> containers = Class.forName("jdk.internal.vm.ThreadContainers");
                Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
                ROOT_CONTAINER =
                        own.findStatic(containers, "root", MethodType.methodType(container))
                                .asType(MethodType.methodType(Object.class));
                CONTAINER_CHILDREN = findStream(own, container, "children");
                CONTAINER_THREADS = findStream(own, container, "threads");
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private static MethodHandle findNewVirtualThread(MethodHandles.Lookup lang)
                throws ReflectiveOperationException {
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            return lang.findStatic(
                    builders,
                    "newVirtualThread",
                    MethodType.methodType(
                            Thread.class, Executor.class, String.class, int.class, Runnable.class));
        }

        private static MethodHandle findStream(
                MethodHandles.Lookup own, Class<?> container, String name)
                throws ReflectiveOperationException {
            return own.findVirtual(container, name, MethodType.methodType(Stream.class))
                    .asType(MethodType.methodType(Stream.class, Object.class));
        }

        /** Exports what Agrona's Unsafe needs to Agrona, and the thread containers to us. */
        private static void exportInternals(MethodHandles.Lookup own)
                throws ReflectiveOperationException {
            MethodHandle export =
                    MethodHandles.privateLookupIn(Module.class, own)
                            .findVirtual(
                                    Module.class,
                                    "implAddExports",
                                    MethodType.methodType(void.class, String.class, Module.class));
            Module base = Object.class.getModule();
            Module agrona = org.agrona.concurrent.status.CountersManager.class.getModule();
            try {
                export.invokeExact(base, "jdk.internal.misc", agrona);
                export.invokeExact(base, "jdk.internal.vm", VirtualThreads.class.getModule());
            } catch (Throwable e) {
                throw new ReflectiveOperationException("cannot export JDK packages", e);
            }
        }
    }

    /** Once per JVM: whether a virtual thread started through the door runs where it should. */
    private static final class SelfTest {
        static final boolean PASSED = runsOnGivenScheduler();
    }
}
