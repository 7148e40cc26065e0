package dev.heddle.netpoll;

import jdk.jfr.FlightRecorder;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Accepts stream connections, TCP or Unix domain. Any thread may use it; several that accept take
 * turns.
 */
public final class TcpListener implements Closeable {

    /** As many as the system allows; it takes the smaller of this and its own limit. */
    private static final int BACKLOG = 4096;

    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServerSocketChannel channel;
    private final Descriptor descriptor;

    /** Of a Unix domain socket. */
    private final @Nullable Path file;

    /** Over a bound channel, which is non-blocking. */
    TcpListener(ServerSocketChannel channel) throws IOException {
        this.channel = channel;
        descriptor = new Descriptor(channel);
        file =
                channel.getLocalAddress() instanceof UnixDomainSocketAddress unix
                        ? unix.getPath()
                        : null;
    }

    /**
     * Listens at an address.
     *
     * @param address port 0 lets the system choose; a {@link UnixDomainSocketAddress} makes a file,
     *     which {@link #close()} deletes
     * @throws IOException if the address cannot be had
     */
    public static TcpListener bind(SocketAddress address) throws IOException {
        Objects.requireNonNull(address, "address");
        boolean unix = address instanceof UnixDomainSocketAddress;
        ServerSocketChannel channel =
                unix
                        ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        : ServerSocketChannel.open();
        boolean bound = false;
        try {
            channel.configureBlocking(false);
            if (!unix) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            channel.bind(address, BACKLOG);
            bound = true;
            return new TcpListener(channel);
        } finally {
            if (!bound) {
                channel.close();
            }
        }
    }

    /**
     * Takes the next connection; waits until there is one.
     *
     * <p>When the system refuses for a reason that may pass, as a rule because no file descriptor
     * is left, connections stay in the system's queue; this waits, from 5 ms up to a second, tries
     * again, and emits the JFR event {@code dev.heddle.AcceptFailed} each time.
     */
    public TcpConnection accept() throws IOException, InterruptedException {
        Direction input = descriptor.input();
        input.acquire();
        try {
            long pause = MIN_PAUSE_NANOS;
            for (; ; ) {
                input.checkDeadline();
                try {
                    TcpConnection connection = acceptOnce();
                    if (connection != null) {
                        return connection;
                    }
                } catch (ClosedChannelException e) {
                    throw e;
                } catch (IOException e) {
                    backOff(e, pause);
                    pause = Math.min(2 * pause, MAX_PAUSE_NANOS);
                    continue;
                }
                descriptor.await(input, SelectionKey.OP_ACCEPT);
            }
        } finally {
            input.release();
        }
    }

    private @Nullable TcpConnection acceptOnce() throws IOException {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
            return null;
        }
        boolean ready = false;
        try {
            TcpConnection connection = new TcpConnection(accepted);
            ready = true;
            return connection;
        } finally {
            if (!ready) {
                accepted.close();
            }
        }
    }

    private void backOff(IOException failure, long pause) throws IOException, InterruptedException {
        if (FlightRecorder.isInitialized()) { // else the first event would start all of JFR
            AcceptFailedEvent.emit(this, failure, pause);
        }
        try {
            long until = System.nanoTime() + pause;
            descriptor.pause(descriptor.input(), SelectionKey.OP_ACCEPT, until);
        } catch (SocketTimeoutException e) {
            e.addSuppressed(failure);
            throw e;
        }
    }

    /**
     * Bounds pending and future calls of {@link #accept()}.
     *
     * @param deadline null for none
     */
    public void setDeadline(@Nullable Instant deadline) throws IOException {
        descriptor.input().setDeadline(deadline);
    }

    /** Where this listens, with the port that was chosen. */
    public SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    /**
     * The channel below, for its options. It is non-blocking and has to stay so. Close this, not
     * the channel: that would wake nobody.
     */
    public ServerSocketChannel channel() {
        return channel;
    }

    /**
     * Stops listening and wakes everybody who waits. When this returns, nobody can connect any more
     * and the address is free. Does nothing the second time. An interrupt does not end this; the
     * status stays set.
     */
    @Override
    public void close() throws IOException {
        if (descriptor.closeAndAwaitRelease() && file != null) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public String toString() {
        return "TcpListener[" + channel + "]";
    }
}
