package dev.heddle.lincheck;

import dev.heddle.sync.Once;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** Once: whatever several want to run, one of it runs, and all see its effect when they return. */
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public class OnceLinearizableTest extends Linearizable {
    private final Once once = new Once();
    private int written;

    @Operation
    public int run(@Param(name = "value") int value) {
        once.run(() -> written = 10 * written + value);
        return written;
    }

    @Operation
    public boolean isDone() {
        return once.isDone();
    }

    @Override
    Class<?> specification() {
        return Specification.class;
    }

    /** The first value. */
    public static class Specification {
        private int written;

        public int run(int value) {
            if (written == 0) {
                written = value;
            }
            return written;
        }

        public boolean isDone() {
            return written != 0;
        }
    }
}
