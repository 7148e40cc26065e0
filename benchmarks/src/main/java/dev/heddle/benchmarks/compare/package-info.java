/**
 * The comparison: the same workloads on Heddle and its peers, side by side on one machine.
 *
 * <p>{@link dev.heddle.benchmarks.compare.Compare} starts a process for each peer and takes turns
 * between them, so that a machine that drifts hurts all alike. What runs in such a process is a
 * {@link dev.heddle.benchmarks.compare.Peer}; Go's is in {@code benchmarks/go}, Kotlin's in {@code
 * src/main/kotlin}.
 */
@NullMarked
package dev.heddle.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
