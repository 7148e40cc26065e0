package dev.heddle.timers.heap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Owner, thief, adder and stoppers on one heap: every timer either fires once or is stopped. */
@Timeout(120)
class TimerHeapConcurrencyTest {

    private static final int TIMERS = 150_000;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - TIMERS / 2);
    private final TimerHeap heap = new TimerHeap(1);
    private final ConcurrentLinkedQueue<CheckedTimer> toStop = new ConcurrentLinkedQueue<>();
    private final AtomicInteger addersLeft = new AtomicInteger(2);
    private final AtomicInteger fired = new AtomicInteger();
    private final AtomicInteger stopped = new AtomicInteger();

    private final class CheckedTimer extends HeapTimer {
        final AtomicInteger count = new AtomicInteger();
        final AtomicBoolean wasStopped = new AtomicBoolean();

        @Override
        protected void fire() {
            count.incrementAndGet();
            fired.incrementAndGet();
            if (deadlineNanos() - now.get() > 0) {
                throw new AssertionError("fired early");
            }
        }
    }

    @RepeatedTest(4)
    void shouldFireOrStopEachTimerExactlyOnce() throws Exception {
        List<CheckedTimer> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<List<CheckedTimer>>> adders =
                    List.of(threads.submit(this::add), threads.submit(this::add));
            List<Future<?>> others =
                    List.of(
                            threads.submit(this::drive),
                            threads.submit(this::steal),
                            threads.submit(this::stop),
                            threads.submit(this::stop));
            for (Future<List<CheckedTimer>> adder : adders) {
                all.addAll(adder.get());
            }
            for (Future<?> other : others) {
                other.get();
            }
        }
        for (CheckedTimer timer : all) {
            assertThat(timer.count.get() + (timer.wasStopped.get() ? 1 : 0)).isOne();
            assertThat(timer.isFired()).isEqualTo(timer.count.get() == 1);
            assertThat(timer.isStopped()).isEqualTo(timer.wasStopped.get());
        }
        assertThat(fired.get() + stopped.get()).isEqualTo(2 * TIMERS);
        assertThat(fired).hasPositiveValue();
        assertThat(stopped).hasPositiveValue();
        assertThat(heap.size()).isZero();
        assertThat(heap.entries()).isZero();
        heap.checkInvariants();
    }

    private List<CheckedTimer> add() {
        List<CheckedTimer> added = new ArrayList<>();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        try {
            for (int i = 0; i < TIMERS; i++) {
                CheckedTimer timer = new CheckedTimer();
                added.add(timer);
                boolean stopEarly = random.nextInt(100) == 0;
                if (stopEarly) {
                    toStop.add(timer); // also before it is in the heap
                }
                heap.add(timer, now.get() + random.nextInt(5_000));
                if (!stopEarly && random.nextBoolean()) {
                    toStop.add(timer);
                }
            }
        } finally {
            addersLeft.decrementAndGet();
        }
        return added;
    }

    private void drive() {
        while (isBusy()) {
            heap.expire(now.addAndGet(3), 64);
        }
    }

    private void steal() {
        while (isBusy()) {
            heap.tryExpire(now.get(), 16);
        }
    }

    private boolean isBusy() {
        return addersLeft.get() > 0 || heap.earliest() != TimerHeap.NEVER;
    }

    private void stop() {
        while (addersLeft.get() > 0 || !toStop.isEmpty()) {
            CheckedTimer timer = toStop.poll();
            if (timer != null && timer.stop()) {
                timer.wasStopped.set(true);
                stopped.incrementAndGet();
            }
        }
    }
}
