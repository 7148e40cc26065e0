package dev.heddle.benchmarks.timers;

import dev.heddle.scheduler.Scheduler;
import dev.heddle.timers.Timer;
import dev.heddle.timers.TimerService;
import dev.heddle.timers.Timers;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;

import org.agrona.DeadlineTimerWheel;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Who keeps the timers of a benchmark, and what is to be known when figures are compared. */
public enum TimerPeer {
    /** Heddle's, on the workers: set and stopped by a goroutine, on the heap of its worker. */
    HEDDLE_WORKERS {
        @Override
        TimerBed open(int slots, Runnable action) {
            return new OnGoroutine(slots, action);
        }
    },

    /** Heddle's, on a thread of their own: what fires gets a virtual thread of the JDK. */
    HEDDLE_SYSTEM {
        @Override
        TimerBed open(int slots, Runnable action) {
            return new OfService(Timers.system(), slots, action);
        }
    },

    /** A pool of one thread, on which the timers run. Stopped ones leave its queue at once. */
    STPE {
        @Override
        TimerBed open(int slots, Runnable action) {
            return new OfExecutor(slots, action);
        }
    },

    /** {@code ForkJoinPool.schedule}, in the JDK since 25; the timers run on the pool's threads. */
    FORK_JOIN_POOL {
        @Override
        TimerBed open(int slots, Runnable action) {
            return new OfForkJoinPool(slots, action);
        }
    },

    /** A wheel for one thread, ticks of 2^20 ns (1.05 ms); no objects, and nobody else may stop. */
    AGRONA {
        @Override
        TimerBed open(int slots, Runnable action) {
            return new OfAgrona(slots, action);
        }
    },

    /** A wheel with a thread of its own, ticks of 1 ms; that thread runs the timers. */
    NETTY {
        @Override
        TimerBed open(int slots, Runnable action) {
            return new OfNetty(slots, action);
        }
    };

    /** So many slots for timers that run {@code action}. */
    abstract TimerBed open(int slots, Runnable action);

    private static class OfService extends TimerBed.OfHandles<Timer> {
        private final TimerService service;
        private final Runnable action;

        OfService(TimerService service, int slots, Runnable action) {
            super(slots);
            this.service = service;
            this.action = action;
        }

        @Override
        Timer create(long delayNanos) {
            return service.schedule(Duration.ofNanos(delayNanos), action);
        }

        @Override
        void stop(Timer handle) {
            handle.stop();
        }

        @Override
        void reset(int slot, long delayNanos) {
            onHandle(slot, delayNanos, (timer, nanos) -> timer.reset(Duration.ofNanos(nanos)));
        }

        @Override
        public void close() {}
    }

    private static final class OnGoroutine extends OfService {
        OnGoroutine(int slots, Runnable action) {
            super(Scheduler.shared().timers(), slots, action);
        }

        @Override
        void run(Runnable body) {
            Thread goroutine = Scheduler.shared().go(body::run);
            try {
                goroutine.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a benchmark", e);
            }
        }
    }

    private static final class OfExecutor extends TimerBed.OfHandles<Future<?>> {
        private final ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());
        private final Runnable action;

        OfExecutor(int slots, Runnable action) {
            super(slots);
            this.action = action;
            executor.setRemoveOnCancelPolicy(true);
        }

        @Override
        Future<?> create(long delayNanos) {
            return executor.schedule(action, delayNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        void stop(Future<?> handle) {
            handle.cancel(false);
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }

    private static final class OfForkJoinPool extends TimerBed.OfHandles<Future<?>> {
        private final ForkJoinPool pool = new ForkJoinPool(1);
        private final Runnable action;

        OfForkJoinPool(int slots, Runnable action) {
            super(slots);
            this.action = action;
        }

        @Override
        Future<?> create(long delayNanos) {
            return pool.schedule(action, delayNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        void stop(Future<?> handle) {
            handle.cancel(false);
        }

        @Override
        public void close() {
            pool.shutdownNow();
        }
    }

    private static final class OfNetty extends TimerBed.OfHandles<Timeout> {
        private final HashedWheelTimer wheel =
                new HashedWheelTimer(
                        Executors.defaultThreadFactory(), 1, TimeUnit.MILLISECONDS, 1024);
        private final Runnable action;

        OfNetty(int slots, Runnable action) {
            super(slots);
            this.action = action;
            wheel.start();
        }

        @Override
        Timeout create(long delayNanos) {
            return wheel.newTimeout(timeout -> action.run(), delayNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        void stop(Timeout handle) {
            handle.cancel();
        }

        @Override
        public void close() {
            wheel.stop();
        }
    }

    private static final class OfAgrona extends TimerBed {
        private final DeadlineTimerWheel wheel =
                new DeadlineTimerWheel(TimeUnit.NANOSECONDS, System.nanoTime(), 1 << 20, 1024);
        private final long[] ids;
        private final Runnable action;

        OfAgrona(int slots, Runnable action) {
            ids = new long[slots];
            this.action = action;
        }

        @Override
        void arm(int slot, long delayNanos) {
            ids[slot] = wheel.scheduleTimer(System.nanoTime() + delayNanos);
        }

        @Override
        void stop(int slot) {
            wheel.cancelTimer(ids[slot]);
        }

        @Override
        void await(CountDownLatch fired) {
            while (fired.getCount() > 0) {
                wheel.poll(
                        System.nanoTime(),
                        (unit, now, id) -> {
                            action.run();
                            return true;
                        },
                        Integer.MAX_VALUE);
            }
        }

        @Override
        public void close() {}
    }
}
