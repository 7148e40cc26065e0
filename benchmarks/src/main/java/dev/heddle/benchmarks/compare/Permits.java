package dev.heddle.benchmarks.compare;

/** A semaphore. */
interface Permits {
    void acquire() throws InterruptedException;

    void release() throws InterruptedException;
}
