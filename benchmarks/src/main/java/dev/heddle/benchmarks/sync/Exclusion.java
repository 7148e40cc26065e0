package dev.heddle.benchmarks.sync;

import dev.heddle.sync.Mutex;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** What keeps others out of a critical section. */
public enum Exclusion {
    /** Heddle's. */
    MUTEX {
        @Override
        Section section() {
            return of(new Mutex());
        }
    },

    /** The JDK's lock. */
    REENTRANT_LOCK {
        @Override
        Section section() {
            return of(new ReentrantLock());
        }
    },

    /** The JDK's semaphore with one permit. */
    SEMAPHORE {
        @Override
        Section section() {
            Semaphore semaphore = new Semaphore(1);
            return new Section() {
                @Override
                public void enter() {
                    semaphore.acquireUninterruptibly();
                }

                @Override
                public void leave() {
                    semaphore.release();
                }
            };
        }
    };

    /** A critical section. */
    interface Section {
        void enter();

        void leave();
    }

    abstract Section section();

    private static Section of(Lock lock) {
        return new Section() {
            @Override
            public void enter() {
                lock.lock();
            }

            @Override
            public void leave() {
                lock.unlock();
            }
        };
    }
}
