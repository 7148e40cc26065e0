package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

class EventSourceTest {

    /** An event source whose events a test makes. */
    private static final class ManualSource implements EventSource {
        final ConcurrentLinkedQueue<Thread> ready = new ConcurrentLinkedQueue<>();
        final AtomicInteger waiting = new AtomicInteger();
        final AtomicInteger looks = new AtomicInteger();
        final AtomicInteger waits = new AtomicInteger();
        final AtomicInteger inside = new AtomicInteger();
        final Semaphore signal = new Semaphore(0);
        volatile boolean closed;

        @Override
        public int poll(long timeoutNanos) {
            if (inside.incrementAndGet() != 1) {
                throw new AssertionError("two threads poll at once");
            }
            try {
                return pollAlone(timeoutNanos);
            } finally {
                inside.decrementAndGet();
            }
        }

        private int pollAlone(long timeoutNanos) {
            (timeoutNanos == 0 ? looks : waits).incrementAndGet();
            try {
                if (timeoutNanos < 0) {
                    signal.acquire();
                } else if (timeoutNanos > 0
                        && !signal.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) {
                    return 0;
                }
            } catch (InterruptedException e) {
                return 0;
            }
            int woken = 0;
            for (Thread thread; (thread = ready.poll()) != null; woken++) {
                waiting.decrementAndGet();
                LockSupport.unpark(thread);
            }
            return woken;
        }

        @Override
        public void wakeup() {
            signal.release();
        }

        @Override
        public boolean isRegistered() {
            return waiting.get() > 0;
        }

        @Override
        public void close() {
            closed = true;
        }

        /** Parks the current goroutine until the event. */
        void await(boolean[] happened) {
            waiting.incrementAndGet();
            while (!happened[0]) {
                LockSupport.park(this);
            }
        }

        void happen(Thread thread, boolean[] happened) {
            happened[0] = true;
            ready.add(thread);
            signal.release();
        }
    }

    @Test
    void aWorkerWithNothingToRunWaitsInItsSourceAndWakesWithAnEvent() throws Exception {
        ManualSource source = new ManualSource();
        try (Scheduler scheduler =
                Scheduler.builder().parallelism(1).eventSources(() -> source).build()) {
            boolean[] happened = new boolean[1];
            Thread goroutine =
                    scheduler.go(
                            () -> {
                                assertThat(EventSource.current()).isSameAs(source);
                                source.await(happened);
                            });
            Await.until("the worker waits in the source", () -> source.waits.get() > 0);
            source.happen(goroutine, happened);
            Await.end(goroutine);
        }
        assertThat(source.closed).isTrue();
    }

    @Test
    void nothingIsPolledWhileNothingIsRegistered() throws Exception {
        ManualSource source = new ManualSource();
        try (Scheduler scheduler =
                Scheduler.builder().parallelism(1).eventSources(() -> source).build()) {
            for (int i = 0; i < 1_000; i++) {
                scheduler.go(Thread::yield);
            }
        }
        assertThat(source.looks.get() + source.waits.get()).isZero();
    }

    @Test
    void aBusyWorkerLooksFromTimeToTime() throws Exception {
        ManualSource source = new ManualSource();
        try (Scheduler scheduler =
                Scheduler.builder().parallelism(1).eventSources(() -> source).build()) {
            boolean[] happened = new boolean[1];
            CountDownLatch busy = new CountDownLatch(1);
            Thread waiter = scheduler.go(() -> source.await(happened));
            Await.until("registered", source::isRegistered);
            Thread worker =
                    scheduler.go(
                            () -> {
                                busy.countDown();
                                while (waiter.isAlive()) {
                                    Thread.yield();
                                }
                            });
            Await.latch(busy);
            source.happen(waiter, happened);
            Await.end(waiter);
            Await.end(worker);
            assertThat(source.looks.get()).isPositive();
        }
    }

    @Test
    void aGoroutineSubmittedFromOutsideEndsTheWaitInTheSource() throws Exception {
        ManualSource source = new ManualSource();
        try (Scheduler scheduler =
                Scheduler.builder().parallelism(1).eventSources(() -> source).build()) {
            boolean[] happened = new boolean[1];
            Thread waiter = scheduler.go(() -> source.await(happened));
            for (int i = 0; i < 2_000; i++) {
                CountDownLatch ran = new CountDownLatch(1);
                scheduler.go(ran::countDown);
                Await.latch(ran);
            }
            source.happen(waiter, happened);
            Await.end(waiter);
        }
    }

    @Test
    void aTimerEndsTheWaitInTheSource() throws Exception {
        ManualSource source = new ManualSource();
        try (Scheduler scheduler =
                Scheduler.builder().parallelism(1).eventSources(() -> source).build()) {
            boolean[] happened = new boolean[1];
            Thread waiter = scheduler.go(() -> source.await(happened));
            Await.end(scheduler.go(() -> Thread.sleep(20)));
            source.happen(waiter, happened);
            Await.end(waiter);
        }
    }

    @Test
    void theMonitorPollsForAWorkerThatIsStuck() throws Exception {
        ManualSource source = new ManualSource();
        try (Scheduler scheduler =
                Scheduler.builder()
                        .parallelism(1)
                        .maxSpares(0)
                        .eventSources(() -> source)
                        .build()) {
            boolean[] happened = new boolean[1];
            Thread waiter = scheduler.go(() -> source.await(happened));
            Await.until("registered", source::isRegistered);
            boolean[] seen = new boolean[1];
            Thread hog =
                    scheduler.go(
                            () ->
                                    Await.spinning(
                                            () ->
                                                    seen[0] |=
                                                            source.ready.isEmpty() && happened[0]));
            source.happen(waiter, happened);
            Await.end(hog);
            Await.end(waiter);
        }
    }

    @Test
    void eachWorkerHasASourceOfItsOwnAndAllAreClosed() throws Exception {
        List<ManualSource> sources = new CopyOnWriteArrayList<>();
        try (Scheduler scheduler =
                Scheduler.builder()
                        .parallelism(4)
                        .eventSources(
                                () -> {
                                    ManualSource source = new ManualSource();
                                    sources.add(source);
                                    return source;
                                })
                        .build()) {
            scheduler.run(() -> 1);
            assertThat(sources).hasSize(4).noneMatch(source -> source.closed);
        }
        Await.until("all closed", () -> sources.stream().allMatch(source -> source.closed));
    }

    @Test
    void registeredWorkIsNoDeadlock() throws Exception {
        ManualSource source = new ManualSource();
        try (Scheduler scheduler =
                Scheduler.builder().parallelism(1).eventSources(() -> source).build()) {
            boolean[] happened = new boolean[1];
            Thread outside =
                    Thread.ofPlatform()
                            .unstarted(
                                    () -> {
                                        LockSupport.parkNanos(300_000_000);
                                        source.happen(Main.goroutine, happened);
                                    });
            scheduler.run(
                    () -> {
                        Main.goroutine = Thread.currentThread();
                        outside.start();
                        source.await(happened);
                        return null;
                    });
            Await.end(outside);
        }
    }

    private static final class Main {
        static volatile Thread goroutine;
    }

    @Test
    void wakeupNamesItsArgument() {
        assertThatThrownBy(() -> Scheduler.shared().wakeup(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("source");
        assertThat(EventSource.current()).isNull();
    }

    @Test
    void aSchedulerThatCannotGetItsEventSourcesLeavesNoThreadBehind() {
        AtomicInteger asked = new AtomicInteger();
        Scheduler.Builder builder =
                Scheduler.builder()
                        .name("sourceless")
                        .parallelism(2)
                        .eventSources(
                                () -> {
                                    if (asked.incrementAndGet() == 2) {
                                        throw new IllegalStateException("no more");
                                    }
                                    return new ManualSource();
                                });
        assertThatThrownBy(builder::build).hasMessage("no more");
        Await.until(
                "no thread is left",
                () ->
                        Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().startsWith("sourceless-")));
    }
}
