/**
 * Go's channels and select.
 *
 * <p>{@link dev.heddle.channels.Channel} is made unbuffered, buffered or unbounded; its two ends
 * are {@link dev.heddle.channels.Sender} and {@link dev.heddle.channels.Receiver}. {@link
 * dev.heddle.channels.Select} waits for several channels at once, {@link
 * dev.heddle.channels.Selector} does so round after round. {@link dev.heddle.channels.Channels} has
 * channels made of a deadline, the one that is never ready, and ways to join channels; {@link
 * dev.heddle.channels.Broadcast} splits one. {@link dev.heddle.channels.Context} tells all who work
 * on something when to end.
 *
 * <p><b>Needs</b> {@code dev.heddle.sync} and no JVM flag.
 *
 * <p><b>Threads:</b> usable from any thread, platform or virtual, on any scheduler. Where this
 * package starts a <em>goroutine</em>, that is a virtual thread: on the caller's Heddle scheduler
 * if the caller is a goroutine of one, else on the JDK's. (What is given to {@link
 * dev.heddle.channels.Context#afterDone} is started by the thread that ends the context.) A Heddle
 * scheduler that is closed waits for such goroutines, too.
 */
package dev.heddle.channels;
