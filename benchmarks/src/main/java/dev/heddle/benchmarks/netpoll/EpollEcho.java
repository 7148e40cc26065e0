package dev.heddle.benchmarks.netpoll;

import dev.heddle.scheduler.Scheduler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** {@link HeddleEcho} over an edge-triggered {@link EpollPoller}. */
final class EpollEcho implements Echo {
    private final int size;
    private final boolean isNative;
    private final EpollPoller poller = new EpollPoller();
    private final Scheduler scheduler;
    private final List<EpollConnection> clients = new ArrayList<>();
    private final CountDownLatch servers;

    EpollEcho(int size, int connections, int parallelism, boolean isNative) throws IOException {
        this.size = size;
        this.isNative = isNative;
        scheduler =
                Scheduler.builder().parallelism(parallelism).eventSources(poller::newDoor).build();
        servers = new CountDownLatch(connections);
        try (DescriptorFinder finder = new DescriptorFinder();
                ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
            for (int i = 0; i < connections; i++) {
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                EpollConnection server = connection(listener.accept(), finder);
                clients.add(connection(client, finder));
                scheduler.go(() -> serve(server));
            }
        }
    }

    private EpollConnection connection(SocketChannel channel, DescriptorFinder finder)
            throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        return new EpollConnection(channel, finder.find(channel), poller, isNative);
    }

    private void serve(EpollConnection connection) throws IOException, InterruptedException {
        try (connection) {
            EpollConnection.Buffer buffer = EpollConnection.Buffer.allocate(size);
            while (connection.read(cleared(buffer)) >= 0) {
                buffer.bytes().flip();
                connection.write(buffer);
            }
        } finally {
            servers.countDown();
        }
    }

    private static EpollConnection.Buffer cleared(EpollConnection.Buffer buffer) {
        buffer.bytes().clear();
        return buffer;
    }

    @Override
    public void roundTrips(int each) throws Exception {
        CountDownLatch done = new CountDownLatch(clients.size());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (EpollConnection client : clients) {
            scheduler.go(
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

    private void talk(EpollConnection connection, int times)
            throws IOException, InterruptedException {
        EpollConnection.Buffer buffer = EpollConnection.Buffer.allocate(size);
        for (int i = 0; i < times; i++) {
            connection.write(cleared(buffer));
            cleared(buffer);
            while (buffer.bytes().hasRemaining()) {
                if (connection.read(buffer) < 0) {
                    throw new IOException("the server is gone");
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (EpollConnection each : clients) {
            each.close();
        }
        try {
            servers.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        scheduler.close();
    }
}
