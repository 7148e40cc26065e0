package dev.heddle.benchmarks.compare;

import org.jspecify.annotations.Nullable;

/** A channel of integers, as the workloads see it. */
interface Pipe {
    void send(Integer value) throws InterruptedException;

    Integer receive() throws InterruptedException;

    /** Null if the time is over. */
    @Nullable Integer receive(long timeoutMillis) throws InterruptedException;
}
