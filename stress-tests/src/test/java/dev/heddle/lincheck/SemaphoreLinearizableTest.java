package dev.heddle.lincheck;

import dev.heddle.sync.Semaphore;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** Semaphore: no permit too many, none lost, and tryAcquire never fails spuriously. */
@Param(name = "permits", gen = IntGen.class, conf = "1:2")
@Param(name = "size", gen = IntGen.class, conf = "1:4")
public class SemaphoreLinearizableTest extends Linearizable {
    private static final int SIZE = 3;

    private final Semaphore semaphore = new Semaphore(SIZE);

    @Operation
    public boolean tryAcquire(@Param(name = "permits") int permits) {
        return semaphore.tryAcquire(permits);
    }

    @Operation
    public void release(@Param(name = "permits") int permits) {
        semaphore.release(permits);
    }

    @Operation
    public void resize(@Param(name = "size") int size) {
        semaphore.resize(size);
    }

    @Override
    Class<?> specification() {
        return Specification.class;
    }

    /** What there is and what is held. */
    public static class Specification {
        private int size = SIZE;
        private int held;

        public boolean tryAcquire(int permits) {
            if (permits > size - held) {
                return false;
            }
            held += permits;
            return true;
        }

        public void release(int permits) {
            if (permits > held) {
                throw new IllegalStateException();
            }
            held -= permits;
        }

        public void resize(int newSize) {
            size = newSize;
        }
    }
}
