package dev.heddle.netpoll;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Waits for any selectable channel: a pipe, a socket that another library made. Parks the
 * goroutine, or whatever thread calls.
 *
 * <p>Readiness is a hint: try the operation, and wait again if it would block. A channel that is
 * waited for here is registered with a selector of Heddle's until it is closed; so it must stay
 * non-blocking. Whoever waits here notices within half a second that it was closed; its file
 * descriptor is released when the scheduler next looks for events.
 */
public final class NetPoller {

    /** A selector does not tell that its channel was closed behind its back: so often we look. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private NetPoller() {}

    /**
     * Waits until {@code channel} may be read from, or accept a connection.
     *
     * @throws IllegalBlockingModeException if the channel is in blocking mode
     * @throws java.nio.channels.ClosedChannelException if it is closed
     */
    public static void awaitReadable(SelectableChannel channel)
            throws IOException, InterruptedException {
        await(channel, Descriptor.INPUT, Direction.NO_DEADLINE);
    }

    /**
     * Waits until {@code channel} may be read from, or until {@code deadline}.
     *
     * @throws SocketTimeoutException if the deadline passed
     */
    public static void awaitReadable(SelectableChannel channel, Instant deadline)
            throws IOException, InterruptedException {
        await(channel, Descriptor.INPUT, Deadlines.nanoTimeOf(deadline));
    }

    /**
     * Waits until {@code channel} may be written to, or its connection is made.
     *
     * @throws IllegalBlockingModeException if the channel is in blocking mode
     * @throws java.nio.channels.ClosedChannelException if it is closed
     */
    public static void awaitWritable(SelectableChannel channel)
            throws IOException, InterruptedException {
        await(channel, Descriptor.OUTPUT, Direction.NO_DEADLINE);
    }

    /**
     * Waits until {@code channel} may be written to, or until {@code deadline}.
     *
     * @throws SocketTimeoutException if the deadline passed
     */
    public static void awaitWritable(SelectableChannel channel, Instant deadline)
            throws IOException, InterruptedException {
        await(channel, Descriptor.OUTPUT, Deadlines.nanoTimeOf(deadline));
    }

    private static void await(SelectableChannel channel, int operations, long until)
            throws IOException, InterruptedException {
        Objects.requireNonNull(channel, "channel");
        if (channel.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
        int operation = operations & channel.validOps();
        if (operation == 0) {
            throw new IllegalArgumentException(
                    "channel " + channel + " is not made for this direction");
        }
        Descriptor descriptor = Poller.current().descriptorOf(channel);
        boolean input = operations == Descriptor.INPUT;
        Direction direction = input ? descriptor.input() : descriptor.output();
        direction.acquireUntil(until);
        try {
            awaitOpen(
                    channel, () -> descriptor.await(direction, operation, nextLook(until)), until);
        } finally {
            direction.release();
        }
    }

    private interface Wait {
        void run() throws IOException, InterruptedException;
    }

    /** Repeats a wait that only ended to look whether the channel is still open. */
    private static void awaitOpen(SelectableChannel channel, Wait wait, long until)
            throws IOException, InterruptedException {
        for (; ; ) {
            try {
                wait.run();
                return;
            } catch (SocketTimeoutException e) {
                if (!channel.isOpen()) {
                    throw new AsynchronousCloseException();
                }
                if (until != Direction.NO_DEADLINE && until - System.nanoTime() <= 0) {
                    throw e;
                }
            }
        }
    }

    private static long nextLook(long until) {
        long next = System.nanoTime() + LOOK_NANOS;
        return until == Direction.NO_DEADLINE || until - next > 0 ? next : until;
    }
}
