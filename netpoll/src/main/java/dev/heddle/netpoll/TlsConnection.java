package dev.heddle.netpoll;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS over a {@link TcpConnection}, by the JDK's {@link SSLEngine}. The first read or write shakes
 * hands, unless {@link #handshake} was called.
 *
 * <p>Any thread may use it. Readers take turns, writers take turns, a reader and a writer work at
 * the same time. For blocking, interruption, deadlines and closing, see the package description. A
 * deadline or an interrupt may end an operation anywhere in a record, and the next one goes on from
 * there.
 *
 * <p>A stream that ends without the peer's {@code close_notify} may have been cut by anybody, and
 * fails with {@link SSLException} instead of returning -1. Renegotiation (TLS 1.2) is refused.
 *
 * <p><b>The engine</b> is a new one: its mode and all its parameters are set, and it has wrapped
 * and unwrapped nothing. A client's engine checks that the certificate is trusted; whether it was
 * issued for the host is checked only if the parameters ask for that:
 *
 * {@snippet :
 * SSLEngine engine = SSLContext.getDefault().createSSLEngine("example.org", 443);
 * engine.setUseClientMode(true);
 * SSLParameters parameters = engine.getSSLParameters();
 * parameters.setServerNames(List.of(new SNIHostName("example.org")));
 * parameters.setEndpointIdentificationAlgorithm("HTTPS");
 * engine.setSSLParameters(parameters);
 * var address = InetSocketAddress.createUnresolved("example.org", 443);
 * try (var tls = new TlsConnection(TcpConnection.connect(address), engine)) {
 *     tls.handshake(); // fails if the certificate is not for example.org
 *     ...
 * }
 * }
 */
public final class TlsConnection implements Duplex {

    /*
     * Implementation notes
     *
     * The engine may be called by one thread that unwraps and one that wraps at the same time. The
     * input's lock guards received and plain, the output's lock guards encrypted. A reader that has
     * to answer (key update, alert) takes the output's lock as well; a writer never takes the
     * input's, so the order is always input, output. The handshake holds both.
     *
     * encrypted is written to the connection before anything else is wrapped: what a deadline or an
     * interrupt left there goes out with the next write, in order.
     *
     * received, plain and encrypted stand ready to be read from, except inside a method.
     */

    private final TcpConnection connection;
    private final SSLEngine engine;
    private final ReentrantLock input = new ReentrantLock(true);
    private final ReentrantLock output = new ReentrantLock(true);

    /** Bytes of records from the peer; guarded by input. */
    private ByteBuffer received;

    /** What was in them and did not fit into the reader's buffer; guarded by input. */
    private ByteBuffer plain;

    /** Bytes of records to the peer; guarded by output. */
    private ByteBuffer encrypted;

    /** Volatile: written with both locks held. */
    private volatile boolean established;

    /**
     * @param engine a new one, which nobody else uses: its mode (client or server) and its
     *     parameters are set, its handshake has not begun
     */
    public TlsConnection(TcpConnection connection, SSLEngine engine) {
        this.connection = Objects.requireNonNull(connection, "connection");
        this.engine = Objects.requireNonNull(engine, "engine");
        received = ByteBuffer.allocateDirect(engine.getSession().getPacketBufferSize()).flip();
        encrypted = ByteBuffer.allocateDirect(engine.getSession().getPacketBufferSize()).flip();
        plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
    }

    /**
     * Shakes hands; does nothing if that has been done.
     *
     * @throws SSLException if the two do not come to terms; the connection is of no use then
     */
    public void handshake() throws IOException, InterruptedException {
        if (established) {
            return;
        }
        input.lockInterruptibly();
        try {
            output.lockInterruptibly();
            try {
                if (!established) {
                    shakeHands();
                    established = true;
                }
            } finally {
                output.unlock();
            }
        } finally {
            input.unlock();
        }
    }

    private void shakeHands() throws IOException, InterruptedException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
            engine.beginHandshake();
        }
        for (; ; ) {
            flush();
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> wrapOnce(ByteBuffer.allocate(0));
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrapForHandshake();
                case NEED_TASK -> runTasks();
                case NOT_HANDSHAKING, FINISHED -> {
                    return;
                }
            }
        }
    }

    /** One step; an alert that answers a bad record is sent before the failure is reported. */
    private void unwrapForHandshake() throws IOException, InterruptedException {
        Status status;
        try {
            status = unwrapInto(plain.clear()).getStatus();
        } catch (SSLException e) {
            sendAlert(e);
            throw e;
        } finally {
            plain.flip();
        }
        switch (status) {
            case BUFFER_UNDERFLOW -> {
                if (!receive()) {
                    throw new EOFException("the peer closed the connection during the handshake");
                }
            }
            case BUFFER_OVERFLOW -> plain = enlarged(plain, applicationBufferSize());
            case CLOSED -> throw new SSLException("the peer closed TLS during the handshake");
            case OK -> {}
        }
    }

    private void sendAlert(SSLException failure) {
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                    && wrapOnce(ByteBuffer.allocate(0)) != Status.CLOSED) {
                flush();
            }
            flush();
        } catch (IOException e) {
            failure.addSuppressed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- reading

    /**
     * Reads what is there, at least a byte; waits if nothing is.
     *
     * @return the number of bytes, -1 after the peer's {@code close_notify}, 0 only if {@code
     *     target} is full
     * @throws SSLException also if the peer closed the connection without {@code close_notify}
     */
    @Override
    public int read(ByteBuffer target) throws IOException, InterruptedException {
        Objects.requireNonNull(target, "target");
        handshake();
        input.lockInterruptibly();
        try {
            if (!target.hasRemaining()) {
                return 0;
            }
            return plain.hasRemaining() ? drain(target) : decrypt(target);
        } finally {
            input.unlock();
        }
    }

    private int drain(ByteBuffer target) {
        int n = Math.min(plain.remaining(), target.remaining());
        target.put(target.position(), plain, plain.position(), n);
        target.position(target.position() + n);
        plain.position(plain.position() + n);
        return n;
    }

    private int decrypt(ByteBuffer target) throws IOException, InterruptedException {
        for (; ; ) {
            boolean direct = target.remaining() >= applicationBufferSize();
            SSLEngineResult result;
            if (direct) {
                result = unwrapInto(target);
            } else {
                try {
                    result = unwrapInto(plain.clear());
                } finally {
                    plain.flip();
                }
            }
            answer(result);
            if (result.bytesProduced() > 0) {
                return direct ? result.bytesProduced() : drain(target);
            }
            switch (result.getStatus()) {
                case CLOSED -> {
                    return -1;
                }
                case BUFFER_UNDERFLOW -> {
                    if (!receive()) {
                        engine.closeInbound(); // throws unless close_notify came
                        return -1;
                    }
                }
                case BUFFER_OVERFLOW -> plain = enlarged(plain, applicationBufferSize());
                case OK -> {}
            }
        }
    }

    /** Does what a record asked for besides being read. */
    private void answer(SSLEngineResult result) throws IOException, InterruptedException {
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
        if (result.getStatus() == Status.CLOSED
                || engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            return; // who answers close_notify is the user, by closing
        }
        output.lockInterruptibly();
        try {
            flush();
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                wrapOnce(ByteBuffer.allocate(0));
                flush();
            }
        } finally {
            output.unlock();
        }
    }

    private SSLEngineResult unwrapInto(ByteBuffer target) throws SSLException {
        return engine.unwrap(received, target);
    }

    /** Reads more records; false at the end of the stream. */
    private boolean receive() throws IOException, InterruptedException {
        if (received.remaining() >= engine.getSession().getPacketBufferSize()
                || received.remaining() == received.capacity()) {
            received = enlarged(received, 2 * received.capacity());
        }
        received.compact();
        try {
            return connection.read(received) >= 0;
        } finally {
            received.flip();
        }
    }

    // ---- writing

    /**
     * Writes all of {@code source}.
     *
     * @throws IOException if not all could be written; the position of {@code source} then says how
     *     much was encrypted, of which the last records may not have been sent
     */
    @Override
    public void write(ByteBuffer source) throws IOException, InterruptedException {
        Objects.requireNonNull(source, "source");
        handshake();
        output.lockInterruptibly();
        try {
            flush();
            while (source.hasRemaining()) {
                if (wrapOnce(source) == Status.CLOSED) {
                    throw new SSLException("the output is closed");
                }
                flush();
            }
        } finally {
            output.unlock();
        }
    }

    /** Wraps one record. The caller has flushed. */
    private Status wrapOnce(ByteBuffer source) throws SSLException {
        int before = source.position();
        encrypted.clear();
        SSLEngineResult result;
        try {
            result = engine.wrap(source, encrypted);
        } finally {
            encrypted.flip();
        }
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            encrypted = enlarged(encrypted, engine.getSession().getPacketBufferSize());
        } else if (established
                && source.hasRemaining()
                && source.position() == before
                && result.bytesProduced() == 0
                && result.getStatus() == Status.OK) {
            throw new SSLException("the peer asks for renegotiation, which is refused");
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
        return result.getStatus();
    }

    private void flush() throws IOException, InterruptedException {
        if (encrypted.hasRemaining()) {
            connection.write(encrypted);
        }
    }

    /** Says {@code close_notify}: the peer reads -1. It can still be read from (TLS 1.3). */
    public void closeOutput() throws IOException, InterruptedException {
        output.lockInterruptibly();
        try {
            flush();
            engine.closeOutbound();
            while (!engine.isOutboundDone() && wrapOnce(ByteBuffer.allocate(0)) != Status.CLOSED) {
                flush();
            }
            flush();
        } finally {
            output.unlock();
        }
    }

    // ---- both

    private void runTasks() {
        for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
        }
    }

    private int applicationBufferSize() {
        return engine.getSession().getApplicationBufferSize();
    }

    /** A larger buffer with the same bytes to be read. */
    private static ByteBuffer enlarged(ByteBuffer buffer, int capacity) {
        int size = Math.max(capacity, buffer.remaining() + 1);
        ByteBuffer larger =
                buffer.isDirect() ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        return larger.put(buffer).flip();
    }

    /** As {@link TcpConnection#setReadDeadline}. */
    public void setReadDeadline(@Nullable Instant deadline) throws IOException {
        connection.setReadDeadline(deadline);
    }

    /** As {@link TcpConnection#setWriteDeadline}. */
    public void setWriteDeadline(@Nullable Instant deadline) throws IOException {
        connection.setWriteDeadline(deadline);
    }

    /** As {@link TcpConnection#setDeadline}. */
    public void setDeadline(@Nullable Instant deadline) throws IOException {
        connection.setDeadline(deadline);
    }

    /** As {@link TcpConnection#inputStream}. */
    public InputStream inputStream() {
        return new ConnectionInputStream(this);
    }

    /** As {@link TcpConnection#outputStream}. */
    public OutputStream outputStream() {
        return new ConnectionOutputStream(this);
    }

    /** The engine, to ask for its session. */
    public SSLEngine engine() {
        return engine;
    }

    /** The connection below. */
    public TcpConnection connection() {
        return connection;
    }

    /**
     * Closes the connection and wakes everybody who waits in it. Says {@code close_notify} first,
     * if nobody is writing and the system takes it at once. Does nothing the second time.
     */
    @Override
    public void close() throws IOException {
        try {
            if (connection.channel().isOpen() && established && output.tryLock()) {
                try {
                    sayGoodbye();
                } finally {
                    output.unlock();
                }
            }
        } finally {
            connection.close();
        }
    }

    private void sayGoodbye() {
        try {
            engine.closeOutbound();
            if (!connection.tryWrite(encrypted)) {
                return;
            }
            while (!engine.isOutboundDone() && wrapOnce(ByteBuffer.allocate(0)) != Status.CLOSED) {
                if (!connection.tryWrite(encrypted)) {
                    return;
                }
            }
            connection.tryWrite(encrypted);
        } catch (IOException e) {
            // a goodbye that cannot be said; the connection is closed all the same
        }
    }

    @Override
    public String toString() {
        return "TlsConnection[" + connection.channel() + "]";
    }
}
