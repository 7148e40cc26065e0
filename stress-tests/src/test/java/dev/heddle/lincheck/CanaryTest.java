package dev.heddle.lincheck;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** Planted bugs, which both modes of Lincheck must find; they stop as soon as they have. */
class CanaryTest {
    private static final int UNTIL_FOUND = 100;

    @Test
    void modelCheckingFindsAnUpdateThatIsLost() {
        assertFound(Linearizable.modelChecking(UNTIL_FOUND), LossyCounter.class);
    }

    @Test
    void stressFindsAnUpdateThatIsLost() {
        assertFound(Linearizable.stress(UNTIL_FOUND), SlowLossyCounter.class);
    }

    @Test
    void modelCheckingFindsALockThatIsTakenInTwoSteps() {
        assertFound(
                Linearizable.modelChecking(UNTIL_FOUND)
                        .sequentialSpecification(MutexLinearizableTest.Specification.class),
                LooksThenLocks.class);
    }

    @Test
    void modelCheckingFindsABufferThatOverflows() {
        assertFound(
                Linearizable.modelChecking(UNTIL_FOUND)
                        .sequentialSpecification(
                                SingleSlotChannelLinearizableTest.Specification.class),
                LooksThenAdds.class);
    }

    private static void assertFound(Options<?, ?> options, Class<?> broken) {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(() -> options.minimizeFailedScenario(false).check(broken))
                .withMessageContaining("Invalid execution results");
    }

    /** Reads and writes. */
    public static class LossyCounter {
        private volatile int count;

        @Operation
        public int increment() {
            int now = count + 1;
            count = now;
            return now;
        }
    }

    /** Takes so long between the two that threads on few or busy processors meet there, too. */
    public static class SlowLossyCounter {
        private static final int PAUSES = 500;

        private volatile int count;

        @Operation
        public int increment() {
            int now = count + 1;
            for (int i = 0; i < PAUSES; i++) {
                Thread.onSpinWait();
            }
            count = now;
            return now;
        }
    }

    /** Looks whether it is locked, and locks then. */
    public static class LooksThenLocks {
        private volatile boolean locked;

        @Operation
        public boolean tryLock() {
            if (locked) {
                return false;
            }
            locked = true;
            return true;
        }

        @Operation
        public void unlock() {
            if (!locked) {
                throw new IllegalMonitorStateException();
            }
            locked = false;
        }
    }

    /** A channel that looks whether there is room, and adds then. */
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    public static class LooksThenAdds {
        private final ArrayDeque<Integer> buffer = new ArrayDeque<>();
        private final AtomicInteger size = new AtomicInteger();

        @Operation
        public boolean trySend(@Param(name = "value") int value) {
            if (size.get() == 1) {
                return false;
            }
            synchronized (buffer) {
                size.incrementAndGet();
                return buffer.add(value);
            }
        }

        @Operation
        public @Nullable Integer tryReceive() {
            synchronized (buffer) {
                Integer value = buffer.poll();
                if (value != null) {
                    size.decrementAndGet();
                }
                return value;
            }
        }
    }
}
