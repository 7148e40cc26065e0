package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.scheduler.Scheduler;
import dev.heddle.sync.Task;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Everything at random, on all kinds of threads, with every byte accounted for: a few seconds in
 * each build, and long runs by {@code mvn verify -pl netpoll -am -Psoak -Dtest=ChaosTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dheddle.soak.seconds=900}. Prints its seed; {@code
 * -Dheddle.soak.seed} repeats the choices.
 */
class ChaosTest {
    private static final int CONNECTIONS = 64;
    private static final long PATIENCE_SECONDS = 60;

    private final Scheduler scheduler = Scheduler.builder().name("chaos").parallelism(2).build();
    private final ThreadFactory[] others = {
        Thread.ofVirtual().factory(), Thread.ofPlatform().daemon().factory()
    };
    private final Random random = new Random();
    private final Semaphore room = new Semaphore(CONNECTIONS);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Set<ChaoticEnd> ends = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private final LongAdder connections = new LongAdder();
    private final LongAdder abandoned = new LongAdder();
    private final LongAdder orderlyIn = new LongAdder();
    private final LongAdder orderlyPlanned = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final LongAdder read = new LongAdder();
    private final LongAdder interrupts = new LongAdder();

    @Test
    void everyByteIsAccountedForAfterSomeSecondsOfEverything() throws Exception {
        run(5);
    }

    @Tag("soak")
    @Test
    void everyByteIsAccountedForAfterALongTimeOfEverything() throws Exception {
        run(Long.getLong("heddle.soak.seconds", 900));
    }

    private void run(long seconds) throws Exception {
        long seed = Long.getLong("heddle.soak.seed", System.nanoTime());
        System.out.println("chaos for " + seconds + " s, seed " + seed);
        random.setSeed(seed);
        long descriptors = DescriptorCount.now();
        TcpListener listener =
                TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        go(() -> serve(listener));
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() - end < 0 && failures.isEmpty()) {
            if (room.tryAcquire(1, TimeUnit.MILLISECONDS)) {
                long connectionSeed = random.nextLong();
                go(() -> visit(listener, connectionSeed));
            }
            annoy();
        }
        awaitEnd(listener);
        scheduler.close();
        DescriptorCount.awaitAtMost(descriptors + 20);
        System.out.printf(
                "%d connections, %d given up, %d bytes written, %d read, %d interrupts%n",
                connections.sum(), abandoned.sum(), written.sum(), read.sum(), interrupts.sum());
        assertThat(failures).isEmpty();
        assertThat(orderlyIn.sum()).isEqualTo(orderlyPlanned.sum());
        assertThat(read.sum()).isLessThanOrEqualTo(written.sum());
        assertThat(connections.sum()).isPositive();
    }

    private void awaitEnd(TcpListener listener) throws Exception {
        if (!room.tryAcquire(CONNECTIONS, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            failures.add(new AssertionError("clients still at work: " + ends));
        }
        listener.close();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!threads.isEmpty() && System.nanoTime() - end < 0) {
            Thread.yield();
        }
        if (!threads.isEmpty()) {
            failures.add(new AssertionError("threads still at work: " + threads + ends));
            scheduler.shutdownNow();
        }
    }

    /** Starts a thread of any kind, which will be annoyed. */
    void go(Task task) {
        int kind = random.nextInt(10);
        ThreadFactory factory = kind < 8 ? scheduler.threadFactory() : others[kind - 8];
        Thread thread =
                factory.newThread(
                        () -> {
                            try {
                                task.run();
                            } catch (Throwable e) {
                                failures.add(e);
                            } finally {
                                threads.remove(Thread.currentThread());
                            }
                        });
        threads.add(thread);
        thread.start();
    }

    private void annoy() {
        if (random.nextInt(4) == 0) {
            threads.stream().skip(random.nextInt(20)).findFirst().ifPresent(Thread::interrupt);
        }
        if (random.nextInt(4) == 0) {
            ends.stream().skip(random.nextInt(20)).findFirst().ifPresent(e -> e.trouble(random));
        }
        if (random.nextInt(500) == 0) {
            scheduler.setParallelism(1 + random.nextInt(4));
        }
    }

    private void serve(TcpListener listener) throws IOException {
        for (; ; ) {
            try {
                TcpConnection connection = listener.accept();
                go(() -> welcome(connection));
            } catch (InterruptedException e) {
                interrupted();
            } catch (ClosedChannelException e) {
                return;
            }
        }
    }

    private void welcome(TcpConnection connection) throws Exception {
        ByteBuffer header = ByteBuffer.allocate(Long.BYTES);
        try (connection) {
            while (header.hasRemaining()) {
                try {
                    if (connection.read(header) < 0) {
                        return; // who gave up to connect
                    }
                } catch (InterruptedException e) {
                    interrupted();
                }
            }
            talk(ChaoticEnd.Plan.of(header.flip().getLong()), false, connection);
        }
    }

    private void visit(TcpListener listener, long seed) throws Exception {
        try {
            TcpConnection connection = connect(listener, new Random(seed));
            if (connection == null) {
                abandoned.increment();
                return;
            }
            connections.increment();
            try (connection) {
                ByteBuffer header = ByteBuffer.allocate(Long.BYTES).putLong(seed).flip();
                while (header.hasRemaining()) {
                    try {
                        connection.write(header);
                    } catch (InterruptedException e) {
                        interrupted();
                    }
                }
                talk(ChaoticEnd.Plan.of(seed), true, connection);
            }
        } finally {
            room.release();
        }
    }

    private TcpConnection connect(TcpListener listener, Random own) throws IOException {
        try {
            return own.nextInt(10) > 0
                    ? TcpConnection.connect(listener.localAddress())
                    : TcpConnection.connect(
                            listener.localAddress(), Duration.ofNanos(own.nextInt(500_000)));
        } catch (SocketTimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            interrupted();
            return null;
        }
    }

    private void talk(ChaoticEnd.Plan plan, boolean client, TcpConnection connection)
            throws Exception {
        ChaoticEnd end = new ChaoticEnd(plan, client, connection, this);
        ends.add(end);
        try {
            end.talk();
        } finally {
            ends.remove(end);
        }
        if (plan.ending() == ChaoticEnd.Ending.ORDERLY) {
            orderlyIn.add(end.in());
            orderlyPlanned.add(client ? plan.fromServer() : plan.fromClient());
        }
    }

    // ---- for the ends

    void bytesMoved(long out, long in) {
        written.add(out);
        read.add(in);
    }

    void interrupted() {
        interrupts.increment();
    }

    /** Spends some time, at times so much that the worker counts as stuck. */
    void lose(Random own) {
        int dice = own.nextInt(1_000);
        if (dice < 100) {
            Thread.yield();
        } else if (dice == 999) {
            long end = System.nanoTime() + own.nextInt(20_000_000);
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
        }
    }

    static void awaitDespiteInterrupts(CountDownLatch latch) {
        for (; ; ) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // one more annoyance
            }
        }
    }
}
