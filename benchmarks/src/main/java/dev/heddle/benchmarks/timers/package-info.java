/**
 * Timers: what it costs to set, stop, reset and fire them, against the JDK's, Agrona's and Netty's;
 * and how precise they are.
 *
 * <pre>
 * java --add-opens java.base/java.lang=ALL-UNNAMED -jar benchmarks/target/benchmarks.jar benchmarks.timers
 * java --add-opens java.base/java.lang=ALL-UNNAMED -cp benchmarks/target/benchmarks.jar
 *      dev.heddle.benchmarks.timers.Precision
 * </pre>
 *
 * <p>Figures are medians of samples, each of a batch that is shorter than the system's time slice:
 * a machine that others use as well does not spoil them.
 */
@NullMarked
package dev.heddle.benchmarks.timers;

import org.jspecify.annotations.NullMarked;
