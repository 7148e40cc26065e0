package dev.heddle.netpoll;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Connects to the first of several addresses that answers: "happy eyeballs", RFC 8305. An attempt
 * starts when the one before has failed, or has not succeeded within the delay. No attempt outlives
 * the race.
 */
final class ConnectionRace {

    /** The RFC's recommended connection attempt delay. */
    private static final Duration ATTEMPT_DELAY = Duration.ofMillis(250);

    /** One attempt. */
    interface Attempt {
        TcpConnection connect(InetSocketAddress target) throws IOException, InterruptedException;
    }

    private final Attempt attempt;
    private final long delayNanos;
    private final List<Thread> attempts = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final List<IOException> failures = new ArrayList<>();
    private int ended;
    private @Nullable TcpConnection winner;
    private boolean over;

    ConnectionRace(Duration delay, Attempt attempt) {
        this.attempt = attempt;
        delayNanos = delay.toNanos();
    }

    /** Connects to one of these. */
    static TcpConnection run(List<InetSocketAddress> targets, @Nullable Instant deadline)
            throws IOException, InterruptedException {
        if (targets.size() == 1) {
            return TcpConnection.connectTo(targets.getFirst(), deadline);
        }
        return new ConnectionRace(
                        ATTEMPT_DELAY, target -> TcpConnection.connectTo(target, deadline))
                .run(interleaved(targets));
    }

    /** The two families in turn, beginning with that of the first; else in the given order. */
    static List<InetSocketAddress> interleaved(List<InetSocketAddress> targets) {
        List<InetSocketAddress> first = new ArrayList<>();
        List<InetSocketAddress> second = new ArrayList<>();
        for (InetSocketAddress each : targets) {
            (isIpv6(each) == isIpv6(targets.getFirst()) ? first : second).add(each);
        }
        List<InetSocketAddress> mixed = new ArrayList<>(targets.size());
        Iterator<InetSocketAddress> others = second.iterator();
        for (InetSocketAddress each : first) {
            mixed.add(each);
            if (others.hasNext()) {
                mixed.add(others.next());
            }
        }
        others.forEachRemaining(mixed::add);
        return mixed;
    }

    private static boolean isIpv6(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }

    TcpConnection run(List<InetSocketAddress> targets) throws IOException, InterruptedException {
        boolean interrupted = false;
        try {
            race(targets);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (Throwable e) { // an attempt could not be started
            giveUp(e);
            throw e;
        }
        interrupted |= end();
        TcpConnection connection = winner; // nobody else is left
        if (connection != null) {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return connection;
        }
        if (interrupted) {
            throw new InterruptedException("interrupted while connecting");
        }
        throw failure();
    }

    private void race(List<InetSocketAddress> targets) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (InetSocketAddress target : targets) {
                start(target);
                long left = delayNanos;
                while (winner == null && ended < attempts.size() && left > 0) {
                    left = changed.awaitNanos(left);
                }
                if (winner != null) {
                    return;
                }
            }
            while (winner == null && ended < attempts.size()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void start(InetSocketAddress target) {
        Thread thread =
                Thread.ofVirtual().name("connect " + target).unstarted(() -> tryOne(target));
        attempts.add(thread);
        thread.start();
    }

    private void tryOne(InetSocketAddress target) {
        try {
            offer(attempt.connect(target));
        } catch (InterruptedException e) {
            fail(new IOException("connecting to " + target + " was given up", e));
        } catch (IOException e) {
            fail(e);
        } catch (Throwable e) {
            fail(new IOException("connecting to " + target + " failed", e));
        } finally {
            ended();
        }
    }

    private void offer(TcpConnection connection) throws IOException {
        boolean late;
        lock.lock();
        try {
            late = over || winner != null;
            if (!late) {
                winner = connection;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            connection.close();
        }
    }

    private void fail(IOException failure) {
        lock.lock();
        try {
            failures.add(failure);
        } finally {
            lock.unlock();
        }
    }

    /** An attempt is over, also one that had no memory to say why it failed. */
    private void ended() {
        lock.lock();
        try {
            ended++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the race; nothing is left of it. */
    private void giveUp(Throwable cause) {
        if (end()) {
            Thread.currentThread().interrupt();
        }
        TcpConnection connection = winner; // nobody else is left
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Gives up the attempts that still run, and waits for their end; whether interrupted. */
    @SuppressWarnings("ThreadJoinLoop") // the library that the check proposes is none of ours
    private boolean end() {
        lock.lock();
        try {
            over = true;
        } finally {
            lock.unlock();
        }
        attempts.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread each : attempts) {
            while (each.isAlive()) {
                try {
                    each.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        return interrupted;
    }

    /** Why all failed: that time ran out, or else what the first one met; the others beside it. */
    private IOException failure() {
        if (failures.isEmpty()) {
            return new IOException("connecting failed: too little memory");
        }
        IOException main = failures.getFirst();
        for (IOException each : failures) {
            if (each instanceof SocketTimeoutException) {
                main = each;
                break;
            }
        }
        for (IOException each : failures) {
            if (each != main) {
                main.addSuppressed(each);
            }
        }
        return main;
    }
}
