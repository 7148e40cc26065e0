package dev.heddle.netpoll;

import dev.heddle.scheduler.Scheduler;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A stream connection: TCP, or a Unix domain socket.
 *
 * <p>Any thread may use it. Readers take turns, writers take turns, a reader and a writer work at
 * the same time. For blocking, interruption, deadlines and closing, see the package description.
 *
 * <p>TCP connections send small messages at once ({@code TCP_NODELAY}); {@link #channel()} gives
 * access to the options.
 */
public final class TcpConnection implements Duplex {

    /** The JDK copies heap buffers to native memory as large as they are: bounded here. */
    private static final int MAX_HEAP_CHUNK = 1 << 17;

    private final SocketChannel channel;
    private final Descriptor descriptor;

    /** Over a connected channel, which this makes non-blocking. */
    TcpConnection(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        if (!(channel.getRemoteAddress() instanceof UnixDomainSocketAddress)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        descriptor = new Descriptor(channel);
    }

    private TcpConnection(SocketChannel channel, Descriptor descriptor) {
        this.channel = channel;
        this.descriptor = descriptor;
    }

    /**
     * Connects. An address with an unresolved name is looked up; if the name has several addresses,
     * attempts start 250 ms after one another, IPv6 and IPv4 in turn, and the first that succeeds
     * wins ("happy eyeballs", RFC 8305).
     *
     * @param address an Internet address, resolved or not, or a {@link UnixDomainSocketAddress}
     * @throws UnknownHostException if the name has no address
     * @throws IOException if the connection fails
     * @throws InterruptedException if interrupted while waiting; no connection is left open
     */
    public static TcpConnection connect(SocketAddress address)
            throws IOException, InterruptedException {
        return connectUntil(Objects.requireNonNull(address, "address"), null);
    }

    /**
     * Connects in limited time.
     *
     * @param address as for {@link #connect(SocketAddress)}
     * @param timeout for everything but the look-up of the name
     * @throws SocketTimeoutException if time ran out; at once if {@code timeout} is not positive
     */
    public static TcpConnection connect(SocketAddress address, Duration timeout)
            throws IOException, InterruptedException {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(timeout, "timeout");
        return connectUntil(address, Deadlines.after(timeout));
    }

    private static TcpConnection connectUntil(SocketAddress address, @Nullable Instant deadline)
            throws IOException, InterruptedException {
        if (!(address instanceof InetSocketAddress inet) || !inet.isUnresolved()) {
            return connectTo(address, deadline);
        }
        List<InetSocketAddress> targets = new ArrayList<>();
        for (InetAddress host : lookUp(inet.getHostString())) {
            targets.add(new InetSocketAddress(host, inet.getPort()));
        }
        return ConnectionRace.run(targets, deadline);
    }

    private static InetAddress[] lookUp(String host) throws IOException, InterruptedException {
        try {
            return Scheduler.blocking(() -> InetAddress.getAllByName(host));
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("looking up " + host + " failed", e);
        }
    }

    /** Connects to one address, a resolved one. */
    static TcpConnection connectTo(SocketAddress target, @Nullable Instant deadline)
            throws IOException, InterruptedException {
        SocketChannel channel =
                target instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
        Descriptor descriptor = new Descriptor(channel);
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            TcpConnection connection = new TcpConnection(channel, descriptor);
            connection.finishConnect(target, deadline);
            connected = true;
            return connection;
        } catch (ConnectException e) {
            ConnectException better = new ConnectException(e.getMessage() + ": " + target);
            better.initCause(e);
            throw better;
        } finally {
            if (!connected) {
                descriptor.close();
            }
        }
    }

    private void finishConnect(SocketAddress target, @Nullable Instant deadline)
            throws IOException, InterruptedException {
        Direction output = descriptor.output();
        output.setDeadline(deadline);
        output.acquire();
        try {
            output.checkDeadline();
            if (!channel.connect(target)) {
                do {
                    descriptor.await(output, SelectionKey.OP_CONNECT);
                } while (!channel.finishConnect());
                descriptor.disarm(SelectionKey.OP_CONNECT);
            }
        } finally {
            output.release();
        }
        output.setDeadline(null);
        if (!(target instanceof UnixDomainSocketAddress)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    /**
     * Reads what is there, at least a byte; waits if nothing is.
     *
     * @return the number of bytes, -1 at the end of the stream, 0 only if {@code target} is full
     */
    @Override
    public int read(ByteBuffer target) throws IOException, InterruptedException {
        Objects.requireNonNull(target, "target");
        Direction input = descriptor.input();
        input.acquire();
        try {
            if (!target.hasRemaining()) {
                return 0;
            }
            for (; ; ) {
                input.checkDeadline();
                int n = readOnce(target);
                if (n != 0) {
                    return n;
                }
                descriptor.await(input, SelectionKey.OP_READ);
            }
        } finally {
            input.release();
        }
    }

    private int readOnce(ByteBuffer target) throws IOException {
        int limit = target.limit();
        boundHeapChunk(target);
        try {
            return channel.read(target);
        } finally {
            target.limit(limit);
        }
    }

    /**
     * Writes all of {@code source}. Whatever ends this early, the position of {@code source} says
     * how much was sent.
     *
     * @throws IOException if not all could be written, as the deadline passed ({@link
     *     SocketTimeoutException#bytesTransferred} says how much was, too), somebody closed the
     *     connection, or it failed
     * @throws InterruptedException if interrupted while waiting; part may have been sent
     */
    @Override
    public void write(ByteBuffer source) throws IOException, InterruptedException {
        Objects.requireNonNull(source, "source");
        int start = source.position();
        Direction output = descriptor.output();
        output.acquire();
        try {
            for (; ; ) {
                output.checkDeadline();
                if (!source.hasRemaining()) {
                    return;
                }
                if (writeOnce(source) == 0) {
                    descriptor.await(output, SelectionKey.OP_WRITE);
                }
            }
        } catch (SocketTimeoutException e) {
            e.bytesTransferred = source.position() - start;
            throw e;
        } finally {
            output.release();
        }
    }

    /** Writes what the system takes at once; whether that was all. Nobody else must be writing. */
    boolean tryWrite(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            if (writeOnce(source) == 0) {
                return false;
            }
        }
        return true;
    }

    private int writeOnce(ByteBuffer source) throws IOException {
        int limit = source.limit();
        boundHeapChunk(source);
        try {
            return channel.write(source);
        } finally {
            source.limit(limit);
        }
    }

    private static void boundHeapChunk(ByteBuffer buffer) {
        if (!buffer.isDirect() && buffer.remaining() > MAX_HEAP_CHUNK) {
            buffer.limit(buffer.position() + MAX_HEAP_CHUNK);
        }
    }

    /** Ends the stream to the peer, which can still be read from. */
    public void closeOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Ends the stream from the peer: pending and future reads return -1. */
    public void closeInput() throws IOException {
        channel.shutdownInput();
    }

    /**
     * Bounds pending and future reads.
     *
     * @param deadline null for none
     */
    public void setReadDeadline(@Nullable Instant deadline) throws IOException {
        descriptor.input().setDeadline(deadline);
    }

    /**
     * Bounds pending and future writes.
     *
     * @param deadline null for none
     */
    public void setWriteDeadline(@Nullable Instant deadline) throws IOException {
        descriptor.output().setDeadline(deadline);
    }

    /**
     * Bounds pending and future reads and writes.
     *
     * @param deadline null for none
     */
    public void setDeadline(@Nullable Instant deadline) throws IOException {
        descriptor.setDeadline(deadline);
    }

    /**
     * This connection as a stream. Its methods throw {@link java.io.InterruptedIOException} when
     * interrupted, with the interrupt status set. Closing it closes the connection.
     */
    public InputStream inputStream() {
        return new ConnectionInputStream(this);
    }

    /**
     * This connection as a stream, unbuffered. Its methods throw {@link
     * java.io.InterruptedIOException} when interrupted, with the interrupt status set. Closing it
     * closes the connection.
     */
    public OutputStream outputStream() {
        return new ConnectionOutputStream(this);
    }

    /**
     * The channel below, for its options and addresses. It is non-blocking and has to stay so.
     * Close the connection, not the channel: that would wake nobody.
     */
    public SocketChannel channel() {
        return channel;
    }

    /** The address of this end. */
    public SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    /** The address of the other end. */
    public SocketAddress remoteAddress() throws IOException {
        return channel.getRemoteAddress();
    }

    /**
     * Closes the connection and wakes everybody who waits in it. Does nothing the second time.
     *
     * <p>The peer reads the end at once. The system's descriptor of a connection that has waited is
     * released a moment later, when its poller next looks.
     */
    @Override
    public void close() throws IOException {
        descriptor.close();
    }

    @Override
    public String toString() {
        return "TcpConnection[" + channel + "]";
    }
}
