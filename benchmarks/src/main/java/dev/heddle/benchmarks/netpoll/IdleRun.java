package dev.heddle.benchmarks.netpoll;

import dev.heddle.benchmarks.ProcessUsage;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server with its silent connections, for once. */
final class IdleRun implements AutoCloseable {

    /**
     * Connections that are made, used and closed before anything is measured, and how often: frames
     * of code that is not compiled yet are larger.
     */
    private static final int WARM_UP = 2_000;

    private static final int WARM_UP_TIMES = 5;
    private static final int WARM_UP_ECHOES = 10;

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter orders;
    private final InetSocketAddress address;
    private final ByteBuffer message = ByteBuffer.allocateDirect(1);

    IdleRun(ProcessBuilder builder) throws IOException {
        process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), (int) answer());
    }

    /**
     * What was measured.
     *
     * @param heap bytes of heap for each connection, after collections
     * @param resident bytes of resident memory for each
     * @param cpuMillis of processor time in a second of silence
     * @param switches of threads in a second of silence
     * @param echoSeconds for one echo on each connection after it, on all at once
     */
    record Figures(
            double heap, double resident, double cpuMillis, double switches, double echoSeconds) {}

    Figures measure(int connections, int seconds) throws IOException, InterruptedException {
        List<SocketChannel> open = new ArrayList<>();
        try {
            for (int i = 0; i < WARM_UP_TIMES; i++) {
                warmUp(open);
            }
            double heap = heapUsed();
            double resident = ProcessUsage.residentBytes(process);
            open(open, connections);
            echo(open);
            heap = heapUsed() - heap;
            resident = ProcessUsage.residentBytes(process) - resident;
            TimeUnit.SECONDS.sleep(1);
            ProcessUsage before = ProcessUsage.of(process);
            TimeUnit.SECONDS.sleep(seconds);
            ProcessUsage.Used used = ProcessUsage.of(process).since(before);
            long start = System.nanoTime();
            echo(open);
            return new Figures(
                    heap / connections,
                    resident / connections,
                    used.cpuNanos() / 1e6 / seconds,
                    (double) used.switches() / seconds,
                    (System.nanoTime() - start) / 1e9);
        } finally {
            close(open);
        }
    }

    private void warmUp(List<SocketChannel> open) throws IOException {
        open(open, WARM_UP);
        for (int i = 0; i < WARM_UP_ECHOES; i++) {
            echo(open);
        }
        close(open);
    }

    private void open(List<SocketChannel> open, int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            open.add(SocketChannel.open(address));
        }
    }

    private void echo(List<SocketChannel> open) throws IOException {
        for (SocketChannel channel : open) {
            channel.write(message.clear());
        }
        for (SocketChannel channel : open) {
            if (channel.read(message.clear()) < 1) {
                throw new EOFException("the server closed a connection");
            }
        }
    }

    private static void close(List<SocketChannel> open) throws IOException {
        for (SocketChannel channel : open) {
            channel.close();
        }
        open.clear();
    }

    private double heapUsed() throws IOException {
        orders.println();
        return answer();
    }

    private long answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the server ended");
        }
        return Long.parseLong(line);
    }

    @Override
    public void close() {
        orders.close();
        process.destroy();
    }
}
