package dev.heddle.benchmarks.netpoll;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

/** The JDK's blocking sockets on virtual threads of any kind. */
final class JdkEcho implements Echo {
    private final ThreadFactory threads;
    private final int size;
    private final ServerSocket listener =
            new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
    private final List<Socket> clients = new ArrayList<>();

    JdkEcho(ThreadFactory threads, int size, int connections) throws IOException {
        this.threads = threads;
        this.size = size;
        for (int i = 0; i < connections; i++) {
            Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
            client.setTcpNoDelay(true);
            clients.add(client);
            Socket server = listener.accept();
            server.setTcpNoDelay(true);
            threads.newThread(() -> serve(server)).start();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[size];
            for (int n; (n = in.read(buffer)) >= 0; ) {
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    @Override
    public void roundTrips(int each) throws Exception {
        CountDownLatch done = new CountDownLatch(clients.size());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (Socket client : clients) {
            threads.newThread(
                            () -> {
                                try {
                                    talk(client, each);
                                } catch (Throwable e) {
                                    failure.set(e);
                                } finally {
                                    done.countDown();
                                }
                            })
                    .start();
        }
        done.await();
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
    }

    private void talk(Socket socket, int times) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        byte[] buffer = new byte[size];
        for (int i = 0; i < times; i++) {
            out.write(buffer);
            if (in.readNBytes(buffer, 0, size) < size) {
                throw new IOException("the server is gone");
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket each : clients) {
            each.close();
        }
    }
}
