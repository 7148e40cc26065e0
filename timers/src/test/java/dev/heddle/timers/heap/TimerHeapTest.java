package dev.heddle.timers.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

@Timeout(60)
class TimerHeapTest {

    private final TimerHeap heap = new TimerHeap();

    @Test
    void shouldBeEmptyAtFirst() {
        assertThat(heap.earliest()).isEqualTo(TimerHeap.NEVER);
        assertThat(heap.size()).isZero();
        assertThat(heap.expire(0, 10)).isZero();
        assertThat(heap.tryExpire(Long.MAX_VALUE, 10)).isZero();
    }

    @Test
    void shouldFireNothingBeforeItsDeadlineAndEverythingAtIt() {
        RecordedTimer timer = added(100);

        assertThat(heap.earliest()).isEqualTo(100);
        assertThat(heap.expire(99, 10)).isZero();
        assertThat(timer.isFired()).isFalse();
        assertThat(heap.expire(100, 10)).isOne();
        assertThat(timer.fired).hasValue(1);
        assertThat(timer.isFired()).isTrue();
        assertThat(timer.stop()).isFalse();
        assertThat(heap.earliest()).isEqualTo(TimerHeap.NEVER);
        assertThat(heap.size()).isZero();
    }

    @Test
    void shouldFireAtMostAsManyAsTheLimitAllows() {
        for (int i = 0; i < 10; i++) {
            added(i);
        }
        assertThat(heap.expire(100, 0)).isZero();
        assertThat(heap.expire(100, 4)).isEqualTo(4);
        assertThat(heap.earliest()).isEqualTo(4);
        assertThat(heap.size()).isEqualTo(6);
        assertThat(heap.tryExpire(100, 4)).isEqualTo(4);
        assertThat(heap.expire(100, 4)).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> heap.expire(100, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> heap.tryExpire(100, -1));
    }

    @Test
    void shouldNotFireAStoppedTimer() {
        RecordedTimer timer = added(100);

        assertThat(timer.stop()).isTrue();
        assertThat(timer.stop()).isFalse();
        assertThat(timer.isStopped()).isTrue();
        assertThat(heap.size()).isZero();
        assertThat(heap.expire(1_000, 10)).isZero();
        assertThat(timer.fired).hasValue(0);
        assertThat(heap.entries()).isZero();
        assertThat(heap.earliest()).isEqualTo(TimerHeap.NEVER);
    }

    @Test
    void shouldLeaveOutATimerThatWasStoppedBeforeItWasAdded() {
        RecordedTimer timer = new RecordedTimer();
        assertThat(timer.stop()).isTrue();

        heap.add(timer, 100);

        assertThat(heap.size()).isZero();
        assertThat(heap.entries()).isZero();
        assertThat(heap.earliest()).isEqualTo(TimerHeap.NEVER);
        heap.checkInvariants();
    }

    @Test
    void shouldRefuseToAddATimerTwice() {
        RecordedTimer timer = added(100);

        assertThatIllegalStateException().isThrownBy(() -> heap.add(timer, 200));
        assertThatIllegalStateException().isThrownBy(() -> new TimerHeap().add(timer, 200));
        heap.expire(100, 10);
        assertThatIllegalStateException().isThrownBy(() -> heap.add(timer, 200));
        assertThat(heap.expire(1_000, 10)).isZero();
        assertThat(timer.fired).hasValue(1);
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldRefuseNullAndBadCapacities() {
        assertThatNullPointerException().isThrownBy(() -> heap.add(null, 1)).withMessage("timer");
        assertThatIllegalArgumentException().isThrownBy(() -> new TimerHeap(0));
    }

    @Test
    void shouldSaturateHugeAndNegativeDelays() {
        for (long now : new long[] {0, -5, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 7}) {
            assertThat(TimerHeap.deadlineAfter(now, -1) - now).isBetween(0L, 1L);
            assertThat(TimerHeap.deadlineAfter(now, Long.MIN_VALUE) - now).isBetween(0L, 1L);
            assertThat(TimerHeap.deadlineAfter(now, 7) - now).isBetween(7L, 8L);
            assertThat(TimerHeap.deadlineAfter(now, 7)).isNotEqualTo(TimerHeap.NEVER);
            long latest = TimerHeap.deadlineAfter(now, Long.MAX_VALUE);
            assertThat(latest - now).isEqualTo(1L << 62);
            assertThat(latest - TimerHeap.deadlineAfter(now, -1)).isPositive();
        }
    }

    @Test
    void shouldFireATimerWhoseDeadlineLooksLikeNever() {
        RecordedTimer timer = added(TimerHeap.NEVER);

        assertThat(heap.earliest()).isNotEqualTo(TimerHeap.NEVER);
        assertThat(heap.expire(Long.MAX_VALUE, 10)).isZero();
        assertThat(heap.expire(Long.MIN_VALUE, 10)).isOne();
        assertThat(timer.fired).hasValue(1);
    }

    @Test
    void shouldFireTheOthersWhenOneThrows() {
        List<Integer> fired = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int id = i;
            heap.add(
                    new HeapTimer() {
                        @Override
                        protected void fire() {
                            fired.add(id);
                            if (id % 2 == 1) {
                                throw new IllegalStateException("timer " + id);
                            }
                        }
                    },
                    i);
        }

        assertThatThrownBy(() -> heap.expire(10, 10))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("timer 1")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
        assertThat(fired).containsExactly(0, 1, 2, 3, 4, 5);
        heap.checkInvariants();
        assertThat(heap.expire(10, 10)).isZero();
    }

    @Test
    void shouldLetATimerUseTheHeapWhenItFires() {
        RecordedTimer other = new RecordedTimer();
        heap.add(
                new HeapTimer() {
                    @Override
                    protected void fire() {
                        heap.add(other, 5);
                        heap.expire(5, 10);
                    }
                },
                1);
        assertThat(heap.expire(1, 10)).isOne();
        assertThat(other.fired).hasValue(1);
    }

    @Test
    void shouldNotKeepTimersThatAreStoppedOverAndOver() {
        added(10);
        for (int i = 0; i < 100_000; i++) {
            added(1_000_000 + i).stop();
            assertThat(heap.entries()).isLessThanOrEqualTo(2);
        }
        assertThat(heap.capacity()).isEqualTo(new TimerHeap().capacity());
    }

    @Test
    void shouldSweepOutWhatWasStoppedInTheMiddle() {
        List<RecordedTimer> timers = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            timers.add(added(i * 7_919L % 100_003));
        }
        for (int i = 0; i < 99_000; i++) {
            timers.get(i).stop();
        }
        assertThat(heap.size()).isEqualTo(1_000);
        for (int i = 0; i < 200; i++) {
            added(200_000 + i);
        }
        heap.checkInvariants();
        assertThat(heap.entries()).isLessThanOrEqualTo(1_200 * 4 / 3);
        assertThat(heap.capacity()).isLessThan(10_000);
        assertThat(fireAll(Long.MAX_VALUE >> 2)).isEqualTo(1_200);
    }

    @Test
    void shouldGiveBackWhatWasStoppedThoughNobodyAddsOrFires() {
        List<RecordedTimer> timers = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            timers.add(added(i * 7_919L % 1_000_003));
        }
        for (int i = 0; i < timers.size(); i++) {
            timers.get(i).stop();
        }
        assertThat(heap.size()).isZero();
        assertThat(heap.entries()).isLessThan(2_000);
        assertThat(heap.capacity()).isLessThan(10_000);
        heap.checkInvariants();
    }

    @Test
    void shouldShrinkAfterAMillionTimersFired() {
        for (int i = 0; i < 1_000_000; i++) {
            added(i);
        }
        assertThat(heap.capacity()).isGreaterThanOrEqualTo(1_000_000);
        assertThat(fireAll(1_000_000)).isEqualTo(1_000_000);
        assertThat(heap.capacity()).isLessThanOrEqualTo(128);
    }

    @Test
    void shouldLetStoppedTimersBeCollected() {
        List<WeakReference<HeapTimer>> references = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            RecordedTimer timer = added(1_000_000_000L + i);
            timer.stop();
            references.add(new WeakReference<>(timer));
            added(i % 10 == 0 ? 2_000_000_000L : 500_000_000L);
        }
        added(1).stop();
        heap.expire(0, 10);

        awaitCollected(
                () -> references.stream().filter(r -> r.get() != null).count() <= 1_100 / 4 + 1);
    }

    @Test
    void shouldGiveUpAtOnceWhenAnotherThreadHoldsTheHeap() throws InterruptedException {
        RecordedTimer timer = added(1);
        heap.lock();
        try {
            assertThat(heap.tryExpire(10, 10)).isZero();
            assertThat(heap.size()).isOne();
            assertThat(heap.earliest()).isOne();
            assertThat(timer.isFired()).isFalse();
        } finally {
            heap.unlock();
        }
        assertThat(heap.tryExpire(10, 10)).isOne();
    }

    @Test
    void shouldFireWithoutTheLock() throws InterruptedException {
        CountDownLatch firing = new CountDownLatch(1);
        CountDownLatch added = new CountDownLatch(1);
        heap.add(
                new HeapTimer() {
                    @Override
                    protected void fire() {
                        firing.countDown();
                        try {
                            added.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                },
                1);
        Thread driver = new Thread(() -> heap.expire(1, 1));
        driver.start();
        firing.await();
        added(2);
        assertThat(heap.expire(2, 1)).isOne();
        added.countDown();
        driver.join();
    }

    @Test
    void shouldNotAllocateForStopAndExpire() {
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int n = 20_000;
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            TimerHeap big = new TimerHeap(4 * n);
            RecordedTimer[] timers = new RecordedTimer[n];
            for (int i = 0; i < n; i++) {
                timers[i] = new RecordedTimer();
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < n; i++) {
                big.add(timers[i], i);
                if (i % 3 == 0) {
                    timers[i].stop();
                }
                big.expire(i / 2, 8);
            }
            while (big.earliest() != TimerHeap.NEVER) {
                big.expire(n, 8);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(n / 10);
    }

    private RecordedTimer added(long deadline) {
        RecordedTimer timer = new RecordedTimer();
        heap.add(timer, deadline);
        return timer;
    }

    private int fireAll(long now) {
        int fired = 0;
        while (heap.earliest() != TimerHeap.NEVER) {
            fired += heap.expire(now, 64);
        }
        return fired;
    }

    private static void awaitCollected(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            System.gc();
            Thread.onSpinWait();
        }
    }
}
