package dev.heddle.channels;

import dev.heddle.sync.Task;
import dev.heddle.sync.WaitGroup;
import dev.heddle.sync.waiting.WaitReason;
import dev.heddle.sync.waiting.Waiter;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/** A context that can end. */
final class CancelContext extends ContextNode implements Context.Cancellable {
    /*
     * After Go's context.cancelCtx. Invariants
     * - end is set once, under the lock, after the done channel was closed: who sees an end finds
     *   the channel closed.
     * - While end is null, this stands among the children of the next context above that can end.
     * - All below have ended when a cancel returns; so the lock is held while they are ended, and
     *   a cancel that finds this one ended passes through it. Locks are taken from the root
     *   downwards only.
     * - Actions are started, and threads interrupted, after the lock was released.
     *
     * A deadline is looked at by whoever looks at the context: err() and the waits on the done
     * channel end the context if it is time. Nobody else could tell the difference, but for actions
     * and guards; for them an alarm, a goroutine that sleeps until the deadline, is started when
     * the first one comes. An interrupt tells it to leave, as a scheduler does that is shut down:
     * then a thread of the JDK's starts another one, hence on the JDK's own scheduler.
     */

    /** What is to be done when the context ends; by the thread that ends it. */
    private interface Listener {
        void ended();
    }

    private record End(CancellationException err, Throwable cause) {}

    /** The JDK's common pool: what its threads start runs on the JDK's own scheduler. */
    private static final Executor PLATFORM_THREADS = new CompletableFuture<>().defaultExecutor();

    private final Object lock = new Object();

    /** The next context above that can end; null if none can. */
    private final @Nullable CancelContext outer;

    /** The context whose deadline comes first: this one or one above; null: there is none. */
    private final @Nullable CancelContext timed;

    /** On the scale of System.nanoTime(); of meaning in {@code timed} only, as the next two. */
    private final long deadlineNanos;

    private final @Nullable Instant deadline;
    private final @Nullable Throwable deadlineCause;

    /** Written under the lock. */
    private volatile @Nullable End end;

    /** This and all below guarded by the lock. */
    private @Nullable DoneChannel done;

    private Set<CancelContext> children = new HashSet<>();
    private Set<Listener> listeners = new HashSet<>();
    private @Nullable Thread alarm;

    private CancelContext(
            ContextNode parent, boolean hasDeadline, long nanos, @Nullable Throwable cause) {
        super(parent);
        this.outer = parent.scope();
        this.deadlineNanos = System.nanoTime() + nanos;
        this.deadline = hasDeadline ? later(nanos) : null;
        this.deadlineCause = cause;
        CancelContext above = outer == null ? null : outer.timed;
        boolean first = above == null || deadlineNanos - above.deadlineNanos < 0;
        this.timed = hasDeadline && first ? this : above;
    }

    private static Instant later(long nanos) {
        return Instant.now().plusNanos(nanos);
    }

    /** A context without a deadline of its own. */
    static CancelContext below(ContextNode parent) {
        return new CancelContext(parent, false, 0, null).linked();
    }

    /** A context with a deadline. */
    static CancelContext below(ContextNode parent, long nanos, @Nullable Throwable cause) {
        long left = Math.max(0, nanos);
        CancelContext context = new CancelContext(parent, true, left, cause).linked();
        if (left == 0) {
            context.endIfDue();
        }
        return context;
    }

    private CancelContext linked() {
        CancelContext above = outer;
        if (above != null && above.err() == null) {
            synchronized (above.lock) {
                if (above.end == null) {
                    above.children.add(this);
                    return this;
                }
            }
        }
        End ended = above == null ? null : above.end;
        if (ended != null) {
            end(ended);
        }
        return this;
    }

    @Override
    CancelContext scope() {
        return this;
    }

    @Override
    public void cancel() {
        cancel(null);
    }

    @Override
    public void cancel(@Nullable Throwable cause) {
        endIfDue();
        if (!hasEndedWithAllBelow()) {
            CancellationException err = new CancellationException("context canceled");
            end(new End(err, cause == null ? err : cause));
        }
    }

    /** Whoever ends this holds the lock until all below have ended. */
    private boolean hasEndedWithAllBelow() {
        synchronized (lock) {
            return end != null;
        }
    }

    private void end(End how) {
        List<Listener> told = new ArrayList<>();
        endLocked(how, told);
        if (outer != null) {
            synchronized (outer.lock) {
                outer.children.remove(this);
            }
        }
        for (Listener listener : told) {
            listener.ended();
        }
    }

    private void endLocked(End how, List<Listener> told) {
        synchronized (lock) {
            if (end != null) {
                return;
            }
            if (done != null) {
                done.close();
            }
            end = how;
            for (CancelContext child : children) {
                child.endLocked(how, told);
            }
            children = new HashSet<>();
            told.addAll(listeners);
            listeners = new HashSet<>();
            LockSupport.unpark(alarm);
        }
    }

    /** Time until the deadline; Long.MAX_VALUE if there is none. */
    long nanosLeft(long nowNanos) {
        return timed == null ? Long.MAX_VALUE : timed.deadlineNanos - nowNanos;
    }

    /** Ends the context if its deadline has passed; whether it has ended. */
    boolean endIfDue() {
        if (end == null && timed != null && nanosLeft(System.nanoTime()) <= 0) {
            DeadlineExceededException err = new DeadlineExceededException();
            Throwable cause = timed.deadlineCause;
            timed.end(new End(err, cause == null ? err : cause));
        }
        return end != null;
    }

    @Override
    public @Nullable CancellationException err() {
        endIfDue();
        End ended = end;
        return ended == null ? null : ended.err();
    }

    @Override
    public @Nullable Throwable cause() {
        endIfDue();
        End ended = end;
        return ended == null ? null : ended.cause();
    }

    @Override
    public @Nullable Instant deadline() {
        return timed == null ? null : timed.deadline;
    }

    @Override
    public Receiver<Void> done() {
        endIfDue();
        synchronized (lock) {
            if (done == null) {
                done = new DoneChannel(this);
                if (end != null) {
                    done.close();
                }
            }
            return done;
        }
    }

    @Override
    public Context.Registration afterDone(Task action) {
        Objects.requireNonNull(action, "action");
        Listener listener = () -> new WaitGroup().go(action);
        listen(listener);
        return () -> forget(listener);
    }

    @Override
    public Context.Guard interrupting(Thread thread) {
        Objects.requireNonNull(thread, "thread");
        Interruption interruption = new Interruption(thread);
        listen(interruption);
        return interruption;
    }

    private void listen(Listener listener) {
        boolean ended = endIfDue();
        if (!ended) {
            synchronized (lock) {
                ended = end != null;
                if (!ended) {
                    listeners.add(listener);
                }
            }
        }
        if (ended) {
            listener.ended();
        } else if (timed != null) {
            timed.startAlarm();
        }
    }

    private boolean forget(Listener listener) {
        synchronized (lock) {
            return listeners.remove(listener);
        }
    }

    private void startAlarm() {
        synchronized (lock) {
            if (alarm == null) {
                renewAlarm();
            }
        }
    }

    private void renewAlarm() {
        synchronized (lock) {
            if (end == null) {
                alarm = new WaitGroup().go(this::awaitDeadline);
            }
        }
    }

    private void awaitDeadline() {
        WaitReason reason = new WaitReason("deadline", this);
        while (!endIfDue()) {
            if (Thread.interrupted()) {
                PLATFORM_THREADS.execute(this::renewAlarm);
                return;
            }
            LockSupport.parkNanos(reason, nanosLeft(System.nanoTime()));
        }
    }

    @Override
    public String toString() {
        End ended = end;
        String state =
                ended != null
                        ? ended.err().getMessage()
                        : deadline() == null ? "open" : "until " + deadline();
        return "Context@" + Integer.toHexString(System.identityHashCode(this)) + "[" + state + "]";
    }

    private final class Interruption implements Listener, Context.Guard {
        private final Thread thread;

        /** This and the next guarded by this object. */
        private boolean closed;

        private boolean interrupted;

        Interruption(Thread thread) {
            this.thread = thread;
        }

        @Override
        public synchronized void ended() {
            if (!closed) {
                interrupted = true;
                Waiter.interrupt(thread);
            }
        }

        @Override
        public void close() {
            forget(this);
            synchronized (this) {
                if (!closed && interrupted && thread == Thread.currentThread()) {
                    Thread.interrupted();
                }
                closed = true;
            }
        }
    }
}
