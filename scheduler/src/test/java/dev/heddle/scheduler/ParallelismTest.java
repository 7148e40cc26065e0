package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

class ParallelismTest {

    @Test
    void theDefaultIsTheNumberOfProcessors() {
        try (Scheduler scheduler = Scheduler.builder().build()) {
            assertThat(scheduler.parallelism())
                    .isEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1025, Integer.MAX_VALUE})
    void aParallelismOutOfRangeIsRefusedAndChangesNothing(int parallelism) throws Exception {
        Scheduler.Builder builder = Scheduler.builder().parallelism(1);
        assertThatThrownBy(() -> builder.parallelism(parallelism))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parallelism must be from 1 to 1024: " + parallelism);
        try (Scheduler scheduler = builder.build()) {
            assertThatThrownBy(() -> scheduler.setParallelism(parallelism))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(scheduler.parallelism()).isEqualTo(1);
            assertThat(scheduler.run(() -> 1)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 10_001})
    void maxSparesOutOfRangeIsRefused(int spares) {
        assertThatThrownBy(() -> Scheduler.builder().maxSpares(spares))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxSpares must be from 0 to 10000: " + spares);
    }

    @Test
    void moreWorkersRunAtOnceAfterItWasRaised() throws Exception {
        AtomicInteger here = new AtomicInteger();
        try (Scheduler scheduler = Scheduler.builder().parallelism(1).maxSpares(0).build()) {
            scheduler.setParallelism(5);
            for (int i = 0; i < 5; i++) {
                scheduler.go(
                        () -> {
                            here.incrementAndGet();
                            Await.spinning(() -> here.get() == 5);
                        });
            }
        }
    }

    @Test
    void fewerGoroutinesRunAtOnceAfterItWasLowered() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Scheduler scheduler = Scheduler.builder().parallelism(8).maxSpares(0).build()) {
            CountDownLatch warm = new CountDownLatch(1_000);
            for (int i = 0; i < 1_000; i++) {
                scheduler.go(warm::countDown);
            }
            Await.latch(warm);
            scheduler.setParallelism(1);
            Await.until("all but one stepped down", () -> scheduler.stats().spares() >= 7);
            for (int i = 0; i < 5_000; i++) {
                scheduler.go(
                        () -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            Thread.onSpinWait();
                            running.decrementAndGet();
                        });
            }
        }
        assertThat(most.get()).isEqualTo(1);
    }

    @Test
    void nothingIsLostWhileItGoesUpAndDownUnderLoad() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        LongAdder ran = new LongAdder();
        int count = 200_000;
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build()) {
            scheduler.go(
                    () -> {
                        for (int i = 0; i < count; i++) {
                            Go.go(
                                    () -> {
                                        Thread.yield();
                                        ran.increment();
                                    });
                            if (i % 1_000 == 0) {
                                Thread.sleep(1);
                            }
                        }
                    });
            while (ran.sum() < count) {
                scheduler.setParallelism(1 + random.nextInt(8));
                Thread.yield();
            }
        }
        assertThat(ran.sum()).as("seed " + seed).isEqualTo(count);
    }
}
