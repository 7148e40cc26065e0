/**
 * Checks with Lincheck that what promises to be linearizable is: every result of every operation
 * fits a sequential order of all of them. Model checking tries interleavings one after the other;
 * the stress mode runs on real threads. {@code BlockingTest} does the same to operations that wait.
 * {@code CanaryTest} plants bugs that must be found, so that a checker which has gone blind fails
 * the build.
 *
 * <p>Lincheck lets a park return spuriously, so it cannot find a lost wake-up; that is what the
 * jcstress tests with bounded waits are for.
 */
package dev.heddle.lincheck;
