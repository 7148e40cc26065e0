package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.timers.Timers;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

class RunTest {

    @Test
    void runReturnsWhatTheMainGoroutineReturns() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            assertThat(scheduler.run(() -> "result")).isEqualTo("result");
            assertThat(scheduler.<Object>run(() -> null)).isNull();
            assertThat(scheduler.run(() -> Thread.currentThread().getName())).isEqualTo("main");
        }
    }

    @Test
    void runThrowsWhatTheMainGoroutineThrows() {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            IOException checked = new IOException("checked");
            assertThatThrownBy(
                            () ->
                                    scheduler.run(
                                            () -> {
                                                throw checked;
                                            }))
                    .isSameAs(checked);
            assertThatThrownBy(
                            () ->
                                    scheduler.run(
                                            () -> {
                                                throw new StackOverflowError("an error");
                                            }))
                    .isInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void runDoesNotWaitForOtherGoroutines() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            Thread[] other = new Thread[1];
            scheduler.run(() -> other[0] = Go.go(() -> Thread.sleep(60_000)));
            assertThat(other[0].isAlive()).isTrue();
            scheduler.shutdownNow();
        }
    }

    @Test
    void anInterruptOfTheCallerInterruptsTheMainGoroutine() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<Boolean> inner = new CompletableFuture<>();
        CompletableFuture<Throwable> outer = new CompletableFuture<>();
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            Thread caller =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            scheduler.run(
                                                    () -> {
                                                        running.countDown();
                                                        try {
                                                            Thread.sleep(60_000);
                                                        } catch (InterruptedException e) {
                                                            inner.complete(true);
                                                        }
                                                        return 1;
                                                    });
                                        } catch (Exception e) {
                                            outer.complete(e);
                                        }
                                    });
            Await.latch(running);
            caller.interrupt();
            assertThat(inner.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(outer.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }

    @AtEveryParallelism
    void allGoroutinesAsleepIsADeadlock(int parallelism) {
        try (Scheduler scheduler = Scheduler.builder().parallelism(parallelism).build()) {
            assertThatThrownBy(
                            () ->
                                    scheduler.run(
                                            () -> {
                                                Go.go(
                                                        "the other one",
                                                        () -> LockSupport.park("no one wakes me"));
                                                return new LinkedBlockingQueue<Integer>().take();
                                            }))
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("all goroutines are asleep - deadlock!")
                    .hasMessageContaining("\"main\"")
                    .hasMessageContaining("LinkedBlockingQueue.take")
                    .hasMessageContaining("\"the other one\" [waiting for no one wakes me")
                    .hasMessageContaining("ms at least");
        }
    }

    @Test
    void aDeadlockInMonitorsIsFoundToo() {
        Object first = new Object();
        Object second = new Object();
        CountDownLatch both = new CountDownLatch(2);
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            assertThatThrownBy(
                            () ->
                                    scheduler.run(
                                            () -> {
                                                Go.go(() -> embrace(first, second, both));
                                                embrace(second, first, both);
                                                return 1;
                                            }))
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("waiting to enter a monitor");
            scheduler.shutdownNow(); // monitors cannot be interrupted: the threads end all the same
        }
    }

    private static void embrace(Object first, Object second, CountDownLatch both)
            throws InterruptedException {
        synchronized (first) {
            both.countDown();
            both.await();
            synchronized (second) {
                Thread.onSpinWait(); // never reached: the block only has to be there
            }
        }
    }

    @Test
    void aPendingTimerIsNoDeadlock() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            assertThat(
                            scheduler.run(
                                    () -> {
                                        Thread.sleep(300);
                                        return "slept";
                                    }))
                    .isEqualTo("slept");
        }
    }

    @Test
    void aPendingTimerOfTheSystemIsNoDeadlock() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
            Duration longerThanTheWatch = Duration.ofMillis(300);
            assertThat(
                            scheduler.run(
                                    () -> {
                                        Timers.system()
                                                .schedule(longerThanTheWatch, () -> queue.add(1));
                                        return queue.take();
                                    }))
                    .isEqualTo(1);
        }
    }

    @Test
    void aGoroutineThatWaitsForAnotherSchedulerIsNoDeadlock() throws Exception {
        try (Scheduler outer = Scheduler.builder().parallelism(1).build()) {
            Scheduler inner = Scheduler.builder().parallelism(1).build();
            String result =
                    outer.run(
                            () ->
                                    inner.run(
                                            () -> {
                                                Thread.sleep(300);
                                                return "ran";
                                            }));
            assertThat(result).isEqualTo("ran");
            Thread last = inner.go(() -> Thread.sleep(300));
            outer.run(
                    () -> {
                        inner.close();
                        return null;
                    });
            assertThat(last.isAlive()).isFalse();
        }
    }

    @Test
    void aDeadlockInsideAMainGoroutineOfTheSameSchedulerIsFound() {
        CountDownLatch never = new CountDownLatch(1);
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            assertThatThrownBy(
                            () ->
                                    scheduler.run(
                                            () ->
                                                    scheduler.run(
                                                            () -> {
                                                                never.await();
                                                                return 1;
                                                            })))
                    .isInstanceOf(DeadlockException.class);
        }
    }

    @Test
    void aBlockingCallIsNoDeadlock() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            assertThat(
                            scheduler.run(
                                    () ->
                                            Scheduler.blocking(
                                                    () ->
                                                            new ProcessBuilder("sleep", "0.3")
                                                                    .start()
                                                                    .getInputStream()
                                                                    .read())))
                    .isEqualTo(-1);
        }
    }

    @Test
    void aGoroutineInTheJdksSocketPollerIsNoDeadlock() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build();
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AtomicBoolean connected = new AtomicBoolean();
            Thread outside =
                    Thread.ofPlatform()
                            .unstarted(
                                    () -> {
                                        LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                                        connected.set(true);
                                        try {
                                            new java.net.Socket(
                                                            server.getInetAddress(),
                                                            server.getLocalPort())
                                                    .close();
                                        } catch (IOException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    });
            outside.start();
            scheduler.run(
                    () -> {
                        server.accept().close();
                        return null;
                    });
            assertThat(connected).isTrue();
            Await.end(outside);
        }
    }

    /** An event that comes after 300 ms, longer than it takes to see a deadlock. */
    private static final class LateEvent implements EventSource.Wait {
        private final AtomicBoolean came = new AtomicBoolean();

        Thread comeFor(Thread goroutine) {
            return Thread.ofPlatform()
                    .start(
                            () -> {
                                LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                                came.set(true);
                                LockSupport.unpark(goroutine);
                            });
        }

        void await() {
            while (!came.get()) {
                LockSupport.park(this);
            }
        }
    }

    @Test
    void aGoroutineThatWaitsForAnEventIsNoDeadlockWhoeverHasTheSource() throws Exception {
        LateEvent event = new LateEvent();
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            Thread outside =
                    scheduler.run(
                            () -> {
                                Thread source = event.comeFor(Thread.currentThread());
                                event.await();
                                return source;
                            });
            Await.end(outside);
        }
    }

    @Test
    void detectionCanBeTurnedOffWhereThreadsOutsideWakeGoroutines() throws Exception {
        try (Scheduler scheduler =
                Scheduler.builder().parallelism(1).deadlockDetection(false).build()) {
            CountDownLatch latch = new CountDownLatch(1);
            Thread outside =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
                                        latch.countDown();
                                    });
            scheduler.run(
                    () -> {
                        latch.await();
                        return null;
                    });
            Await.end(outside);
        }
    }

    @Test
    void aSchedulerIsUsableAfterADeadlock() throws Exception {
        ReentrantLock never = new ReentrantLock();
        never.lock();
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).build()) {
            assertThatThrownBy(
                            () ->
                                    scheduler.run(
                                            () -> {
                                                never.lockInterruptibly();
                                                return 1;
                                            }))
                    .isInstanceOf(DeadlockException.class);
            assertThat(scheduler.run(() -> 2)).isEqualTo(2);
        } finally {
            never.unlock();
        }
    }
}
