package dev.heddle.stress;

import java.util.Locale;

/** A JVM that the suite runs on: what may change the code that is made, or when it runs. */
enum Configuration {
    DEFAULTS(""),
    STRESSED_C2(
            "-XX:+UnlockDiagnosticVMOptions -XX:+StressLCM -XX:+StressGCM -XX:+StressIGVN"
                    + " -XX:+StressCCP"),
    C1("-XX:TieredStopAtLevel=1"),
    INTERPRETER("-Xint"),
    PARALLEL_GC("-XX:+UseParallelGC"),
    Z_GC("-XX:+UseZGC"),
    COMPACT_HEADERS("-XX:+UseCompactObjectHeaders");

    private final String options;

    Configuration(String options) {
        this.options = options;
    }

    /** The options of the JVM, separated by spaces; may be empty. */
    String options() {
        return options;
    }

    /** The name in the output and of the directory of its report. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
