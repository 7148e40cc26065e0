/**
 * Go's channels and select. Their content is still to come: nothing is exported yet.
 *
 * <p><b>Needs</b> {@code dev.heddle.sync} and no JVM flag.
 *
 * <p><b>Threads:</b> to be usable from any thread, platform or virtual, on any scheduler.
 */
package dev.heddle.channels;
