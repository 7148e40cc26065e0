package dev.heddle.netpoll;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.Objects;

/**
 * Accepts stream connections, TCP or Unix domain. Any thread may use it; several that accept take
 * turns.
 */
public final class TcpListener implements Closeable {

    /** As many as the system allows; it takes the smaller of this and its own limit. */
    private static final int BACKLOG = 4096;

    private final ServerSocketChannel channel;
    private final Descriptor descriptor;

    private TcpListener(ServerSocketChannel channel) {
        this.channel = channel;
        descriptor = new Descriptor(channel);
    }

    /**
     * Listens at an address.
     *
     * @param address port 0 lets the system choose; a {@link UnixDomainSocketAddress} makes a file,
     *     which stays after {@link #close()}
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
     * @throws IOException also when the process has no file descriptor left: the connection then
     *     stays in the system's queue, and whoever goes on accepting should wait a little before
     */
    public TcpConnection accept() throws IOException, InterruptedException {
        Direction input = descriptor.input();
        input.acquire();
        SocketChannel accepted;
        try {
            for (; ; ) {
                input.checkDeadline();
                accepted = channel.accept();
                if (accepted != null) {
                    break;
                }
                descriptor.await(input, SelectionKey.OP_ACCEPT);
            }
        } finally {
            input.release();
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

    /** The channel below, for its options. It is non-blocking and has to stay so. */
    public ServerSocketChannel channel() {
        return channel;
    }

    /** Stops listening and wakes everybody who waits. Does nothing the second time. */
    @Override
    public void close() throws IOException {
        descriptor.close();
    }

    @Override
    public String toString() {
        return "TcpListener[" + channel + "]";
    }
}
