/**
 * Blocking sockets that park a goroutine. Their content is still to come: nothing is exported yet.
 *
 * <p><b>Needs</b> {@code dev.heddle.scheduler}, hence the JVM flag {@code --add-opens
 * java.base/java.lang=dev.heddle.scheduler}, and {@code dev.heddle.timers}.
 *
 * <p><b>Threads:</b> to be polled by the scheduler's workers; on any other thread, by one poller
 * thread.
 */
package dev.heddle.netpoll;
