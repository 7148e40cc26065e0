package dev.heddle.netpoll;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.time.Instant;
import java.util.Objects;

/**
 * Sends and receives datagrams. Any thread may use it; receivers take turns, senders take turns, a
 * receiver and a sender work at the same time. For blocking, interruption, deadlines and closing,
 * see the package description.
 */
public final class UdpSocket implements Closeable {
    private final DatagramChannel channel;
    private final Descriptor descriptor;

    private UdpSocket(DatagramChannel channel) {
        this.channel = channel;
        descriptor = new Descriptor(channel);
    }

    /**
     * Receives at an address.
     *
     * @param address port 0 lets the system choose
     */
    public static UdpSocket bind(SocketAddress address) throws IOException {
        Objects.requireNonNull(address, "address");
        return open(channel -> channel.bind(address));
    }

    /** A socket that talks to one peer only, from an address that the system chooses. */
    public static UdpSocket connect(SocketAddress peer) throws IOException {
        Objects.requireNonNull(peer, "peer");
        return open(channel -> channel.connect(peer));
    }

    private interface Setup {
        void apply(DatagramChannel channel) throws IOException;
    }

    private static UdpSocket open(Setup setup) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        boolean ready = false;
        try {
            channel.configureBlocking(false);
            setup.apply(channel);
            ready = true;
            return new UdpSocket(channel);
        } finally {
            if (!ready) {
                channel.close();
            }
        }
    }

    /**
     * Receives a datagram; waits until there is one. What does not fit into {@code target} is lost.
     *
     * @return who sent it
     */
    public SocketAddress receive(ByteBuffer target) throws IOException, InterruptedException {
        Objects.requireNonNull(target, "target");
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("target is read-only: receive needs to write to it");
        }
        Direction input = descriptor.input();
        input.acquire();
        try {
            for (; ; ) {
                input.checkDeadline();
                SocketAddress sender = channel.receive(target);
                if (sender != null) {
                    return sender;
                }
                descriptor.await(input, SelectionKey.OP_READ);
            }
        } finally {
            input.release();
        }
    }

    /** Sends the remaining bytes of {@code source} as one datagram to {@code target}. */
    public void send(ByteBuffer source, SocketAddress target)
            throws IOException, InterruptedException {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        transmit(source, target);
    }

    /**
     * Sends the remaining bytes of {@code source} as one datagram to the peer.
     *
     * @throws NotYetConnectedException if this socket was not made by {@link #connect}
     */
    public void send(ByteBuffer source) throws IOException, InterruptedException {
        Objects.requireNonNull(source, "source");
        if (!channel.isConnected()) {
            throw new NotYetConnectedException();
        }
        transmit(source, null);
    }

    private void transmit(ByteBuffer source, @Nullable SocketAddress target)
            throws IOException, InterruptedException {
        Direction output = descriptor.output();
        output.acquire();
        try {
            boolean empty = !source.hasRemaining();
            for (; ; ) {
                output.checkDeadline();
                int sent = target == null ? channel.write(source) : channel.send(source, target);
                if (sent > 0 || empty) {
                    return;
                }
                descriptor.await(output, SelectionKey.OP_WRITE);
            }
        } finally {
            output.release();
        }
    }

    /**
     * Bounds pending and future calls of {@link #receive}.
     *
     * @param deadline null for none
     */
    public void setReadDeadline(@Nullable Instant deadline) throws IOException {
        descriptor.input().setDeadline(deadline);
    }

    /**
     * Bounds pending and future calls of {@code send}.
     *
     * @param deadline null for none
     */
    public void setWriteDeadline(@Nullable Instant deadline) throws IOException {
        descriptor.output().setDeadline(deadline);
    }

    /**
     * Bounds both.
     *
     * @param deadline null for none
     */
    public void setDeadline(@Nullable Instant deadline) throws IOException {
        descriptor.setDeadline(deadline);
    }

    /** The address of this end, with the port that was chosen. */
    public SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    /**
     * The channel below, for its options. It is non-blocking and has to stay so. Close this, not
     * the channel: that would wake nobody.
     */
    public DatagramChannel channel() {
        return channel;
    }

    /**
     * Closes the socket and wakes everybody who waits in it. When this returns, the address is
     * free. Does nothing the second time. An interrupt does not end this; the status stays set.
     */
    @Override
    public void close() throws IOException {
        descriptor.closeAndAwaitRelease();
    }

    @Override
    public String toString() {
        return "UdpSocket[" + channel + "]";
    }
}
