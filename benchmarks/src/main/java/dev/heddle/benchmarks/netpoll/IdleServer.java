package dev.heddle.benchmarks.netpoll;

import dev.heddle.benchmarks.Heap;
import dev.heddle.netpoll.TcpConnection;
import dev.heddle.netpoll.TcpListener;
import dev.heddle.scheduler.Scheduler;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A server of {@link IdleConnections}: each connection has a thread that echoes, which waits for
 * input most of the time. Says its port, and then answers each line on its input with the bytes of
 * heap in use. Ends with its input.
 */
public final class IdleServer {
    private static final int BACKLOG = 4096;

    /** Bytes that an echo takes at most. As small as that: the buffer is none of our cost. */
    private static final int SIZE = 16;

    private IdleServer() {}

    /** Arguments: {@code HEDDLE}, {@code JDK} or {@code JDK_ON_HEDDLE}. */
    public static void main(String[] args) {
        int status = 1;
        try {
            Contender contender = Contender.valueOf(args[0]);
            System.out.println(contender == Contender.HEDDLE ? heddle() : jdk(contender));
            BufferedReader input =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (input.readLine() != null) {
                System.out.println(Heap.used());
            }
            status = 0;
        } catch (IOException | InterruptedException e) {
            e.printStackTrace();
        }
        System.exit(status);
    }

    // ---- Heddle

    private static int heddle() throws IOException {
        TcpListener listener =
                TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Scheduler scheduler = Scheduler.shared();
        scheduler.go(
                () -> {
                    for (; ; ) {
                        TcpConnection connection = listener.accept();
                        scheduler.go(() -> echo(connection));
                    }
                });
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private static void echo(TcpConnection connection) throws IOException, InterruptedException {
        try (connection) {
            ByteBuffer buffer = ByteBuffer.allocate(SIZE);
            while (connection.read(buffer.clear()) >= 0) {
                connection.write(buffer.flip());
            }
        }
    }

    // ---- the JDK

    private static int jdk(Contender contender) throws IOException {
        ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        boolean onHeddle = contender == Contender.JDK_ON_HEDDLE;
        var threads = onHeddle ? Scheduler.shared().threadFactory() : Thread.ofVirtual().factory();
        threads.newThread(
                        () -> {
                            try {
                                for (; ; ) {
                                    Socket socket = listener.accept();
                                    threads.newThread(() -> echo(socket)).start();
                                }
                            } catch (IOException e) {
                                e.printStackTrace();
                            }
                        })
                .start();
        return listener.getLocalPort();
    }

    private static void echo(Socket socket) {
        try (socket) {
            InputStream input = socket.getInputStream();
            byte[] buffer = new byte[SIZE];
            for (int n; (n = input.read(buffer)) >= 0; ) {
                socket.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException e) {
            e.printStackTrace();
        }
    }
}
