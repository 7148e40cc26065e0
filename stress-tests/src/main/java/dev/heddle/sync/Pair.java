package dev.heddle.sync;

import org.openjdk.jcstress.infra.results.II_Result;

/** Two plain fields that are written together, and so must be read together. */
final class Pair {
    static final int NOT_READ = -1;

    int a;
    int b;

    void write() {
        b = 1;
        a = 1;
    }

    void read(II_Result r) {
        r.r1 = a;
        r.r2 = b;
    }

    static void notRead(II_Result r) {
        r.r1 = NOT_READ;
        r.r2 = NOT_READ;
    }
}
