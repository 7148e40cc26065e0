package dev.heddle.benchmarks.lightload;

/**
 * What a process took of the machine in a second.
 *
 * @param cpuMillis processor time, in milliseconds
 * @param switches context switches of its threads
 */
record Cost(double cpuMillis, double switches) {}
