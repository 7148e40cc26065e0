package dev.heddle.lincheck;

import dev.heddle.sync.Mutex;

import org.jetbrains.lincheck.datastructures.Operation;

/** Mutex: tryLock never fails spuriously, and one holds it at a time. */
public class MutexLinearizableTest extends Linearizable {
    private final Mutex mutex = new Mutex();

    @Operation
    public boolean tryLock() {
        return mutex.tryLock();
    }

    @Operation
    public void unlock() {
        mutex.unlock();
    }

    @Override
    Class<?> specification() {
        return Specification.class;
    }

    /** One bit. */
    public static class Specification {
        private boolean locked;

        public boolean tryLock() {
            boolean was = locked;
            locked = true;
            return !was;
        }

        public void unlock() {
            if (!locked) {
                throw new IllegalMonitorStateException();
            }
            locked = false;
        }
    }
}
