/**
 * Timers: {@link dev.heddle.timers.TimerService} runs things later, {@link
 * dev.heddle.timers.Timers} has one for every thread. A Heddle scheduler has one of its own, whose
 * timers live with its workers.
 *
 * <p><b>Needs</b> nothing: no other module and no JVM flag.
 *
 * <p><b>Threads:</b> usable from any thread, platform or virtual, on any scheduler.
 */
@NullMarked
package dev.heddle.timers;

import org.jspecify.annotations.NullMarked;
