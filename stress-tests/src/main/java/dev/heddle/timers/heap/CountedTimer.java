package dev.heddle.timers.heap;

/** Counts how often it fired. Fired by one thread at a time, read by the arbiter. */
final class CountedTimer extends HeapTimer {

    private volatile int fired;

    CountedTimer() {}

    CountedTimer(boolean shared) {
        super(shared);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // two at once would be a failure of the heap
    protected void fire() {
        fired++;
    }

    int fired() {
        return fired;
    }
}
