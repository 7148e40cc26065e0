package dev.heddle.examples.serve;

import dev.heddle.netpoll.TcpConnection;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One client: reads a request, answers it, reads the next. Runs in a goroutine of its own, so it
 * simply waits where it has to: for the client, and in the handler.
 *
 * <p>What was answered is written when there is no further request to answer: a client that sends
 * several at once gets the responses together.
 */
final class HttpConnection {

    /*
     * Implementation notes
     *
     *   state   from   to       who, when
     *           BUSY   IDLE     the goroutine: no byte of a next request is there
     *           IDLE   BUSY     the goroutine: there is one now
     *           IDLE   CLOSED   a shutdown: it closes the connection
     *
     * A shutdown ends idle connections and lets the others finish. It sets draining (volatile), then
     * looks at the states; the goroutine sets IDLE (volatile), then looks at draining. So either the
     * shutdown finds it idle, or it sees the shutdown. Both leave IDLE by compare-and-set: what has
     * begun to arrive is answered, or the connection is closed before its first byte was read.
     */

    private enum State {
        BUSY,
        IDLE,
        CLOSED
    }

    /** How long, and how much, a client that is being left may go on sending. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final int LINGER_BYTES = 1 << 20;

    /** Idle and write deadlines are renewed when this part of their time has passed. */
    private static final int RENEWALS = 8;

    private final TcpConnection connection;
    private final HttpServer server;
    private final Limits limits;
    private final AtomicReference<State> state = new AtomicReference<>(State.BUSY);

    private final Input input = new Input(this::read);
    private final Output output = new Output(this::write);
    private final Request request = new Request();
    private final RequestParser parser;
    private final Exchange exchange;

    /** When the deadlines of idleness and of writes are to be renewed; as System.nanoTime. */
    private long idleRenewal = System.nanoTime();

    private long writeRenewal = idleRenewal;

    HttpConnection(TcpConnection connection, HttpServer server) {
        this.connection = connection;
        this.server = server;
        limits = server.limits();
        parser = new RequestParser(request, limits);
        BodyReader bodyReader = new BodyReader(input, limits.maxBody());
        exchange =
                new Exchange(
                        request,
                        input,
                        bodyReader,
                        output,
                        server.metrics(),
                        () -> !server.isDraining());
    }

    /** Serves the client until it leaves, is to be left, or the server ends. */
    void serve() throws InterruptedException {
        try {
            while (readHead()) {
                if (!answer()) {
                    leave();
                    return;
                }
            }
        } catch (HttpException e) {
            refuse(e);
        } catch (IOException e) {
            // the client is gone, or takes nothing: nobody is left to be told
        } finally {
            close();
        }
    }

    // ---- reading

    /** Returns false if no further request comes, or is wanted. */
    private boolean readHead() throws IOException, InterruptedException, HttpException {
        parser.reset();
        exchange.reset();
        boolean begun = !input.isEmpty();
        if (!begun && !awaitRequest()) {
            return false;
        }
        boolean limited = false;
        int length;
        while ((length = parse()) == RequestParser.INCOMPLETE) {
            if (!limited) {
                limitReads();
                limited = true;
            }
            if (!input.fill()) {
                throw HttpException.badRequest("the head ends early");
            }
        }
        input.skip(length);
        if (request.hasBody()) {
            request.detach(length);
            limitReads();
        }
        return true;
    }

    private int parse() throws HttpException {
        return parser.parse(input.bytes(), input.start(), input.end());
    }

    private boolean awaitRequest() throws IOException, InterruptedException, HttpException {
        output.flush(); // an idle connection can be closed at any moment
        state.set(State.IDLE);
        if (server.isDraining()) {
            leave();
            return false;
        }
        limitIdleness();
        return input.fill() && state.compareAndSet(State.IDLE, State.BUSY);
    }

    private int read(ByteBuffer target) throws IOException, InterruptedException, HttpException {
        output.flush();
        try {
            return connection.read(target);
        } catch (SocketTimeoutException e) {
            if (state.get() == State.IDLE) {
                return -1;
            }
            throw new HttpException(Status.REQUEST_TIMEOUT, "the request does not come");
        }
    }

    private void limitReads() throws IOException {
        connection.setReadDeadline(Instant.now().plus(limits.request()));
        idleRenewal = System.nanoTime(); // it is not one of idleness now
    }

    private void limitIdleness() throws IOException {
        long now = System.nanoTime();
        if (now - idleRenewal >= 0) {
            connection.setReadDeadline(Instant.now().plus(limits.idle()));
            idleRenewal = now + limits.idle().toNanos() / RENEWALS;
        }
    }

    private void write(ByteBuffer source) throws IOException, InterruptedException {
        long now = System.nanoTime();
        if (now - writeRenewal >= 0) {
            connection.setWriteDeadline(Instant.now().plus(limits.write()));
            writeRenewal = now + limits.write().toNanos() / RENEWALS;
        }
        connection.write(source);
    }

    // ---- answering

    /** Returns whether the client may send another request. */
    private boolean answer() throws IOException, InterruptedException, HttpException {
        exchange.begin();
        try {
            server.handler().handle(exchange);
            exchange.requireEnd();
        } catch (HttpException e) {
            if (!exchange.isUnanswered() || exchange.isFramingLost()) {
                throw e;
            }
            exchange.decline(e);
        } catch (RuntimeException | Error e) {
            refuse(new HttpException(Status.INTERNAL_SERVER_ERROR, "sorry"));
            throw e;
        }
        return exchange.finish();
    }

    /** Says why nothing more is read, if the response has not begun; else it stays incomplete. */
    private void refuse(HttpException e) throws InterruptedException {
        try {
            if (exchange.isUnanswered()) {
                exchange.refuse(e);
            }
            leave();
        } catch (IOException gone) {
            // then not
        }
    }

    /**
     * Ends the stream to the client and reads what it still sends: to close at once would destroy
     * the response on its way (RFC 9112, 9.6).
     */
    private void leave() throws IOException, InterruptedException {
        output.flush();
        connection.closeOutput();
        connection.setReadDeadline(Instant.now().plus(LINGER));
        ByteBuffer rest = ByteBuffer.allocate(1 << 12);
        int total = 0;
        while (total < LINGER_BYTES) {
            int n = connection.read(rest.clear());
            if (n < 0) {
                return;
            }
            total += n;
        }
    }

    // ---- the end

    /** Closes the connection if it waits for a request. For the server's shutdown. */
    void closeIfIdle() throws IOException {
        if (state.compareAndSet(State.IDLE, State.CLOSED)) {
            connection.close();
        }
    }

    /** Closes the connection, whatever it does. For the server's shutdown. */
    void cutOff() throws IOException {
        connection.close();
    }

    /** For whoever runs, or could not run, {@link #serve}. */
    void close() {
        try {
            connection.close();
        } catch (IOException e) {
            // there is nothing to be done
        } finally {
            server.ended(this);
        }
    }
}
