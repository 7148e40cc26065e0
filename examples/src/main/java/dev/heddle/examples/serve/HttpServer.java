package dev.heddle.examples.serve;

import dev.heddle.netpoll.TcpConnection;
import dev.heddle.netpoll.TcpListener;
import dev.heddle.scheduler.Scheduler;
import dev.heddle.sync.Semaphore;
import dev.heddle.sync.WaitGroup;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * Listens, and starts a goroutine for each connection. When as many as are allowed are open, it
 * stops accepting until one has ended: more wait in the system's queue.
 */
final class HttpServer {

    private final Scheduler scheduler;
    private final TcpListener listener;
    private final Handler handler;
    private final Limits limits;
    private final ServerMetrics metrics;

    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final Semaphore permits;

    /** The goroutine that accepts, and all connections. */
    private final WaitGroup running = new WaitGroup();

    /** Set once, by the shutdown; see {@link HttpConnection}. */
    private volatile boolean draining;

    private HttpServer(
            Scheduler scheduler,
            TcpListener listener,
            Handler handler,
            Limits limits,
            ServerMetrics metrics) {
        this.scheduler = scheduler;
        this.listener = listener;
        this.handler = handler;
        this.limits = limits;
        this.metrics = metrics;
        permits = new Semaphore(limits.maxConnections());
    }

    /**
     * Starts a server.
     *
     * @param scheduler runs its goroutines
     * @param address port 0: the system chooses
     * @param metrics where to count
     * @throws IOException if the address cannot be had
     */
    static HttpServer start(
            Scheduler scheduler,
            InetSocketAddress address,
            Handler handler,
            Limits limits,
            ServerMetrics metrics)
            throws IOException {
        TcpListener listener = TcpListener.bind(address);
        HttpServer server = new HttpServer(scheduler, listener, handler, limits, metrics);
        server.running.add(1);
        scheduler.go("accept", server::accept);
        return server;
    }

    /** Where it listens, with the port that was chosen. */
    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) listener.localAddress();
    }

    private void accept() throws IOException, InterruptedException {
        try {
            while (true) {
                permits.acquire(1);
                serve(listener.accept());
            }
        } catch (ClosedChannelException e) {
            // the shutdown closed it
        } finally {
            running.done();
        }
    }

    private void serve(TcpConnection accepted) throws IOException {
        HttpConnection connection = new HttpConnection(accepted, this);
        metrics.countAccepted();
        connections.add(connection);
        running.add(1);
        boolean started = false;
        try {
            scheduler.go(connection::serve);
            started = true;
        } catch (RejectedExecutionException e) {
            // shutdownNow
        } finally {
            if (!started) {
                connection.close();
            }
        }
    }

    /** A connection has ended. */
    void ended(HttpConnection connection) {
        metrics.countClosed();
        connections.remove(connection);
        permits.release(1);
        running.done();
    }

    Handler handler() {
        return handler;
    }

    Limits limits() {
        return limits;
    }

    ServerMetrics metrics() {
        return metrics;
    }

    boolean isDraining() {
        return draining;
    }

    /**
     * Stops listening and closes the connections that are between two requests. The others may
     * finish the one they are at.
     */
    void drain() throws IOException {
        draining = true;
        listener.close();
        for (HttpConnection connection : connections) {
            connection.closeIfIdle();
        }
    }

    /**
     * Waits for the last connection to end.
     *
     * @param grace how long to wait at most; then the rest is cut off
     * @return whether all could finish
     */
    boolean awaitEnd(Duration grace) throws IOException, InterruptedException {
        boolean finished = running.await(grace);
        for (HttpConnection connection : connections) {
            connection.cutOff();
        }
        return finished;
    }
}
