package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Whom threads outside wake. */
@Timeout(60)
class WorkerPoolTest {
    private final WorkerPool pool = startedPool();
    private final Queue<Thread> ranOn = new ConcurrentLinkedQueue<>();

    private static WorkerPool startedPool() {
        VirtualThreads.requireOpen();
        WorkerPool pool = new WorkerPool("waking", 3, 0, null, null);
        pool.start();
        return pool;
    }

    @BeforeEach
    void awaitAllAsleep() {
        Await.until("three sleep", () -> pool.sleepers().asleep() == 3);
        for (Worker each : pool.workers()) {
            Await.state(each, Thread.State.WAITING); // has looked for work once more
        }
    }

    @AfterEach
    void end() {
        pool.stop();
        pool.dispose();
    }

    private void inject() {
        pool.inject(() -> ranOn.add(Thread.currentThread()));
    }

    /** The lowest one, which does not come. */
    private void claimOne() {
        assertThat(pool.sleepers().claim()).isZero();
    }

    @Test
    void aTaskBehindOneWhoseWorkerIsOnItsWayWakesAnotherWorker() {
        claimOne();
        inject();
        assertThat(pool.sleepers().asleep()).isEqualTo(2);
        assertThat(ranOn).isEmpty();
        inject();
        Await.until("both ran", () -> ranOn.size() == 2);
        assertThat(ranOn).doesNotContain(pool.workers()[0]);
    }

    @Test
    void whereTasksAreShortTheWorkerOnItsWayRunsThemAll() {
        for (int i = 0; i < 100; i++) {
            pool.spells().ended(1_000, 1);
        }
        claimOne();
        inject();
        inject();
        assertThat(pool.sleepers().asleep()).isEqualTo(2);
        assertThat(ranOn).isEmpty();
        pool.workers()[0].wake();
        Await.until("both ran", () -> ranOn.size() == 2);
    }
}
