package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** The queues and sets under the scheduler, one thread at a time; for races see stress-tests. */
class QueuesTest {

    @BeforeAll
    static void exportWhatAgronaNeeds() {
        VirtualThreads.requireOpen();
    }

    private record Numbered(int number) implements Runnable {
        @Override
        public void run() {}
    }

    private static Runnable task(int number) {
        return new Numbered(number);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 3, 6, 255})
    void aRingsCapacityIsAPowerOfTwo(int capacity) {
        assertThatThrownBy(() -> new RunQueue(capacity))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("capacity must be a power of two from 2 on: " + capacity);
    }

    @Test
    void theRingIsFirstInFirstOutAndSaysWhenItIsFull() {
        RunQueue queue = new RunQueue(4);
        for (int i = 0; i < 4; i++) {
            assertThat(queue.offer(task(i))).isTrue();
        }
        assertThat(queue.offer(task(4))).isFalse();
        assertThat(queue.size()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            assertThat(queue.poll()).isEqualTo(task(i));
        }
        assertThat(queue.poll()).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void theNextSlotHoldsOneAndGivesBackWhatItDisplaces() {
        RunQueue queue = new RunQueue(4);
        assertThat(queue.exchangeNext(task(1))).isNull();
        assertThat(queue.exchangeNext(task(2))).isEqualTo(task(1));
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.isRingEmpty()).isTrue();
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.takeNext()).isEqualTo(task(2));
        assertThat(queue.takeNext()).isNull();
    }

    @Test
    void halfOfAFullRingAndTheNewTaskMoveOnTogether() {
        RunQueue queue = new RunQueue(4);
        for (int i = 0; i < 4; i++) {
            queue.offer(task(i));
        }
        assertThat(queue.takeHalf(task(4))).containsExactly(task(0), task(1), task(4));
        assertThat(queue.takeHalf(task(5))).isNull();
        assertThat(queue.poll()).isEqualTo(task(2));
    }

    @Test
    void aThiefTakesHalfRoundedUpAndRunsTheLast() {
        RunQueue victim = new RunQueue(8);
        RunQueue thief = new RunQueue(8);
        for (int i = 0; i < 5; i++) {
            victim.offer(task(i));
        }
        assertThat(thief.stealFrom(victim)).isEqualTo(task(2));
        assertThat(thief.poll()).isEqualTo(task(0));
        assertThat(thief.poll()).isEqualTo(task(1));
        assertThat(thief.poll()).isNull();
        assertThat(victim.size()).isEqualTo(2);
        assertThat(new RunQueue(8).stealFrom(new RunQueue(8))).isNull();
    }

    @Test
    void theRingBehavesAsADequeOverManyWraps() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RunQueue queue = new RunQueue(4);
        RunQueue other = new RunQueue(4);
        Deque<Runnable> model = new ArrayDeque<>();
        int number = 0;
        for (int step = 0; step < 500_000; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    Runnable task = task(number++);
                    if (queue.offer(task)) {
                        model.addLast(task);
                    } else {
                        assertThat(model).as("seed " + seed).hasSize(4);
                    }
                }
                case 2 -> assertThat(queue.poll()).as("seed " + seed).isEqualTo(model.pollFirst());
                default -> {
                    int half = (model.size() + 1) / 2;
                    List<Runnable> stolen = new ArrayList<>();
                    Runnable last = other.stealFrom(queue);
                    for (Runnable task; (task = other.poll()) != null; ) {
                        stolen.add(task);
                    }
                    if (last != null) {
                        stolen.add(last);
                    }
                    List<Runnable> expected = new ArrayList<>();
                    for (int i = 0; i < half; i++) {
                        expected.add(model.pollFirst());
                    }
                    assertThat(stolen).as("seed " + seed).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void theInjectionQueueKeepsTheOrderOfSingleTasksAndBatches() {
        InjectionQueue queue = new InjectionQueue();
        queue.offer(task(0));
        queue.offerAll(new Runnable[] {task(1), task(2)});
        queue.offer(task(3));
        assertThat(queue.size()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            assertThat(queue.poll()).isEqualTo(task(i));
        }
        assertThat(queue.poll()).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aWorkerDrainsAFairShareAsFarAsItsRingHasRoom() {
        InjectionQueue queue = new InjectionQueue();
        for (int i = 0; i < 1_000; i++) {
            queue.offer(task(i));
        }
        RunQueue ring = new RunQueue(256);
        assertThat(queue.drainTo(ring, 1, InjectionQueue.MAX_BATCH)).isEqualTo(task(0));
        assertThat(ring.size()).isEqualTo(InjectionQueue.MAX_BATCH - 1);
        RunQueue small = new RunQueue(4);
        assertThat(queue.drainTo(small, 4, InjectionQueue.MAX_BATCH)).isEqualTo(task(128));
        assertThat(small.size()).isEqualTo(4);
        RunQueue shared = new RunQueue(256);
        assertThat(queue.drainTo(shared, 100, InjectionQueue.MAX_BATCH)).isEqualTo(task(133));
        assertThat(shared.size()).isEqualTo(867 / 100);
        RunQueue few = new RunQueue(256);
        assertThat(queue.drainTo(few, 1, 3)).isEqualTo(task(142));
        assertThat(few.size()).isEqualTo(2);
    }

    @Test
    void aVictimOrderVisitsEveryWorkerOnce() {
        VictimOrder order = new VictimOrder(42);
        Set<List<Integer>> orders = new HashSet<>();
        for (int n = 1; n <= 70; n++) {
            for (int round = 0; round < 50; round++) {
                order.start(n);
                List<Integer> visited = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    visited.add(order.next());
                }
                assertThat(visited)
                        .containsExactlyInAnyOrder(
                                IntStream.range(0, n).boxed().toArray(Integer[]::new));
                if (n == 8) {
                    orders.add(visited);
                }
            }
        }
        assertThat(orders).hasSizeGreaterThan(10);
    }

    @Test
    void oneSleeperIsClaimedAndCountsAsSearching() {
        Sleepers sleepers = new Sleepers(200);
        sleepers.admit(150);
        assertThat(sleepers.claim()).isEqualTo(-1);
        sleepers.fallAsleep(150, false);
        sleepers.fallAsleep(3, false);
        assertThat(sleepers.asleep()).isEqualTo(2);
        assertThat(sleepers.claim()).isEqualTo(3);
        assertThat(sleepers.searching()).isEqualTo(1);
        assertThat(sleepers.claim()).as("somebody searches already").isEqualTo(-1);
        assertThat(sleepers.stopSearching()).isTrue();
        assertThat(sleepers.claim()).isEqualTo(150);
        assertThat(sleepers.wakeUp(150)).as("claimed before").isFalse();
    }

    @Test
    void aSecondSleeperMayBeClaimedButNoThird() {
        Sleepers sleepers = new Sleepers(4);
        for (int i = 0; i < 4; i++) {
            sleepers.fallAsleep(i, false);
        }
        assertThat(sleepers.claim(2)).isZero();
        assertThat(sleepers.claim(1)).isEqualTo(-1);
        assertThat(sleepers.claim(2)).isEqualTo(1);
        assertThat(sleepers.claim(2)).isEqualTo(-1);
        assertThat(sleepers.searching()).isEqualTo(2);
        assertThat(sleepers.stopSearching()).as("the last one").isFalse();
        assertThat(sleepers.claim(2)).isEqualTo(2);
    }

    @Test
    void halfOfTheBusyMaySearch() {
        Sleepers sleepers = new Sleepers(8);
        assertThat(sleepers.tryStartSearching(4)).isTrue();
        assertThat(sleepers.tryStartSearching(4)).isTrue();
        assertThat(sleepers.tryStartSearching(4)).isFalse();
        assertThat(sleepers.stopSearching()).isFalse();
        assertThat(sleepers.stopSearching()).isTrue();
    }

    @Test
    void seatsAreTakenUpToTheLimitAndGivenUpAboveIt() {
        Seats seats = new Seats(2);
        assertThat(new boolean[] {seats.tryTake(), seats.tryTake(), seats.tryTake()})
                .containsExactly(true, true, false);
        assertThat(seats.tryStepDown()).isFalse();
        seats.resize(1);
        assertThat(seats.isOverfull()).isTrue();
        assertThat(seats.tryStepDown()).isTrue();
        assertThat(seats.isOverfull()).isFalse();
        assertThat(seats.isAnyFree()).isFalse();
        seats.giveUp();
        assertThat(seats.isAnyFree()).isTrue();
        assertThat(seats.taken()).isZero();
        assertThat(seats.limit()).isEqualTo(1);
    }

    @Test
    void takenTasksDoNotStayReachable() {
        RunQueue queue = new RunQueue(4);
        RunQueue thief = new RunQueue(4);
        List<WeakReference<Runnable>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            queue.offer(remembered(tasks));
        }
        thief.stealFrom(queue);
        thief.poll();
        queue.poll();
        assertNoneIsHeld(tasks, List.of(queue, thief));
    }

    @Test
    void tasksThatOwnerAndThiefRacedForDoNotStayReachable() throws Exception {
        List<RunQueue> queues = new ArrayList<>();
        List<WeakReference<Runnable>> tasks = new ArrayList<>();
        for (int round = 0; round < 2_000; round++) {
            RunQueue queue = new RunQueue(16);
            RunQueue thief = new RunQueue(16);
            queues.addAll(List.of(queue, thief));
            for (int i = 0; i < 16; i++) {
                queue.offer(remembered(tasks));
            }
            AtomicBoolean started = new AtomicBoolean();
            Thread other =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        started.set(true);
                                        do {
                                            thief.stealFrom(queue);
                                            drain(thief);
                                        } while (!queue.isRingEmpty());
                                        thief.clearTaken();
                                    });
            while (!started.get()) {
                Thread.onSpinWait();
            }
            drain(queue);
            other.join();
        }
        assertNoneIsHeld(tasks, queues);
    }

    private static Runnable remembered(List<WeakReference<Runnable>> tasks) {
        Runnable task = task(tasks.size());
        tasks.add(new WeakReference<>(task));
        return task;
    }

    private static void drain(RunQueue queue) {
        while (queue.poll() != null) {
            Thread.onSpinWait();
        }
    }

    private static void assertNoneIsHeld(
            List<WeakReference<Runnable>> tasks, List<RunQueue> queues) {
        queues.forEach(RunQueue::clearTaken);
        Await.until(
                "all are collected",
                () -> {
                    System.gc();
                    return tasks.stream().allMatch(task -> task.get() == null);
                });
        assertThat(queues).allMatch(RunQueue::isEmpty);
    }
}
