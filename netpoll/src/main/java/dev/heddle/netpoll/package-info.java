/**
 * Blocking sockets that park a goroutine: the call is tried first, and only when the system would
 * block does the goroutine wait, in the selector of the worker it runs on, which that worker polls
 * itself when it has nothing else to do.
 *
 * <p>{@link dev.heddle.netpoll.TcpListener}, {@link dev.heddle.netpoll.TcpConnection} and {@link
 * dev.heddle.netpoll.UdpSocket} are what most users need; {@link dev.heddle.netpoll.NetPoller}
 * waits for any other selectable channel. Nothing has to be set up: a scheduler finds this module
 * by itself.
 *
 * <p><b>Blocking and interruption.</b> An interrupt ends a wait with {@link
 * java.lang.InterruptedException} and leaves the connection open. An operation that can be done at
 * once is done, whatever the interrupt status.
 *
 * <p><b>Deadlines</b> are absolute, one for each direction, and may be changed at any time from any
 * thread. A deadline in the past fails pending and future operations with {@link
 * java.net.SocketTimeoutException}, even if data is there; a later one revives the connection.
 *
 * <p><b>Close</b> wakes everybody who waits, with {@link
 * java.nio.channels.AsynchronousCloseException}; who comes later gets {@link
 * java.nio.channels.ClosedChannelException}.
 *
 * <p><b>Needs</b> {@code dev.heddle.scheduler}, hence its JVM flag.
 *
 * <p><b>Threads:</b> usable from any thread; away from Heddle's workers one poller thread serves.
 */
package dev.heddle.netpoll;
