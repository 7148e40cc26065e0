/**
 * Go's channels and select.
 *
 * <p>{@link dev.heddle.channels.Channel} is made unbuffered, buffered or unbounded; its two ends
 * are {@link dev.heddle.channels.Sender} and {@link dev.heddle.channels.Receiver}. {@link
 * dev.heddle.channels.Select} waits for several channels at once, {@link
 * dev.heddle.channels.Selector} does so round after round. {@link dev.heddle.channels.Channels} has
 * channels made of a deadline, and the one that is never ready.
 *
 * <p><b>Needs</b> {@code dev.heddle.sync} and no JVM flag.
 *
 * <p><b>Threads:</b> usable from any thread, platform or virtual, on any scheduler.
 */
package dev.heddle.channels;
