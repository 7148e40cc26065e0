package dev.heddle.lincheck;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * The two checks of one subject. A subclass has the operations; Lincheck makes an object of it for
 * each run of a scenario. {@code -Dheddle.lincheck.factor=20} tries so many times as many
 * scenarios.
 */
public abstract class Linearizable {
    private static final int FACTOR = Integer.getInteger("heddle.lincheck.factor", 1);
    private static final int THREADS = 2;
    private static final int ACTORS = 3;

    /** The same operations, for one thread. */
    abstract Class<?> specification();

    static ModelCheckingOptions modelChecking(int factor) {
        return sized(new ModelCheckingOptions(), 8 * factor, 100);
    }

    static StressOptions stress(int factor) {
        return sized(new StressOptions(), 3 * factor, 100);
    }

    private static <T extends Options<T, ?>> T sized(T options, int scenarios, int runs) {
        return options.threads(THREADS)
                .actorsPerThread(ACTORS)
                .actorsBefore(2)
                .actorsAfter(2)
                .iterations(scenarios)
                .invocationsPerIteration(runs);
    }

    @Test
    void inEveryInterleavingThatIsTried() {
        modelChecking(FACTOR).sequentialSpecification(specification()).check(getClass());
    }

    @Test
    void onRealThreads() {
        stress(FACTOR).sequentialSpecification(specification()).check(getClass());
    }
}
