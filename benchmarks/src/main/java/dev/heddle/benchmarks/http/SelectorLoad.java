package dev.heddle.benchmarks.http;

import dev.heddle.benchmarks.ProcessUsage;

import org.HdrHistogram.Histogram;

import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A load of our own: one thread, one selector, as wrk with one thread. Uses nothing of Heddle's, so
 * that the measure is the same for all.
 */
final class SelectorLoad implements Load {
    static final String PATH = "/plaintext";

    private static final byte[] STATUS = ascii("HTTP/1.1 200 ");
    private static final byte[] BODY = ascii("Hello, World!");
    private static final byte[] REQUEST =
            ascii("GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    private static final long MAX_LATENCY = TimeUnit.MINUTES.toNanos(1);
    private static final double NANOS_PER_MICRO = 1_000;
    private static final int MAX_RESPONSE = 1 << 10;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long warmUpNanos;
    private final long nanos;
    private final ByteBuffer request = ByteBuffer.allocateDirect(REQUEST.length).put(REQUEST);
    private Histogram latencies = new Histogram(MAX_LATENCY, 3);

    /** Drives for {@code warmUp}, and then measures for {@code time}. */
    SelectorLoad(Duration warmUp, Duration time) {
        warmUpNanos = warmUp.toNanos();
        nanos = time.toNanos();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String name() {
        return "our own load (one thread, one selector)";
    }

    @Override
    public Sample run(ServerProcess server, int connections) throws IOException {
        List<SocketChannel> channels = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(server.address());
                channels.add(channel);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new Client(channel));
            }
            for (SelectionKey key : selector.keys()) {
                ((Client) key.attachment()).send();
            }
            drive(selector, System.nanoTime() + warmUpNanos);
            return measure(selector, server);
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    private Sample measure(Selector selector, ServerProcess server) throws IOException {
        latencies = new Histogram(MAX_LATENCY, 3);
        ProcessUsage before = server.usage();
        long ownCpu = THREADS.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        drive(selector, start + nanos);
        double elapsed = System.nanoTime() - start;
        ownCpu = THREADS.getCurrentThreadCpuTime() - ownCpu;
        ProcessUsage.Used used = server.usage().since(before);
        double requests = Math.max(1, latencies.getTotalCount());
        return new Sample(
                requests * TimeUnit.SECONDS.toNanos(1) / elapsed,
                used.cpuNanos() / requests / NANOS_PER_MICRO,
                used.switches() / requests,
                latencies.getValueAtPercentile(50) / NANOS_PER_MICRO,
                latencies.getValueAtPercentile(99) / NANOS_PER_MICRO,
                ownCpu / elapsed);
    }

    private void drive(Selector selector, long until) throws IOException {
        while (System.nanoTime() - until < 0) {
            selector.select(1_000);
            for (SelectionKey key : selector.selectedKeys()) {
                ((Client) key.attachment()).read();
            }
            selector.selectedKeys().clear();
        }
    }

    /** One connection. */
    private final class Client {
        private final SocketChannel channel;
        private final ByteBuffer response = ByteBuffer.allocate(MAX_RESPONSE);
        private long sent;

        Client(SocketChannel channel) {
            this.channel = channel;
        }

        void send() throws IOException {
            sent = System.nanoTime();
            if (channel.write(request.rewind()) < REQUEST.length) {
                throw new IOException("no room for a request");
            }
        }

        void read() throws IOException {
            if (channel.read(response) < 0) {
                throw new EOFException("the server closed a connection");
            }
            if (isComplete()) {
                latencies.recordValue(Math.min(MAX_LATENCY, System.nanoTime() - sent));
                response.clear();
                send();
            }
        }

        private boolean isComplete() throws IOException {
            byte[] bytes = response.array();
            int end = response.position();
            int body = bodyOf(bytes, end);
            if (body < 0 || end - body < BODY.length) {
                if (!response.hasRemaining()) {
                    throw wrong(end);
                }
                return false;
            }
            if (!Arrays.equals(bytes, 0, STATUS.length, STATUS, 0, STATUS.length)
                    || !Arrays.equals(bytes, body, end, BODY, 0, BODY.length)) {
                throw wrong(end);
            }
            return true;
        }

        private IOException wrong(int end) {
            String text = new String(response.array(), 0, end, StandardCharsets.ISO_8859_1);
            return new IOException("not the response that was asked for: " + text);
        }
    }

    /** Where the body begins; negative if the head has not ended. */
    private static int bodyOf(byte[] bytes, int end) {
        for (int i = STATUS.length; i + 3 < end; i++) {
            if (bytes[i] == '\r' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }
}
