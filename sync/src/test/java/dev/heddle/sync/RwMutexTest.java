package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

class RwMutexTest {

    private final RwMutex rw = new RwMutex();
    private final RwMutex.View read = rw.readLock();
    private final RwMutex.View write = rw.writeLock();

    private static Thread locker(ThreadKind kind, RwMutex.View view, Runnable inside) {
        return kind.start(
                () -> {
                    view.lock();
                    inside.run();
                    view.unlock();
                });
    }

    @Test
    void readersShareAndWritersDoNot() {
        read.lock();
        assertThat(read.tryLock()).isTrue();
        assertThat(write.tryLock()).isFalse();
        read.unlock();
        read.unlock();
        assertThat(write.tryLock()).isTrue();
        assertThat(read.tryLock()).isFalse();
        assertThat(write.tryLock()).isFalse();
        write.unlock();
    }

    @Test
    void unlockOfWhatIsNotLockedIsRefusedAndLeavesItUsable() {
        assertThatThrownBy(read::unlock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("unlock of an unlocked read lock");
        assertThatThrownBy(write::unlock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("unlock of an unlocked write lock");
        write.lock();
        assertThatThrownBy(read::unlock).isInstanceOf(IllegalMonitorStateException.class);
        write.unlock();
        read.lock();
        assertThatThrownBy(write::unlock).isInstanceOf(IllegalMonitorStateException.class);
        read.unlock();
        assertThat(write.tryLock()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void aWaitingWriterStopsNewReaders(ThreadKind kind) throws Exception {
        read.lock();
        Thread writer = locker(kind, write, () -> {});
        Await.blockedOn(writer, "sync.RWMutex.Lock on RwMutex@");
        assertThat(read.tryLock()).isFalse();
        Thread reader = locker(kind, read, () -> {});
        Await.blockedOn(reader, "sync.RWMutex.RLock on RwMutex@");
        read.unlock();
        Await.end(writer);
        Await.end(reader);
        assertThat(rw.toString()).endsWith("[unlocked]");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void waitingReadersGetATurnBetweenTwoWriters(ThreadKind kind) throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        write.lock();
        Thread writer = locker(kind, write, () -> order.add("writer"));
        Await.blockedOn(writer, "RWMutex.Lock");
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread reader = locker(kind, read, () -> order.add("reader"));
            Await.blockedOn(reader, "RLock");
            readers.add(reader);
        }
        write.unlock();
        for (Thread reader : readers) {
            Await.end(reader);
        }
        Await.end(writer);
        assertThat(order).containsExactly("reader", "reader", "reader", "writer");
    }

    /** What Go issue 76808 is about. */
    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void readersCannotPassAWriterThatIsQueuedBehindAnother(ThreadKind kind) throws Exception {
        read.lock();
        Thread first = locker(kind, write, () -> {});
        Await.blockedOn(first, "RWMutex.Lock");
        Thread second = locker(kind, write, () -> {});
        Await.blockedOn(second, "RWMutex.Lock");
        read.unlock();
        Await.end(first);
        Await.end(second);
        assertThat(rw.toString()).endsWith("[unlocked]");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void theLastWriterThatGivesUpLetsTheReadersIn(ThreadKind kind) throws Exception {
        read.lock();
        Thread writer = kind.start(() -> write.lockInterruptibly());
        Await.blockedOn(writer, "RWMutex.Lock");
        Thread reader = locker(kind, read, () -> {});
        Await.blockedOn(reader, "RLock");
        writer.interrupt();
        Await.end(writer);
        Await.end(reader);
        read.unlock();
        assertThat(rw.toString()).endsWith("[unlocked]");
    }

    @Test
    void timedFormsTimeOutAndLeaveNothingBehind() throws Exception {
        write.lock();
        assertThat(read.tryLock(Duration.ofMillis(5))).isFalse();
        assertThat(write.tryLock(Duration.ofMillis(5))).isFalse();
        assertThat(write.tryLock(Duration.ZERO)).isFalse();
        assertThatThrownBy(() -> read.tryLock(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("timeout");
        write.unlock();
        assertThat(read.tryLock(Duration.ofSeconds(1))).isTrue();
        read.unlock();
        assertThat(rw.toString()).endsWith("[unlocked]");
        assertThatThrownBy(read::newCondition)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Mutex.newCondition");
    }

    @Test
    void lockWaitsThroughInterruptsAndKeepsTheFlag() throws Exception {
        write.lock();
        AtomicBoolean flag = new AtomicBoolean();
        Thread reader =
                locker(
                        ThreadKind.VIRTUAL,
                        read,
                        () -> flag.set(Thread.currentThread().isInterrupted()));
        Await.blockedOn(reader, "RLock");
        reader.interrupt();
        assertThat(reader.join(Duration.ofMillis(20))).isFalse();
        write.unlock();
        Await.end(reader);
        assertThat(flag).isTrue();
    }

    @Test
    void aWriterIsNotStarvedByReadersThatAlwaysOverlap() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(2);
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            readers.add(
                    ThreadKind.PLATFORM.start(
                            () -> {
                                while (!stop.get()) {
                                    read.lock();
                                    reading.countDown();
                                    Thread.onSpinWait();
                                    read.unlock();
                                }
                            }));
        }
        reading.await();
        for (int i = 0; i < 100; i++) {
            assertThat(write.tryLock(Duration.ofSeconds(30))).isTrue();
            write.unlock();
        }
        stop.set(true);
        for (Thread reader : readers) {
            Await.end(reader);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.sync.ThreadKind#all")
    void theBooksBalanceUnderTimeoutsAndInterrupts(ThreadKind kind) throws Exception {
        long seed = System.nanoTime();
        AtomicInteger readers = new AtomicInteger();
        AtomicInteger writers = new AtomicInteger();
        int[] guarded = new int[1];
        AtomicInteger written = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        for (int i = 0; i < 8; i++) {
            RandomGenerator random = new SplittableRandom(seed + i);
            threads.add(
                    kind.start(
                            () -> {
                                for (int k = 0; k < 10_000; k++) {
                                    boolean writes = random.nextInt(4) == 0;
                                    if (!lockSomehow(writes ? write : read, random)) {
                                        continue;
                                    }
                                    if (writes) {
                                        if (writers.incrementAndGet() != 1 || readers.get() != 0) {
                                            throw new AssertionError("a writer is not alone");
                                        }
                                        guarded[0]++;
                                        written.incrementAndGet();
                                        writers.decrementAndGet();
                                        write.unlock();
                                    } else {
                                        readers.incrementAndGet();
                                        if (writers.get() != 0) {
                                            throw new AssertionError("a reader beside a writer");
                                        }
                                        readers.decrementAndGet();
                                        read.unlock();
                                    }
                                }
                            }));
        }
        Thread interrupter =
                ThreadKind.PLATFORM.start(
                        () -> {
                            RandomGenerator random = new SplittableRandom(seed);
                            while (!stop.get()) {
                                threads.get(random.nextInt(threads.size())).interrupt();
                                LockSupport.parkNanos(20_000);
                            }
                        });
        for (Thread thread : threads) {
            Await.end(thread);
        }
        stop.set(true);
        Await.end(interrupter);
        assertThat(guarded[0]).as("seed " + seed).isEqualTo(written.get());
        assertThat(rw.toString()).endsWith("[unlocked]");
        assertThat(write.tryLock()).isTrue();
    }

    private static boolean lockSomehow(RwMutex.View view, RandomGenerator random) {
        try {
            switch (random.nextInt(4)) {
                case 0 -> view.lock();
                case 1 -> view.lockInterruptibly();
                case 2 -> {
                    return view.tryLock();
                }
                default -> {
                    return view.tryLock(Duration.ofNanos(random.nextInt(50_000)));
                }
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
