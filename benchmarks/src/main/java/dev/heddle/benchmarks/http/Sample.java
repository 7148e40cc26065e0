package dev.heddle.benchmarks.http;

/**
 * What one measurement of a server gave.
 *
 * @param perSecond requests in a second
 * @param cpuMicros processor time of the server in microseconds a request
 * @param switches context switches of the server a request
 * @param p50 the median latency in microseconds
 * @param p99 that which one request in a hundred exceeds
 * @param loadShare how much of its one processor the load itself used; NaN: unknown
 */
record Sample(
        double perSecond,
        double cpuMicros,
        double switches,
        double p50,
        double p99,
        double loadShare) {}
