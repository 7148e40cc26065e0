/** Benchmarks of locks, semaphores and wait groups, against those of java.util.concurrent. */
@NullMarked
package dev.heddle.benchmarks.sync;

import org.jspecify.annotations.NullMarked;
