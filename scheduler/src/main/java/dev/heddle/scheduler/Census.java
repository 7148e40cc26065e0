package dev.heddle.scheduler;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Finds a scheduler's goroutines among the virtual threads the JDK knows, and describes them. */
final class Census {

    private Census() {}

    /** All living goroutines of a scheduler, however they were started; a snapshot. */
    static List<Thread> goroutines(Bridge scheduler) {
        List<Thread> found = new ArrayList<>();
        VirtualThreads.forEach(
                thread -> {
                    if (VirtualThreads.schedulerOf(thread) == scheduler && thread.isAlive()) {
                        found.add(thread);
                    }
                });
        return found;
    }

    /** The goroutine that a worker runs now, or null. */
    static @Nullable Thread mountedOn(Worker worker) {
        for (Thread goroutine : goroutines(worker.pool().bridge())) {
            if (VirtualThreads.carrierOf(goroutine) == worker) {
                return goroutine;
            }
        }
        return null;
    }

    /** Number, name, and what the goroutine waits for. */
    static String describe(Thread goroutine) {
        StringBuilder text = new StringBuilder("goroutine #").append(goroutine.threadId());
        if (!goroutine.getName().isEmpty()) {
            text.append(" \"").append(goroutine.getName()).append('"');
        }
        return text.append(" [").append(waitReason(goroutine)).append(']').toString();
    }

    /** The goroutine's stack, one indented line per frame. */
    static String stackOf(Thread goroutine) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : goroutine.getStackTrace()) {
            text.append("    at ").append(frame).append('\n');
        }
        return text.toString();
    }

    /**
     * Whether the goroutine waits in the JDK's socket poller, or for an event source, which may be
     * that of another scheduler.
     */
    static boolean isWaitingForInput(Thread goroutine) {
        if (LockSupport.getBlocker(goroutine) instanceof EventSource.Wait) {
            return true;
        }
        for (StackTraceElement frame : goroutine.getStackTrace()) {
            if (frame.getClassName().startsWith("sun.nio.ch.Poller")) {
                return true;
            }
        }
        return false;
    }

    /** Describes goroutines one after the other, with their stacks. */
    static String dump(List<Thread> goroutines) {
        StringBuilder text = new StringBuilder();
        for (Thread goroutine : goroutines) {
            text.append('\n').append(describe(goroutine)).append(":\n").append(stackOf(goroutine));
        }
        return text.toString();
    }

    private static String waitReason(Thread goroutine) {
        Thread.State state = goroutine.getState();
        Object blocker = LockSupport.getBlocker(goroutine);
        return switch (state) {
            case WAITING, TIMED_WAITING ->
                    blocker == null ? "waiting" : "waiting for " + describeBlocker(blocker);
            case BLOCKED -> "waiting to enter a monitor";
            case RUNNABLE -> VirtualThreads.carrierOf(goroutine) == null ? "runnable" : "running";
            case NEW, TERMINATED -> "ended";
        };
    }

    private static String describeBlocker(Object blocker) {
        try {
            return String.valueOf(blocker);
        } catch (RuntimeException e) {
            return blocker.getClass().getName();
        }
    }
}
