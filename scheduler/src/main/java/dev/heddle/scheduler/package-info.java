/**
 * Goroutines on our own work-stealing workers.
 *
 * <p>{@link dev.heddle.scheduler.Go#go} starts a goroutine, a virtual thread; {@link
 * dev.heddle.scheduler.Scheduler} runs it on a few platform threads ("workers"), each with a run
 * queue, a timer heap and, where one is plugged in, an {@link dev.heddle.scheduler.EventSource}.
 * Needs package {@code java.lang} to be open, see {@link dev.heddle.scheduler.Scheduler}. All of it
 * may be used on any thread, platform or virtual; what is said about the current goroutine applies
 * to goroutines of a Heddle scheduler.
 *
 * <p>What there is:
 *
 * <ul>
 *   <li>{@link dev.heddle.scheduler.Go}: Go's {@code go} statement;
 *   <li>{@link dev.heddle.scheduler.Scheduler}, made by its {@link
 *       dev.heddle.scheduler.Scheduler.Builder Builder}: starts and runs goroutines, has timers for
 *       them, and ends;
 *   <li>{@link dev.heddle.scheduler.DeadlockException}: what {@link
 *       dev.heddle.scheduler.Scheduler#run} throws when all goroutines are asleep for ever;
 *   <li>{@link dev.heddle.scheduler.SchedulerStats}: what a scheduler has done, as a snapshot;
 *       {@link dev.heddle.scheduler.SchedulerCounters}: what schedulers in all processes of this
 *       user publish;
 *   <li>{@link dev.heddle.scheduler.EventSource} and its {@link
 *       dev.heddle.scheduler.EventSource.Provider Provider}: for those who write a poller.
 * </ul>
 */
@NullMarked
package dev.heddle.scheduler;

import org.jspecify.annotations.NullMarked;
