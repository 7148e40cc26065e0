package dev.heddle.timers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.timers.heap.HeapTimer;
import dev.heddle.timers.heap.TimerHeap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlarmTest {

    private final TimerHeap heap = new TimerHeap();
    private final Alarm alarm = new Alarm();

    private HeapTimer add(long deadline) {
        HeapTimer timer =
                new HeapTimer() {
                    @Override
                    protected void fire() {}
                };
        heap.add(timer, deadline);
        return timer;
    }

    @Test
    void whoIsAwakeNeedsNotBeWoken() {
        assertThat(alarm.isTooLateFor(1)).isFalse();
        assertThat(alarm.set(heap, TimerHeap.NEVER)).isTrue();
        assertThat(alarm.isTooLateFor(1)).isTrue();
        alarm.clear();
        assertThat(alarm.isTooLateFor(1)).isFalse();
    }

    /** Among them the instants where time wraps around, and those that mean something special. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE - 1, Long.MIN_VALUE, Long.MIN_VALUE + 1, 1L << 62})
    void whoSleepsIsWokenForAnEarlierTimer(long deadline) {
        add(deadline);
        assertThat(alarm.set(heap, heap.earliest())).isTrue();
        assertThat(alarm.isTooLateFor(deadline - 3)).isTrue();
        assertThat(alarm.isTooLateFor(deadline + 2)).isFalse();
    }

    @Test
    void aDriverIsNotKeptAwakeByTimersThatAreSetAndStoppedForLater() {
        HeapTimer timer = add(100);
        long earliest = heap.earliest();
        timer.stop();
        add(200); // the stopped one makes room
        assertThat(heap.earliest()).isEqualTo(200);
        assertThat(alarm.set(heap, earliest)).isTrue();
        assertThat(alarm.isTooLateFor(50)).isTrue();
    }

    @Test
    void nobodyFallsAsleepOnAHeapThatChanged() {
        add(100);
        long earliest = heap.earliest();
        add(50);
        assertThat(alarm.set(heap, earliest)).isFalse();
        assertThat(alarm.set(heap, 50)).isTrue();
    }
}
