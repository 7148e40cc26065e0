package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class MonitorTest {

    @Test
    void aBlockedWorkerCountsAsBlockedAndNotAsAHog() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            Process process = new ProcessBuilder("sleep", "0.3").start();
            Thread blocked = scheduler.go(() -> process.getInputStream().read());
            Await.until("seen", () -> scheduler.stats().blockedCalls() > 0);
            assertThat(scheduler.stats().hogs()).isZero();
            Await.end(blocked);
        }
    }

    @Test
    void aComputingWorkerCountsAsAHogAndNotAsBlocked() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            // on a loaded machine a hog may get no processor for so long that it looks blocked
            for (int tries = 0; tries < 20 && scheduler.stats().hogs() == 0; tries++) {
                long before = scheduler.stats().sparesActivated();
                AtomicBoolean stop = new AtomicBoolean();
                Thread hog = scheduler.go(() -> Await.spinning(stop::get));
                Await.until("seen", () -> scheduler.stats().sparesActivated() > before);
                stop.set(true);
                Await.end(hog);
            }
            assertThat(scheduler.stats().hogs()).isEqualTo(1);
        }
    }

    @Test
    void aStuckWorkerIsShownAndComesBack() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            AtomicBoolean stop = new AtomicBoolean();
            scheduler.go(() -> Await.spinning(stop::get));
            Await.until("stuck", () -> scheduler.stats().stuck() == 1);
            Await.until("replaced", () -> scheduler.stats().workers() == 3);
            stop.set(true);
            Await.until("back", () -> scheduler.stats().stuck() == 0);
            Await.until("one is spare", () -> scheduler.stats().spares() == 1);
        }
    }

    @Test
    void aSpareIsUsedAgain() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            for (int i = 0; i < 5; i++) {
                int before = i;
                AtomicBoolean stop = new AtomicBoolean();
                Thread hog = scheduler.go(() -> Await.spinning(stop::get));
                Await.until("replaced", () -> scheduler.stats().sparesActivated() > before);
                stop.set(true);
                Await.end(hog);
                Await.until("back", () -> scheduler.stats().spares() == 1);
            }
            assertThat(scheduler.stats().workers()).isEqualTo(2);
        }
    }

    @Test
    void sparesAreBounded() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).maxSpares(2).build()) {
            CountDownLatch stop = new CountDownLatch(1);
            AtomicInteger hogging = new AtomicInteger();
            for (int i = 0; i < 10; i++) {
                scheduler.go(
                        () -> {
                            hogging.incrementAndGet();
                            Await.spinning(() -> stop.getCount() == 0);
                        });
            }
            Await.until("all spares are stuck too", () -> scheduler.stats().stuck() == 3);
            assertThat(hogging.get()).isEqualTo(3);
            assertThat(scheduler.stats().workers()).isEqualTo(3);
            stop.countDown();
        }
    }

    @Test
    void anAnnouncedBlockingCallIsReplacedAtOnce() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            AtomicBoolean other = new AtomicBoolean();
            String result =
                    scheduler.run(
                            () -> {
                                Go.go(() -> other.set(true));
                                return Scheduler.blocking(
                                        () -> {
                                            Await.spinning(other::get);
                                            return "done";
                                        });
                            });
            assertThat(result).isEqualTo("done");
            assertThat(scheduler.stats().hogs()).isZero();
        }
    }

    @Test
    void anAnnouncedCallThrowsWhatItThrowsAndRunsAnywhere() throws Exception {
        assertThat(Scheduler.<Integer>blocking(() -> 1)).isEqualTo(1);
        assertThatThrownBy(
                        () ->
                                Scheduler.shared()
                                        .run(
                                                () ->
                                                        Scheduler.blocking(
                                                                () -> {
                                                                    throw new IOException("x");
                                                                })))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Scheduler.blocking(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("call");
    }

    @Test
    void anEventTellsTheOffendersStack() throws Exception {
        BlockingQueue<RecordedEvent> events = new LinkedBlockingQueue<>();
        try (RecordingStream stream = new RecordingStream();
                Scheduler scheduler = Scheduler.builder().name("recorded").parallelism(1).build()) {
            stream.enable("dev.heddle.StuckWorker");
            stream.onEvent(
                    "dev.heddle.StuckWorker",
                    event -> {
                        if (event.getString("scheduler").equals("recorded")) {
                            events.add(event);
                        }
                    });
            stream.startAsync();
            RecordedEvent event = null;
            for (int offender = 0; offender < 12 && event == null; offender++) {
                event = eventOfAnOffender(scheduler, events);
            }
            assertThat(event).isNotNull();
            assertThat(event.getString("worker")).startsWith("recorded-worker-");
            assertThat(event.getString("goroutine")).contains("offender");
            assertThat(event.getString("stack")).contains("Await.spinning");
            assertThat(event.getDuration("heldFor")).isGreaterThanOrEqualTo(Duration.ofMillis(10));
        }
    }

    /**
     * Null if none came in time. Twice, on a machine with much else to do, the one event of a run
     * did not come within a minute; whether JFR loses such an event is not known.
     */
    private static @Nullable RecordedEvent eventOfAnOffender(
            Scheduler scheduler, BlockingQueue<RecordedEvent> events) throws InterruptedException {
        long before = scheduler.stats().sparesActivated();
        AtomicBoolean stop = new AtomicBoolean();
        Thread offender = scheduler.go("offender", () -> Await.spinning(stop::get));
        Await.until("a spare takes over", () -> scheduler.stats().sparesActivated() > before);
        RecordedEvent event = events.poll(5, TimeUnit.SECONDS);
        stop.set(true);
        Await.end(offender);
        return event;
    }

    @Test
    void anIdleSchedulerUsesNoMeasurableProcessorTime() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().name("idle").parallelism(4).build()) {
            scheduler.run(() -> 1);
            var threads = java.lang.management.ManagementFactory.getThreadMXBean();
            long[] ids =
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("idle-"))
                            .mapToLong(Thread::threadId)
                            .toArray();
            assertThat(ids).hasSizeGreaterThanOrEqualTo(5);
            Await.until(
                    "all sleep without a timeout",
                    () ->
                            java.util.Arrays.stream(ids)
                                    .allMatch(
                                            id ->
                                                    threads.getThreadInfo(id).getThreadState()
                                                            == Thread.State.WAITING));
            long before = java.util.Arrays.stream(ids).map(threads::getThreadCpuTime).sum();
            java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            long used = java.util.Arrays.stream(ids).map(threads::getThreadCpuTime).sum() - before;
            assertThat(used).isLessThan(Duration.ofMillis(1).toNanos());
        }
    }

    /** An event source that has something to wait for, and fails whenever it is asked. */
    private static final class FailingSource implements EventSource {
        volatile boolean registered;

        @Override
        public int poll(long timeoutNanos) {
            throw new IllegalStateException("planted");
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean isRegistered() {
            return registered;
        }

        @Override
        public void close() {}
    }

    @Test
    void aHandlerThatThrowsDoesNotEndTheMonitor() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        CountDownLatch told = new CountDownLatch(1);
        FailingSource source = new FailingSource();
        try (Scheduler scheduler =
                Scheduler.builder().parallelism(1).eventSources(() -> source).build()) {
            Thread.setDefaultUncaughtExceptionHandler(
                    (thread, e) -> {
                        told.countDown();
                        throw new IllegalStateException("the handler, too");
                    });
            source.registered = true;
            scheduler.wakeup(source);
            Await.latch(told);
            source.registered = false;
            AtomicBoolean stop = new AtomicBoolean();
            scheduler.go(() -> Await.spinning(stop::get));
            Await.end(scheduler.go(() -> stop.set(true))); // on a spare, which the monitor seats
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void anInterruptOfTheMonitorIsDropped() {
        try (Scheduler scheduler = Scheduler.builder().name("unmoved").parallelism(1).build()) {
            Thread monitor =
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().equals("unmoved-monitor"))
                            .findFirst()
                            .orElseThrow();
            monitor.interrupt();
            scheduler.go(() -> {});
            Await.until("the status is clear", () -> !monitor.isInterrupted());
        }
    }
}
