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
 * <p>How it works, from the outside in:
 *
 * <ul>
 *   <li>{@code Scheduler}, {@code Lifecycle}, {@code Goroutine}, {@code MainTask}: starting,
 *       counting and ending goroutines; {@code Census}: finding and describing them;
 *   <li>{@code VirtualThreads}, {@code Bridge}, {@code TimedWakeup}: the JDK's side;
 *   <li>{@code WorkerPool}, {@code Worker}, {@code Seats}, {@code Sleepers}: who runs, who sleeps;
 *   <li>{@code RunQueue}, {@code InjectionQueue}: what is to be run; {@code VictimOrder}: whom to
 *       steal from;
 *   <li>{@code Monitor}, {@code StuckWatch}: replaces workers that are stuck in a goroutine;
 *   <li>{@code WorkerCounters}, {@code CountersFile}: figures for other processes to watch.
 * </ul>
 */
@NullMarked
package dev.heddle.scheduler;

import org.jspecify.annotations.NullMarked;
