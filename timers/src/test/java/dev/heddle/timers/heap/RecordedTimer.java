package dev.heddle.timers.heap;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often it fired. */
final class RecordedTimer extends HeapTimer {

    final AtomicInteger fired = new AtomicInteger();

    @Override
    protected void fire() {
        fired.incrementAndGet();
    }
}
