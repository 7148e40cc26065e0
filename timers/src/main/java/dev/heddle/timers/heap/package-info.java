/**
 * The heap that timers wait in, without a clock or a thread of its own: time is an argument, and
 * whoever calls {@link dev.heddle.timers.heap.TimerHeap#expire} is the driver. For {@code
 * dev.heddle.scheduler}, whose workers have one each.
 */
@NullMarked
package dev.heddle.timers.heap;

import org.jspecify.annotations.NullMarked;
