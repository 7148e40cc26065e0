/**
 * What everything that waits is built on: the one-shot {@link dev.heddle.sync.waiting.Waiter}, the
 * {@link dev.heddle.sync.waiting.WaitQueue} it stands in, the {@link
 * dev.heddle.sync.waiting.SpinLock} that guards the queue. Nothing else belongs here.
 *
 * <p><b>Needs</b> nothing. Exported to {@code dev.heddle.channels} alone: it is no public API.
 *
 * <p><b>Threads:</b> usable from any thread, platform or virtual, on any scheduler.
 */
package dev.heddle.sync.waiting;
