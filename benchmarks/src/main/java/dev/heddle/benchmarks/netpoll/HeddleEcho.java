package dev.heddle.benchmarks.netpoll;

import dev.heddle.netpoll.TcpConnection;
import dev.heddle.netpoll.TcpListener;
import dev.heddle.scheduler.Scheduler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Heddle's connections on Heddle's goroutines. */
final class HeddleEcho implements Echo {
    private final int size;
    private final TcpListener listener =
            TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final List<TcpConnection> clients = new ArrayList<>();

    HeddleEcho(int size, int connections) throws IOException, InterruptedException {
        this.size = size;
        for (int i = 0; i < connections; i++) {
            clients.add(TcpConnection.connect(listener.localAddress()));
            TcpConnection server = listener.accept();
            Scheduler.shared().go(() -> serve(server));
        }
    }

    private void serve(TcpConnection connection) throws IOException, InterruptedException {
        try (connection) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(size);
            while (connection.read(buffer.clear()) >= 0) {
                connection.write(buffer.flip());
            }
        }
    }

    @Override
    public void roundTrips(int each) throws Exception {
        CountDownLatch done = new CountDownLatch(clients.size());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (TcpConnection client : clients) {
            Scheduler.shared()
                    .go(
                            () -> {
                                try {
                                    talk(client, each);
                                } catch (Throwable e) {
                                    failure.set(e);
                                } finally {
                                    done.countDown();
                                }
                            });
        }
        done.await();
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
    }

    private void talk(TcpConnection connection, int times)
            throws IOException, InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(size);
        for (int i = 0; i < times; i++) {
            connection.write(buffer.clear());
            buffer.clear();
            while (buffer.hasRemaining()) {
                if (connection.read(buffer) < 0) {
                    throw new IOException("the server is gone");
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (TcpConnection each : clients) {
            each.close();
        }
    }
}
