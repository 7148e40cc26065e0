package dev.heddle.timers.heap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Random operations on a heap and on a sorted set, which must agree after each of them: 2.8 million
 * steps in all. {@code -Dheddle.seed=N} repeats a run.
 */
@Timeout(120)
class TimerHeapModelTest {

    private static final int STEPS = 400_000;

    /** The instants from which time runs, among them those just before it wraps around. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                -1_000_000,
                Long.MAX_VALUE - 1_000_000,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                1L << 62,
                -(1L << 62) - 1_000_000
            })
    void shouldDoWhatASortedSetDoes(long start) {
        long seed = Long.getLong("heddle.seed", System.nanoTime());
        System.out.println("TimerHeapModelTest: seed " + seed + ", start " + start);
        try {
            new Model(seed, start).run(STEPS);
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed + ", start " + start, e);
        }
    }

    private static final class ModelTimer extends HeapTimer {
        final Model model;
        final long id;

        /** From the start of time, so that it does not wrap around. */
        final long due;

        ModelTimer(Model model, long id, long due) {
            this.model = model;
            this.id = id;
            this.due = due;
        }

        @Override
        protected void fire() {
            model.fired.add(this);
        }
    }

    private static final class Model {
        final long start;
        final Random random;
        final TimerHeap heap;
        final TreeSet<ModelTimer> reference =
                new TreeSet<>(
                        Comparator.comparingLong((ModelTimer t) -> t.due).thenComparing(t -> t.id));
        final List<ModelTimer> known = new ArrayList<>();
        final List<ModelTimer> fired = new ArrayList<>();
        long elapsed;
        long ids;

        Model(long seed, long start) {
            this.start = start;
            random = new Random(seed);
            heap = new TimerHeap(1 + random.nextInt(8));
        }

        void run(int steps) {
            for (int step = 0; step < steps; step++) {
                // phases in which the heap grows, shrinks, is mostly stopped
                int phase = step / 20_000 % 3;
                int choice = random.nextInt(10);
                if (choice < (phase == 0 ? 6 : 3)) {
                    add();
                } else if (choice < (phase == 1 ? 4 : 9)) {
                    stop();
                } else {
                    advance(phase);
                }
                assertThat(heap.size()).isEqualTo(reference.size());
                if (step % 1_000 == 0) {
                    heap.checkInvariants();
                }
            }
            elapsed += 1L << 61;
            while (heap.earliest() != TimerHeap.NEVER) {
                expire(1 + random.nextInt(1_000));
            }
            assertThat(reference).isEmpty();
            assertThat(heap.entries()).isZero();
            heap.checkInvariants();
        }

        void add() {
            long delay =
                    switch (random.nextInt(8)) {
                        case 0 -> -random.nextInt(1_000);
                        case 1 -> random.nextInt(10);
                        case 2 -> random.nextLong(1L << 60);
                        default -> random.nextInt(20_000);
                    };
            ModelTimer timer = new ModelTimer(this, ids++, elapsed + delay);
            if (random.nextInt(50) == 0) {
                assertThat(timer.stop()).isTrue();
            } else {
                reference.add(timer);
            }
            heap.add(timer, start + elapsed + delay);
            known.add(timer);
        }

        void stop() {
            if (known.isEmpty()) {
                return;
            }
            // recent timers are stopped more often
            int i = known.size() - 1 - random.nextInt(Math.min(known.size(), 300));
            ModelTimer timer = known.get(i);
            known.set(i, known.getLast());
            known.removeLast();
            assertThat(timer.stop()).isEqualTo(reference.remove(timer));
            assertThat(timer.stop()).isFalse();
        }

        void advance(int phase) {
            elapsed += random.nextInt(phase == 2 ? 30 : 300);
            expire(random.nextInt(50));
        }

        void expire(int limit) {
            int before = heap.entries() - heap.size();
            int count =
                    random.nextBoolean()
                            ? heap.expire(start + elapsed, limit)
                            : heap.tryExpire(start + elapsed, limit);
            assertThat(fired).hasSize(count);
            for (ModelTimer timer : fired) {
                ModelTimer expected = reference.first();
                assertThat(timer.due).isEqualTo(expected.due).isLessThanOrEqualTo(elapsed);
                assertThat(reference.remove(timer)).isTrue();
                assertThat(timer.stop()).isFalse();
            }
            if (count < limit && before < 256) { // else it may have stopped for the dropped ones
                assertThat(reference.isEmpty() || reference.first().due > elapsed).isTrue();
            }
            fired.clear();
        }
    }
}
