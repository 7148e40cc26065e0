/** Timers for any thread; so far only the heap below, {@code dev.heddle.timers.heap}. */
@NullMarked
package dev.heddle.timers;

import org.jspecify.annotations.NullMarked;
