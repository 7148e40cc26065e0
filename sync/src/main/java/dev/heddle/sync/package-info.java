/**
 * Synchronizers in Go's manner; for now only {@link dev.heddle.sync.Task}, what a goroutine runs.
 *
 * <p><b>Needs</b> nothing: no other module and no JVM flag.
 *
 * <p><b>Threads:</b> usable from any thread, platform or virtual, on any scheduler.
 */
package dev.heddle.sync;
