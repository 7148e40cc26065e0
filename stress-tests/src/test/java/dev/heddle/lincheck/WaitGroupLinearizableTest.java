package dev.heddle.lincheck;

import dev.heddle.sync.WaitGroup;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

import java.time.Duration;

/** WaitGroup: a count that is never negative, and a look at it that says whether it is zero. */
@Param(name = "delta", gen = IntGen.class, conf = "-2:2")
public class WaitGroupLinearizableTest extends Linearizable {
    private final WaitGroup group = new WaitGroup();

    @Operation
    public void add(@Param(name = "delta") int delta) {
        group.add(delta);
    }

    @Operation
    public void done() {
        group.done();
    }

    @Operation
    public boolean isZero() throws InterruptedException {
        return group.await(Duration.ZERO);
    }

    @Override
    Class<?> specification() {
        return Specification.class;
    }

    /** A number. */
    public static class Specification {
        private int count;

        public void add(int delta) {
            if (count + delta < 0) {
                throw new IllegalStateException();
            }
            count += delta;
        }

        public void done() {
            add(-1);
        }

        public boolean isZero() {
            return count == 0;
        }
    }
}
