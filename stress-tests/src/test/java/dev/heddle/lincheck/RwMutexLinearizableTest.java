package dev.heddle.lincheck;

import dev.heddle.sync.RwMutex;

import org.jetbrains.lincheck.datastructures.Operation;

/** RwMutex: readers or one writer, and the try forms never fail spuriously. */
public class RwMutexLinearizableTest extends Linearizable {
    private final RwMutex mutex = new RwMutex();

    @Operation
    public boolean tryRead() {
        return mutex.readLock().tryLock();
    }

    @Operation
    public boolean tryWrite() {
        return mutex.writeLock().tryLock();
    }

    @Operation
    public void endRead() {
        mutex.readLock().unlock();
    }

    @Operation
    public void endWrite() {
        mutex.writeLock().unlock();
    }

    @Override
    Class<?> specification() {
        return Specification.class;
    }

    /** A number of readers; -1 is a writer. */
    public static class Specification {
        private int readers;

        public boolean tryRead() {
            if (readers < 0) {
                return false;
            }
            readers++;
            return true;
        }

        public boolean tryWrite() {
            if (readers != 0) {
                return false;
            }
            readers = -1;
            return true;
        }

        public void endRead() {
            if (readers <= 0) {
                throw new IllegalMonitorStateException();
            }
            readers--;
        }

        public void endWrite() {
            if (readers >= 0) {
                throw new IllegalMonitorStateException();
            }
            readers = 0;
        }
    }
}
