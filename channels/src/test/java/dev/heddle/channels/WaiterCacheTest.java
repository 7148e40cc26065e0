package dev.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.sync.waiting.Waiter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.ref.WeakReference;
import java.time.Duration;

class WaiterCacheTest {
    private static final int ROUND_TRIPS = 1_000;

    private final FifoChannel<Integer> channel = new FifoChannel<>(0);

    private Waiter takeKept() {
        channel.lock();
        Waiter waiter = channel.takeWaiter(null);
        channel.unlock();
        return waiter;
    }

    @Test
    void aWaiterThatIsKeptIsTakenOnceAndBelongsToWhoTakesIt() {
        Waiter waiter = channel.bringWaiter();
        waiter.claim(1);
        channel.keepWaiter(waiter);
        assertThat(waiter.thread()).isNull();
        assertThat(channel.bringWaiter()).as("brought although one is kept").isNull();

        assertThat(takeKept()).isSameAs(waiter);
        assertThat(waiter.thread()).isSameAs(Thread.currentThread());
        assertThat(waiter.outcome()).isEqualTo(Waiter.WAITING);
        assertThat(takeKept()).isNull();
    }

    @Test
    void whatWasBroughtIsUsedBeforeWhatIsKept() {
        Waiter brought = channel.bringWaiter();
        channel.keepWaiter(new Waiter());
        channel.lock();
        assertThat(channel.takeWaiter(brought)).isSameAs(brought);
        channel.unlock();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.channels.ThreadKind#all")
    void theWaiterOfAReceiveIsKeptForTheNextWhoWaits(ThreadKind kind) throws Exception {
        Actor<Integer> first = Actor.blocked(kind, channel::receive);
        Waiter waiter = channel.receivers().first().waiter();
        channel.send(1);
        assertThat(first.get()).isEqualTo(1);

        Actor<Void> second = Actor.runBlocked(kind, () -> channel.send(2));
        assertThat(channel.senders().first()).isSameAs(waiter);
        assertThat(channel.receive()).isEqualTo(2);
        second.get();

        Actor<Integer> third = Actor.blocked(kind, channel::receive);
        assertThat(channel.receivers().first()).isSameAs(waiter);
        channel.send(3);
        assertThat(third.get()).isEqualTo(3);
    }

    @Test
    void whoWaitsInVainKeepsNothing() throws Exception {
        assertThat(channel.receive(Duration.ofNanos(1))).isNull();
        assertThat(channel.send(1, Duration.ofNanos(1))).isFalse();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(channel::receive);
        assertThat(takeKept()).isNull();
    }

    @Test
    void moreWhoWaitThanAreKeptWaitAllTheSame() throws Exception {
        channel.keepWaiter(new Waiter());
        Actor<Integer> first = Actor.blocked(ThreadKind.VIRTUAL, channel::receive);
        Actor<Integer> second = Actor.blocked(ThreadKind.VIRTUAL, channel::receive);
        channel.send(1);
        channel.send(2);
        assertThat(first.get() + second.get()).isEqualTo(3);
    }

    @Test
    void twoThatHandValuesToAndFroAllocateNothing() throws Exception {
        FifoChannel<Integer> back = new FifoChannel<>(0);
        Actor<Void> partner =
                Actor.run(
                        ThreadKind.PLATFORM,
                        () -> {
                            for (Integer value; (value = channel.receiveOrNull()) != null; ) {
                                back.send(value);
                            }
                        });
        long bytes =
                Allocation.bytesOf(
                        () -> {
                            for (int i = 0; i < ROUND_TRIPS; i++) {
                                channel.send(1);
                                back.receive();
                            }
                        });
        channel.close();
        partner.get();
        assertThat(bytes).isLessThan(ROUND_TRIPS);
    }

    @Test
    void aKeptWaiterDoesNotKeepTheThreadThatHasWaited() throws Exception {
        awaitCollected(receiveInAThread());
        assertThat(takeKept()).isNotNull();
    }

    @Test
    void aKeptWaiterDoesNotKeepTheValue() throws Exception {
        FifoChannel<Object> objects = new FifoChannel<>(0);
        WeakReference<Object> received = new WeakReference<>(handOver(objects, true));
        awaitCollected(received);
        WeakReference<Object> sent = new WeakReference<>(handOver(objects, false));
        awaitCollected(sent);
        assertThat(objects.bringWaiter()).as("brought although one is kept").isNull();
    }

    /** A value that has passed to a receiver, or from a sender, that had to wait. */
    private static Object handOver(Channel<Object> objects, boolean receiverWaits)
            throws Exception {
        Object value = new Object();
        if (receiverWaits) {
            Actor<Void> receiver =
                    Actor.runBlocked(
                            ThreadKind.PLATFORM, () -> assertThat(objects.receive()).isNotNull());
            objects.send(value);
            receiver.get();
        } else {
            Actor<Void> sender = Actor.runBlocked(ThreadKind.PLATFORM, () -> objects.send(value));
            assertThat(objects.receive()).isSameAs(value);
            sender.get();
        }
        return value;
    }

    @Test
    void aClosedChannelKeepsNothing() throws Exception {
        Actor<Integer> receiver = Actor.blocked(ThreadKind.VIRTUAL, channel::receiveOrNull);
        channel.close();
        assertThat(receiver.get()).isNull();
        assertThat(takeKept()).isNull();
    }

    private static void awaitCollected(WeakReference<?> reference) {
        long deadline = System.nanoTime() + Actor.PATIENCE.toNanos();
        while (reference.get() != null) {
            assertThat(System.nanoTime()).as("until it is collected").isLessThan(deadline);
            System.gc();
        }
    }

    private WeakReference<Thread> receiveInAThread() throws InterruptedException {
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        channel.receive();
                                    } catch (InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                });
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        channel.send(1);
        thread.join();
        return new WeakReference<>(thread);
    }
}
