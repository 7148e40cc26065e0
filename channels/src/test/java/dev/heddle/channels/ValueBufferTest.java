package dev.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayDeque;
import java.util.Random;

class ValueBufferTest {
    private static final class Buffer extends ValueBuffer {
        Buffer(int capacity) {
            super(capacity);
        }

        boolean addBringingSegments(Object value) {
            int missing = missingSegment();
            if (missing > 0) {
                assertThat(add(value)).as("add without the missing segment").isFalse();
                supply(new Object[missing]);
                assertThat(missingSegment()).isZero();
            }
            return add(value);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 17, 128, 1024, 1025, 1040, 1041, 1100, 2000, 5000, 1_000_000})
    void shouldBehaveAsABoundedQueueInAnySequenceOfSteps(int capacity) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Buffer buffer = new Buffer(capacity);
        ArrayDeque<Integer> model = new ArrayDeque<>();
        int next = 0;
        for (int phase = 0; phase < 200; phase++) {
            int adds = random.nextInt(101);
            int target = random.nextInt(2 * Math.min(capacity, 6000) + 1);
            for (int step = 0; step < target; step++) {
                if (random.nextInt(100) < adds) {
                    boolean added = buffer.addBringingSegments(next);
                    assertThat(added).as("seed %d", seed).isEqualTo(model.size() < capacity);
                    if (added) {
                        model.add(next++);
                    }
                } else if (!model.isEmpty()) {
                    assertThat(buffer.removeFirst()).as("seed %d", seed).isEqualTo(model.poll());
                }
                assertThat(buffer.count()).as("seed %d", seed).isEqualTo(model.size());
                assertThat(buffer.isFull()).isEqualTo(model.size() == capacity);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 1024, 1025, 1039, 1041, 1500, 3000, 4999})
    void shouldNeedNoSegmentToReplaceAValueOfAFullBuffer(int capacity) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            Buffer buffer = new Buffer(capacity);
            ArrayDeque<Integer> model = new ArrayDeque<>();
            int next = 0;
            for (int i = random.nextInt(3 * capacity); i > 0; i--) {
                buffer.addBringingSegments(next);
                model.add(next++);
                if (model.size() == capacity || random.nextBoolean()) {
                    assertThat(buffer.removeFirst()).isEqualTo(model.poll());
                }
            }
            while (buffer.addBringingSegments(next)) {
                model.add(next++);
            }
            for (int i = 0; i < 3 * capacity; i++) {
                assertThat(buffer.removeFirst()).as("seed %d", seed).isEqualTo(model.poll());
                assertThat(buffer.add(next)).as("seed %d", seed).isTrue();
                model.add(next++);
            }
        }
    }

    @Test
    void shouldTakeNoMemoryForAHugeCapacityAndGiveBackWhatABurstTook() {
        Buffer buffer = new Buffer(Integer.MAX_VALUE);
        assertThat(buffer.slots()).isEqualTo(ValueBuffer.FIRST_SEGMENT);
        for (int i = 0; i < 100_000; i++) {
            assertThat(buffer.addBringingSegments(i)).isTrue();
        }
        assertThat(buffer.slots()).isGreaterThanOrEqualTo(100_000);
        for (int i = 0; i < 100_000; i++) {
            buffer.removeFirst();
        }
        assertThat(buffer.slots()).isLessThanOrEqualTo(3 * ValueBuffer.LONGEST_SEGMENT);
    }

    @Test
    void shouldNeedNoSegmentsAtAConstantSize() {
        Buffer buffer = new Buffer(Integer.MAX_VALUE);
        for (int i = 0; i < 3000; i++) {
            buffer.addBringingSegments(i);
        }
        int brought = 0;
        for (int i = 0; i < 1_000_000; i++) {
            if (buffer.missingSegment() > 0) {
                brought++;
            }
            buffer.addBringingSegments(i);
            buffer.removeFirst();
        }
        assertThat(brought).as("long segments in the place of short ones").isLessThan(10);
    }
}
