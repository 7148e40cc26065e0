/**
 * Benchmarks of the scheduler against the JDK's default one. Each row runs for both with the same
 * code, which sees a {@link java.util.concurrent.ThreadFactory} and nothing else.
 */
package dev.heddle.benchmarks.scheduler;
