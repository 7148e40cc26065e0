package dev.heddle.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.waiting.Waiter;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A writer is alone and sees what all before it did; readers see what writers did; it passes from
 * one side to the other without losing anybody.
 *
 * <p>Waits are bounded: a wake-up that does not come is a forbidden outcome.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t RwMutexStress</pre>
 */
public final class RwMutexStress {

    private RwMutexStress() {}

    /** Two writers count up. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(expect = FORBIDDEN, desc = "Both held it, or one was not woken.")
    public static class WriterVersusWriter {
        final RwMutex mutex = new RwMutex();
        int count;

        void add() {
            if (Bounded.wokenIn(Bounded.PATIENCE, mutex.writeLock()::tryLock)) {
                count++;
                mutex.writeLock().unlock();
            }
        }

        @Actor
        public void one() {
            add();
        }

        @Actor
        public void other() {
            add();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = count;
        }
    }

    /** One of them took the wrong lock. */
    @JCStressTest
    @JCStressMeta(WriterVersusWriter.class)
    @State
    public static class BrokenWriteUnderTheReadLock {
        final RwMutex mutex = new RwMutex();
        int count;

        void add() {
            if (Bounded.wokenIn(Bounded.PATIENCE, mutex.readLock()::tryLock)) {
                count++;
                mutex.readLock().unlock();
            }
        }

        @Actor
        public void one() {
            add();
        }

        @Actor
        public void other() {
            add();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = count;
        }
    }

    /** One writes two fields, the other reads them. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The reader came first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The writer came first.")
    @Outcome(expect = FORBIDDEN, desc = "The reader saw a writer at work, or was not woken.")
    public static class WriterVersusReader {
        final RwMutex mutex = new RwMutex();
        final Pair pair = new Pair();

        @Actor
        public void writer() {
            if (Bounded.wokenIn(Bounded.PATIENCE, mutex.writeLock()::tryLock)) {
                pair.write();
                mutex.writeLock().unlock();
            }
        }

        @Actor
        public void reader(II_Result r) {
            if (Bounded.wokenIn(Bounded.PATIENCE, mutex.readLock()::tryLock)) {
                pair.read(r);
                mutex.readLock().unlock();
            } else {
                Pair.notRead(r);
            }
        }
    }

    /** The reader looks for a writer, and then says that it reads. */
    @JCStressTest
    @JCStressMeta(WriterVersusReader.class)
    @State
    public static class BrokenLookThenRead {
        final AtomicInteger readers = new AtomicInteger();
        volatile boolean writing;
        final Pair pair = new Pair();

        @Actor
        public void writer() {
            while (readers.get() > 0) {
                Thread.onSpinWait();
            }
            writing = true;
            pair.write();
            writing = false;
        }

        @Actor
        public void reader(II_Result r) {
            while (writing) {
                Thread.onSpinWait();
            }
            readers.incrementAndGet();
            pair.read(r);
            readers.decrementAndGet();
        }
    }

    /** A reader reads and unlocks while a writer waits. The last result is that it got its turn. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0, true", expect = ACCEPTABLE, desc = "The reader saw nothing of the writer.")
    @Outcome(expect = FORBIDDEN, desc = "The writer did not wait for it, or was not woken.")
    public static class ReaderVersusNextWriter {
        final RwMutex mutex = new RwMutex();
        final Pair pair = new Pair();

        public ReaderVersusNextWriter() {
            mutex.readLock().lock();
        }

        @Actor
        public void reader(IIZ_Result r) {
            Bounded.pause();
            r.r1 = pair.a;
            r.r2 = pair.b;
            mutex.readLock().unlock();
        }

        @Actor
        public void writer(IIZ_Result r) {
            r.r3 = Bounded.wokenIn(Bounded.PATIENCE, mutex.writeLock()::tryLock);
            pair.write();
        }
    }

    /** The reader unlocks before it reads. */
    @JCStressTest
    @JCStressMeta(ReaderVersusNextWriter.class)
    @State
    public static class BrokenUnlockBeforeRead {
        final RwMutex mutex = new RwMutex();
        final Pair pair = new Pair();

        public BrokenUnlockBeforeRead() {
            mutex.readLock().lock();
        }

        @Actor
        public void reader(IIZ_Result r) {
            Bounded.pause();
            mutex.readLock().unlock();
            r.r1 = pair.a;
            r.r2 = pair.b;
        }

        @Actor
        public void writer(IIZ_Result r) {
            r.r3 = Bounded.wokenIn(Bounded.PATIENCE, mutex.writeLock()::tryLock);
            pair.write();
        }
    }

    /** A writer's time is up while the last reader unlocks. Results: it got it; it is free now. */
    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "It got it.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "It gave up, and the lock is free.")
    @Outcome(expect = FORBIDDEN, desc = "It belongs to one who has given up, or to two.")
    public static class ReadUnlockVersusTimeout {
        final RwMutex mutex = new RwMutex();

        public ReadUnlockVersusTimeout() {
            mutex.readLock().lock();
        }

        @Actor
        public void reader() {
            Bounded.pause();
            mutex.readLock().unlock();
        }

        @Actor
        public void writer(ZZ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, mutex.writeLock()::tryLock);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = mutex.writeLock().tryLock();
        }
    }

    /**
     * A writer's time is up while one of two readers unlocks. Results: the writer got it; it is
     * free when the other reader has unlocked, too.
     */
    @JCStressTest
    @State
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "It gave up, and both readers left.")
    @Outcome(expect = FORBIDDEN, desc = "A reader is still counted, or it wrote beside one.")
    public static class FirstReadUnlockVersusTimeout extends ReadTwice {
        @Actor
        public void reader() {
            Bounded.pause();
            mutex.readLock().unlock();
        }

        @Actor
        public void writer(ZZ_Result r) {
            r.r1 = writeAMoment();
        }

        @Arbiter
        public void end(ZZ_Result r) {
            judge(r);
        }
    }

    /** {@link FirstReadUnlockVersusTimeout}, but the writer leaves by read, then write. */
    @JCStressTest
    @JCStressMeta(FirstReadUnlockVersusTimeout.class)
    @State
    public static class BrokenLeavesByWrite extends ReadTwice {
        @Actor
        public void reader() {
            Bounded.pause();
            mutex.readLock().unlock();
        }

        @Actor
        public void writer(ZZ_Result r) {
            r.r1 = writeAMoment();
            int s = (int) Internals.RW_MUTEX.getVolatile(mutex);
            Internals.RW_MUTEX.setVolatile(mutex, s & ~Internals.RW_WAITING);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            judge(r);
        }
    }

    /** A lock that two readers hold. */
    abstract static class ReadTwice {
        final RwMutex mutex = new RwMutex();

        ReadTwice() {
            mutex.readLock().lock();
            mutex.readLock().lock();
        }

        final boolean writeAMoment() {
            return Bounded.succeedsIn(Bounded.MOMENT, mutex.writeLock()::tryLock);
        }

        final void judge(ZZ_Result r) {
            mutex.readLock().unlock();
            r.r2 = mutex.writeLock().tryLock();
        }
    }

    /** It is handed over to a writer that is not asked whether it still waits. */
    @JCStressTest
    @JCStressMeta(ReadUnlockVersusTimeout.class)
    @State
    public static class BrokenHandOverWithoutClaim {
        final HandOver mutex = new HandOver(false);

        @Actor
        public void reader() {
            Bounded.pause();
            mutex.giveWithoutClaim();
        }

        @Actor
        public void writer(ZZ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, mutex::take);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = mutex.isThere();
        }
    }

    /** A lock that a writer holds. */
    abstract static class Written {
        final RwMutex mutex = new RwMutex();

        Written() {
            mutex.writeLock().lock();
        }

        final boolean readAMoment() {
            return Bounded.succeedsIn(Bounded.MOMENT, mutex.readLock()::tryLock);
        }

        /** Lets the waiting readers in, and counts those who have given up as if they had come. */
        final void unlockCountingTheAbsent() {
            WaitList readers = Internals.readers(mutex);
            readers.lock();
            int waiting = readers.queue().size();
            if (waiting == 0) {
                readers.unlock();
                mutex.writeLock().unlock();
                return;
            }
            Internals.RW_MUTEX.setVolatile(mutex, waiting | Internals.RW_WAITING);
            Waiter chain = readers.claimAll(1);
            if (Internals.writers(mutex).isEmpty()) {
                Internals.RW_MUTEX.getAndBitwiseAnd(mutex, ~Internals.RW_WAITING);
            }
            readers.unlock();
            WaitList.unparkAll(chain);
        }
    }

    /** A reader's time is up while the writer unlocks. Results: it got it; it is free now. */
    @JCStressTest
    @JCStressMeta(ReadUnlockVersusTimeout.class)
    @State
    public static class WriteUnlockVersusTimeout extends Written {
        @Actor
        public void writer() {
            Bounded.pause();
            mutex.writeLock().unlock();
        }

        @Actor
        public void reader(ZZ_Result r) {
            r.r1 = readAMoment();
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = mutex.writeLock().tryLock();
        }
    }

    /** A reader that has given up is counted all the same. */
    @JCStressTest
    @JCStressMeta(ReadUnlockVersusTimeout.class)
    @State
    public static class BrokenAbsentReaderCounted extends Written {
        @Actor
        public void writer() {
            Bounded.pause();
            unlockCountingTheAbsent();
        }

        @Actor
        public void reader(ZZ_Result r) {
            r.r1 = readAMoment();
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = mutex.writeLock().tryLock();
        }
    }

    /** A lock that a writer holds and another writer, a third party, waits for. */
    abstract static class Queued extends Written {
        final Waiter third = new Waiter();

        Queued() {
            WaitList readers = Internals.readers(mutex);
            readers.lock();
            Internals.writers(mutex).addLast(third);
            Internals.RW_MUTEX.getAndBitwiseOr(mutex, Internals.RW_WAITING);
            readers.unlock();
        }

        final void readAMomentAndUnlock() {
            if (readAMoment()) {
                mutex.readLock().unlock();
            }
        }

        final void judge(L_Result r) {
            boolean held = (int) Internals.RW_MUTEX.getVolatile(mutex) == Internals.RW_WRITER;
            boolean woken = third.outcome() > 0;
            r.r1 = held && woken ? "third" : held || woken ? "inconsistent" : "nobody";
        }
    }

    /** The readers' turn between two writers, when the only reader may give up. */
    @JCStressTest
    @State
    @Outcome(id = "third", expect = ACCEPTABLE, desc = "The next writer has it in the end.")
    @Outcome(expect = FORBIDDEN, desc = "The next writer was forgotten.")
    public static class ReadersTurnBetweenWriters extends Queued {
        @Actor
        public void writer() {
            Bounded.pause();
            mutex.writeLock().unlock();
        }

        @Actor
        public void reader() {
            readAMomentAndUnlock();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** The turn of a reader that has given up never ends. */
    @JCStressTest
    @JCStressMeta(ReadersTurnBetweenWriters.class)
    @State
    public static class BrokenTurnOfTheAbsent extends Queued {
        @Actor
        public void writer() {
            Bounded.pause();
            unlockCountingTheAbsent();
        }

        @Actor
        public void reader() {
            readAMomentAndUnlock();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** A lock that a writer holds and a reader, a third party, waits for. */
    abstract static class Awaited extends Written {
        final Waiter third = new Waiter();

        Awaited() {
            WaitList readers = Internals.readers(mutex);
            readers.lock();
            readers.queue().addLast(third);
            Internals.RW_MUTEX.getAndBitwiseOr(mutex, Internals.RW_WAITING);
            readers.unlock();
        }
    }

    /** As soon as a reader has been let in and nobody waits, another one need not wait. */
    @JCStressTest
    @State
    @Outcome(id = "waits", expect = ACCEPTABLE, desc = "The first reader is not in yet.")
    @Outcome(id = "reads", expect = ACCEPTABLE, desc = "Both read.")
    @Outcome(expect = FORBIDDEN, desc = "It failed though there are only readers.")
    public static class TryReadVersusAdmission extends Awaited {
        @Actor
        public void writer() {
            mutex.writeLock().unlock();
        }

        @Actor
        public void reader(L_Result r) {
            boolean in = third.outcome() > 0;
            r.r1 = !in ? "waits" : mutex.readLock().tryLock() ? "reads" : "fails";
        }
    }

    /** Those who have just been let in are taken for waiting. */
    @JCStressTest
    @JCStressMeta(TryReadVersusAdmission.class)
    @State
    public static class BrokenAdmittedTakenForWaiting extends Awaited {
        @Actor
        public void writer() {
            mutex.writeLock().unlock();
        }

        @Actor
        public void reader(L_Result r) {
            boolean in = third.outcome() > 0;
            int state = (int) Internals.RW_MUTEX.getVolatile(mutex);
            boolean free = (state & (Internals.RW_WRITER | Internals.RW_WAITING)) == 0;
            r.r1 = !in ? "waits" : free ? "reads" : "fails";
        }
    }

    /**
     * {@link Awaited}, and behind the third party stand others that have given up and have not left
     * yet.
     */
    abstract static class Deserted extends Awaited {
        private static final int ABSENT = 3;

        Deserted() {
            WaitList readers = Internals.readers(mutex);
            readers.lock();
            for (int i = 0; i < ABSENT; i++) {
                Waiter absent = new Waiter();
                absent.awaitUntil(this, System.nanoTime());
                readers.queue().addLast(absent);
            }
            readers.unlock();
        }

        /** The third party is awake, and so reads as soon as it is claimed. */
        final void readAndUnlock() {
            while (third.outcome() == Waiter.WAITING) {
                Thread.onSpinWait();
            }
            mutex.readLock().unlock();
        }
    }

    /** As soon as the only reader has left, a writer need not wait. */
    @JCStressTest
    @State
    @Outcome(id = "writes", expect = ACCEPTABLE, desc = "Nobody held it.")
    @Outcome(expect = FORBIDDEN, desc = "It failed because of those who had given up.")
    public static class TryWriteVersusAdmission extends Deserted {
        @Actor
        public void writer() {
            mutex.writeLock().unlock();
        }

        @Actor
        public void reader(L_Result r) {
            readAndUnlock();
            r.r1 = mutex.writeLock().tryLock() ? "writes" : "fails";
        }
    }

    /** Those who have given up are taken for readers as long as they are counted. */
    @JCStressTest
    @JCStressMeta(TryWriteVersusAdmission.class)
    @State
    public static class BrokenAbsentTakenForReaders extends Deserted {
        @Actor
        public void writer() {
            mutex.writeLock().unlock();
        }

        @Actor
        public void reader(L_Result r) {
            readAndUnlock();
            int state = (int) Internals.RW_MUTEX.getVolatile(mutex);
            r.r1 = state == 0 ? "writes" : "fails";
        }
    }

    /** A lock that a reader holds. */
    abstract static class Read {
        final RwMutex mutex = new RwMutex();

        Read() {
            mutex.readLock().lock();
        }
    }

    /**
     * A writer waits for a moment while another reader comes, which may have to wait because of it.
     * Results: the writer got it; the reader did.
     */
    @JCStressTest
    @State
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The reader reads with the other one.")
    @Outcome(expect = FORBIDDEN, desc = "A writer that has gone keeps a reader out.")
    public static class WriterGivesUp extends Read {
        @Actor
        public void writer(ZZ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, mutex.writeLock()::tryLock);
        }

        @Actor
        public void reader(ZZ_Result r) {
            Bounded.pause();
            r.r2 = Bounded.wokenIn(Bounded.PATIENCE, mutex.readLock()::tryLock);
        }
    }

    /** The writer leaves without letting in those who waited because of it. */
    @JCStressTest
    @JCStressMeta(WriterGivesUp.class)
    @State
    public static class BrokenLeaveWithoutAdmitting extends Read {

        boolean waitAMoment() throws InterruptedException {
            WaitList readers = Internals.readers(mutex);
            Waiter waiter = new Waiter();
            readers.lock();
            Internals.RW_MUTEX.getAndBitwiseOr(mutex, Internals.RW_WAITING);
            Internals.writers(mutex).addLast(waiter);
            readers.unlock();
            int outcome = waiter.awaitUntil(this, System.nanoTime() + Bounded.MOMENT.toNanos());
            readers.lock();
            Internals.writers(mutex).remove(waiter);
            if (readers.queue().isEmpty()) {
                Internals.RW_MUTEX.getAndBitwiseAnd(mutex, ~Internals.RW_WAITING);
            }
            readers.unlock();
            return outcome > 0;
        }

        @Actor
        public void writer(ZZ_Result r) {
            r.r1 = Bounded.succeedsIn(Bounded.MOMENT, timeout -> waitAMoment());
        }

        @Actor
        public void reader(ZZ_Result r) {
            Bounded.pause();
            r.r2 = Bounded.wokenIn(Bounded.TWINS_PATIENCE, mutex.readLock()::tryLock);
        }
    }
}
