package dev.heddle.benchmarks.compare;

/** The values that workloads send, and what they must add up to. */
final class Values {
    /** So small that Java has their objects already. */
    private static final int MASK = 127;

    private Values() {}

    static Integer value(int i) {
        return i & MASK;
    }

    /** What the first {@code n} values are together. */
    static long sum(int n) {
        long rounds = n / (MASK + 1);
        long rest = n % (MASK + 1);
        return rounds * MASK * (MASK + 1) / 2 + rest * (rest - 1) / 2;
    }

    static void check(long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException("wrong result: " + actual + ", not " + expected);
        }
    }
}
