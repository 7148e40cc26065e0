package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.scheduler.Scheduler;

import jdk.jfr.FlightRecorder;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that has no file descriptor left; in a JVM of its own, under {@code ulimit -n}. */
class DescriptorExhaustionTest {
    private static final int LIMIT = 64;

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    // ---- a server

    /** Echoes until its input ends. */
    static final class Server {
        private Server() {}

        public static void main(String[] args) throws Exception {
            Scheduler scheduler = Scheduler.builder().parallelism(2).build();
            TcpListener listener = TcpListener.bind(loopback(0));
            scheduler.go(
                    () -> {
                        for (; ; ) {
                            TcpConnection connection = listener.accept();
                            scheduler.go(() -> echo(connection));
                        }
                    });
            System.out.println(((InetSocketAddress) listener.localAddress()).getPort());
            while (System.in.read() >= 0) {}
            System.out.println("flight recorder started: " + FlightRecorder.isInitialized());
            System.exit(0);
        }

        private static void echo(TcpConnection connection) throws Exception {
            try (connection) {
                ByteBuffer buffer = ByteBuffer.allocate(64);
                while (connection.read(buffer.clear()) >= 0) {
                    connection.write(buffer.flip());
                }
            }
        }
    }

    @Test
    void acceptWaitsWithoutSpinningUntilThereAreDescriptorsAgain() throws Exception {
        try (Child child = new Child(Server.class)) {
            int port = Integer.parseInt(child.readLine());
            long sockets = child.sockets();
            try (Socket first = new Socket(InetAddress.getLoopbackAddress(), port)) {
                first.getOutputStream().write('x');
                assertThat(first.getInputStream().read()).isEqualTo('x');
            }
            child.awaitSelectorAndSockets(sockets);
            long idle = child.descriptors();
            assertThat(idle).isLessThan(LIMIT - 20);
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 2 * LIMIT; i++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
                clients.getLast().getOutputStream().write('x');
            }
            child.awaitDescriptors(LIMIT, LIMIT);
            assertThat(child.leastBusyOf(5)).isLessThan(0.15);
            assertThat(child.descriptors()).isEqualTo(LIMIT);
            for (Socket each : clients) {
                each.setSoTimeout((int) Actor.PATIENCE.toMillis());
                assertThat(each.getInputStream().read()).isEqualTo('x');
                each.close();
            }
            child.awaitDescriptors(1, idle);
            assertThat(child.end()).isEqualTo("flight recorder started: false\n");
        }
    }

    // ---- whoever opens something

    /** Tries everything with few descriptors and then with enough of them. */
    static final class Opener {
        private static final int SCARCE = 5;

        private final List<Scheduler> unused = new ArrayList<>();
        private final TcpListener listener = TcpListener.bind(loopback(0));
        private final TcpConnection near = TcpConnection.connect(listener.localAddress());
        private final TcpConnection far = listener.accept();

        private Opener() throws Exception {
            for (int i = 0; i <= SCARCE + 1; i++) {
                unused.add(Scheduler.builder().parallelism(1).build());
            }
        }

        public static void main(String[] args) throws Exception {
            Opener opener = new Opener();
            opener.openEverything(0);
            long before = DescriptorCount.now();
            for (int left = 0; left <= SCARCE; left++) {
                opener.openWithOnly(left);
            }
            opener.openEverything(0);
            opener.unused.forEach(Scheduler::close); // and their selectors
            DescriptorCount.awaitAtMost(before);
            System.out.println("recovered");
            System.exit(0);
        }

        private void openWithOnly(int left) throws Exception {
            List<Closeable> hogs = new ArrayList<>();
            try {
                for (; ; ) {
                    hogs.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                for (int i = 0; i < left; i++) {
                    hogs.removeLast().close();
                }
            }
            int refused;
            try {
                refused = openEverything(left + 1);
            } finally {
                for (Closeable each : hogs) {
                    each.close();
                }
            }
            System.out.println("with " + left + " left " + refused + " refused");
        }

        /** Returns how many were refused. */
        private int openEverything(int schedulerNumber) throws Exception {
            Scheduler scheduler = unused.get(schedulerNumber);
            return refused(() -> TcpListener.bind(loopback(0)))
                    + refused(() -> TcpConnection.connect(listener.localAddress()))
                    + refused(() -> UdpSocket.bind(loopback(0)))
                    + refused(() -> UdpSocket.connect(loopback(9)))
                    + refused(() -> waitForNothing(scheduler));
        }

        private static int refused(Callable<? extends Closeable> opening) throws Exception {
            try (Closeable opened = opening.call()) {
                return opened == null ? 1 : 0;
            } catch (IOException e) {
                if (!e.getMessage().contains("Too many open files")) {
                    throw e;
                }
                return 1;
            }
        }

        private int awaitByte(Duration patience) throws IOException, InterruptedException {
            NetPoller.awaitReadable(near.channel(), Instant.now().plus(patience));
            return 0;
        }

        /** In a scheduler that has no selector yet. */
        private Closeable waitForNothing(Scheduler scheduler) throws Exception {
            try {
                scheduler.run(() -> awaitByte(Duration.ofMillis(10)));
            } catch (SocketTimeoutException e) {
                far.write(ByteBuffer.allocate(1));
                scheduler.run(() -> awaitByte(Actor.PATIENCE));
                near.read(ByteBuffer.allocate(1));
            }
            return () -> {};
        }
    }

    @Test
    void whatIsRefusedKeepsNothingAndWorksLater() throws Exception {
        try (Child child = new Child(Opener.class)) {
            assertThat(child.end())
                    .contains("with 0 left 5 refused")
                    .contains("with 5 left 0 refused")
                    .endsWith("recovered\n");
        }
    }

    // ---- the other JVM

    private static final class Child implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;

        Child(Class<?> program) throws IOException {
            process =
                    new ProcessBuilder(
                                    "bash",
                                    "-c",
                                    "ulimit -n " + LIMIT + " && exec \"$@\"",
                                    "bash",
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--add-opens",
                                    "java.base/java.lang=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    program.getName())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            output = process.inputReader(StandardCharsets.UTF_8);
        }

        String readLine() throws IOException {
            return output.readLine();
        }

        long descriptors() throws IOException {
            return targets().size();
        }

        /** What its descriptors refer to, as the system names it. */
        private List<String> targets() throws IOException {
            List<String> targets = new ArrayList<>();
            try (Stream<Path> all = Files.list(Path.of("/proc", "" + process.pid(), "fd"))) {
                for (Path each : (Iterable<Path>) all::iterator) {
                    try {
                        targets.add(Files.readSymbolicLink(each).toString());
                    } catch (NoSuchFileException e) {
                        continue; // closed meanwhile
                    }
                }
            }
            return targets;
        }

        long sockets() throws IOException {
            return sockets(targets());
        }

        private static long sockets(List<String> targets) {
            return targets.stream().filter(each -> each.startsWith("socket:")).count();
        }

        /** Until it has a selector, which is opened when somebody waits, and so many sockets. */
        void awaitSelectorAndSockets(long sockets) throws IOException {
            long end = System.nanoTime() + Actor.PATIENCE.toNanos();
            List<String> now = targets();
            while (!now.contains("anon_inode:[eventfd]") || sockets(now) > sockets) {
                assertThat(System.nanoTime() - end).as("%s", now).isNegative();
                Thread.yield();
                now = targets();
            }
        }

        void awaitDescriptors(long least, long most) throws IOException {
            long end = System.nanoTime() + Actor.PATIENCE.toNanos();
            for (long now; (now = descriptors()) < least || now > most; ) {
                assertThat(System.nanoTime() - end).as("%d descriptors", now).isNegative();
                Thread.yield();
            }
        }

        /** The least share of a processor that it took in one of so many half seconds. */
        double leastBusyOf(int times) throws Exception {
            double least = Double.MAX_VALUE;
            for (int i = 0; i < times; i++) {
                Duration cpu = cpu();
                long start = System.nanoTime();
                Thread.sleep(500); // the span that is measured
                double nanos = System.nanoTime() - start;
                least = Math.min(least, cpu().minus(cpu).toNanos() / nanos);
            }
            return least;
        }

        private Duration cpu() {
            return process.info().totalCpuDuration().orElseThrow();
        }

        /** Ends its input; returns the rest of its output. */
        String end() throws Exception {
            process.getOutputStream().close();
            String rest = output.readAllAsString();
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(rest).isZero();
            return rest;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
