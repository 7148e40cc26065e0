/**
 * Blocking sockets that park a goroutine: the call is tried first, and only when the system would
 * block does the goroutine wait. All workers of a scheduler share one selector; of those with
 * nothing to run one at a time waits in it.
 *
 * <p>{@link dev.heddle.netpoll.TcpListener}, {@link dev.heddle.netpoll.TcpConnection} and {@link
 * dev.heddle.netpoll.UdpSocket} are what most users need; {@link dev.heddle.netpoll.TlsConnection}
 * puts TLS on a connection; {@link dev.heddle.netpoll.NetPoller} waits for any other selectable
 * channel. Nothing has to be set up: a scheduler finds this module by itself.
 *
 * <p><b>Blocking and interruption.</b> An interrupt ends a wait with {@link
 * java.lang.InterruptedException} and leaves the connection open. An operation that can be done at
 * once is done, whatever the interrupt status.
 *
 * <p><b>Deadlines</b> are absolute, one for each direction, and may be changed at any time from any
 * thread. A deadline in the past fails pending and future operations with {@link
 * java.net.SocketTimeoutException}, even if data is there; a later one revives the connection. One
 * that was interrupted as well throws {@link java.lang.InterruptedException}.
 *
 * <p><b>Close</b> wakes everybody who waits, with {@link
 * java.nio.channels.AsynchronousCloseException}; who comes later gets {@link
 * java.nio.channels.ClosedChannelException}.
 *
 * <p><b>Memory effects.</b> The operations of one direction of a socket take turns under a lock:
 * what a thread did before its operation ended happens-before what the next one does after its own.
 * What a thread did before it closed a socket happens-before the failure of whoever notices that.
 * Bytes order nothing: what a thread did before it sent some is not ordered before what another, in
 * the same JVM, does after it has received them.
 *
 * <p><b>Needs</b> {@code dev.heddle.scheduler}, hence its JVM flag.
 *
 * <p><b>Threads:</b> usable from any thread; away from Heddle's workers one poller thread serves.
 */
package dev.heddle.netpoll;
