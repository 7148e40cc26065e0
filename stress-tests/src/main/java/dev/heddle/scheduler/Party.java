package dev.heddle.scheduler;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Somebody who plays a part for an actor: a thread of a certain kind, started by the actor, which
 * waits for its end.
 */
public final class Party {
    /** A thread of the operating system. */
    public static final Party PLATFORM = new Party(Thread.ofPlatform().daemon().factory());

    /** A virtual thread of the JDK's scheduler. */
    public static final Party VIRTUAL = new Party(Thread.ofVirtual().factory());

    /** A goroutine on a scheduler of parallelism 2. */
    public static final Party GOROUTINE = onWorkers(2);

    private static final Duration TWINS_PATIENCE = Duration.ofSeconds(1);

    private final ThreadFactory threads;

    private Party(ThreadFactory threads) {
        this.threads = threads;
    }

    /** A thread that somebody makes. */
    static Party of(ThreadFactory threads) {
        return new Party(threads);
    }

    /** A goroutine on a scheduler of its own. */
    static Party onWorkers(int parallelism) {
        String name = "party-" + parallelism;
        return new Party(
                Scheduler.builder().name(name).parallelism(parallelism).build().threadFactory());
    }

    /** A part to play. */
    @FunctionalInterface
    public interface Part {
        /** Plays it. */
        void play() throws InterruptedException;
    }

    /** A part being played. */
    public static final class Play {
        private final Thread thread;
        private final FutureTask<Boolean> task;

        private Play(ThreadFactory threads, Part part) {
            task =
                    new FutureTask<>(
                            () -> {
                                part.play();
                                return true;
                            });
            thread = threads.newThread(task);
            thread.start();
        }

        /**
         * Waits for its end.
         *
         * @throws AssertionError if it failed
         */
        public void join() {
            try {
                thread.join();
                task.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }

        /**
         * Waits for its end, but not for ever: for twins, whose part does not end. An actor that
         * dies of this error is STALE for jcstress, as is one that waits for 30 seconds.
         *
         * @throws AssertionError if it failed, or did not end in time
         */
        public void joinBriefly() {
            try {
                if (!thread.join(TWINS_PATIENCE)) {
                    throw new AssertionError("left behind: " + thread);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            join();
        }
    }

    /** Starts somebody of this kind. */
    public Play start(Part part) {
        return new Play(threads, part);
    }

    /** Plays two parts at once, one of them, drawn by lot, on the calling thread. */
    public void playBoth(Part one, Part other) {
        boolean playsOther = ThreadLocalRandom.current().nextBoolean();
        Play theirs = start(playsOther ? one : other);
        try {
            (playsOther ? other : one).play();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        theirs.join();
    }
}
