package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** When the poller clears an interest, on the system's own selector. */
class InterestTest {
    private static final int READ = SelectionKey.OP_READ;

    private final Selector selector = Selector.open();
    private final Poller poller = new Poller(selector);
    private final Pipe pipe = Pipe.open();
    private final Descriptor descriptor = new Descriptor(pipe.source());
    private final SelectionKey key;

    InterestTest() throws IOException {
        pipe.source().configureBlocking(false);
        descriptor.settle(poller);
        key = pipe.source().keyFor(selector);
    }

    @BeforeEach
    void somethingComes() throws IOException {
        poller.arm(key, READ);
        pipe.sink().write(ByteBuffer.allocate(1));
    }

    @AfterEach
    void close() throws IOException {
        selector.close();
        pipe.source().close();
        pipe.sink().close();
    }

    @Test
    void aLookLeavesAnEventForWhichNobodyWaitsToTheNext() {
        for (int i = 0; i < Direction.MAX_PASSES; i++) {
            assertThat(poller.select(0)).isZero();
            assertThat(key.interestOps()).isEqualTo(READ);
        }
    }

    @Test
    void afterManyLooksTheInterestIsCleared() {
        for (int i = 0; i <= Direction.MAX_PASSES; i++) {
            poller.select(0);
        }
        assertThat(key.interestOps()).isZero();
    }

    @Test
    void aSelectThatWaitsClearsAtOnceSoThatTheNextOneWaits() {
        assertThat(poller.select(-1)).isZero();
        assertThat(key.interestOps()).isZero();
    }

    @Test
    void passedOverOrClearedAnEventIsThereForWhoeverComes() throws Exception {
        for (int looks : new int[] {1, Direction.MAX_PASSES + 1}) {
            for (int i = 0; i < looks; i++) {
                poller.select(0);
            }
            Direction input = descriptor.input();
            Actor<Void> waiter =
                    Actor.run(
                            Thread.ofVirtual().factory(),
                            () -> input.await(poller, key, READ, Direction.NO_DEADLINE));
            waiter.awaitIoWait();
            assertThat(poller.select(-1)).isEqualTo(1);
            waiter.get();
        }
    }

    @Test
    void oneThatIsAwaitedStartsTheCountAnew() throws Exception {
        for (int i = 0; i < Direction.MAX_PASSES; i++) {
            poller.select(0);
        }
        assertThat(descriptor.input().isToBeCleared(true, true)).isFalse();
        assertThat(poller.select(0)).isZero();
        assertThat(key.interestOps()).isEqualTo(READ);
    }
}
