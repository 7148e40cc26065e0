package dev.heddle.benchmarks.compare;

/** What computes, and does nothing else. */
final class Work {
    private Work() {}

    /** Computes for so long. */
    static void burn(long nanos) {
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
    }

    /** Fifty steps of a xorshift generator. */
    static int churn(int seed) {
        int x = seed | 1;
        for (int i = 0; i < 50; i++) {
            x ^= x << 13;
            x ^= x >>> 17;
            x ^= x << 5;
        }
        return x;
    }
}
