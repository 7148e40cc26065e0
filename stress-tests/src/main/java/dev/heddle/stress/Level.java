package dev.heddle.stress;

import java.util.List;

/** How long and in how many configurations each test runs. */
enum Level {
    /** One JVM configuration, half a second a test: what CI has time for. */
    QUICK(
            List.of("-m", "quick", "-sc", "false", "-f", "1"),
            List.of("-iters", "3", "-time", "150"),
            false),

    /** Every JVM configuration jcstress knows, two and a half seconds in each. */
    DEFAULT(
            List.of("-m", "quick", "-sc", "false", "-f", "1"),
            List.of("-iters", "5", "-time", "500"),
            true),

    /** Every JVM configuration, each actor compiled in its own way too, several forks. */
    TOUGH(List.of("-m", "tough"), List.of(), true);

    /** What a test needs of its JVM: the scheduler's door. */
    private static final String OPENS = "--add-opens java.base/java.lang=ALL-UNNAMED";

    private final List<String> mode;
    private final List<String> time;
    private final boolean everyConfiguration;

    Level(List<String> mode, List<String> time, boolean everyConfiguration) {
        this.mode = mode;
        this.time = time;
        this.everyConfiguration = everyConfiguration;
    }

    /** How the tests are run. */
    List<String> mode() {
        return mode;
    }

    /** How long; jcstress takes such an option once only. */
    List<String> time() {
        return time;
    }

    /**
     * The options for jcstress that set the JVM's arguments.
     *
     * @param extra more arguments of the JVM, separated by spaces; may be empty. If there are any,
     *     they make the one configuration that runs.
     */
    List<String> jvmOptions(String extra) {
        return everyConfiguration && extra.isEmpty()
                ? List.of("-jvmArgsPrepend", OPENS)
                : List.of("-jvmArgs", extra.isEmpty() ? OPENS : OPENS + ' ' + extra);
    }
}
