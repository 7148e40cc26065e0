package dev.heddle.stress;

import java.util.List;

/** How long and on how many JVMs each test runs. */
enum Level {
    /** One JVM configuration, 0.12 s a test: what CI has time for. */
    QUICK(List.of(Configuration.DEFAULTS), briefly(), List.of("-iters", "1", "-time", "120")),

    /** Every {@link Configuration}, 0.3 s a test in each; a twin until it has failed. */
    DEFAULT(List.of(Configuration.values()), briefly(), List.of("-iters", "2", "-time", "150")),

    /** Every configuration that jcstress knows, each actor compiled in its own way, some forks. */
    TOUGH(List.of(), List.of("-m", "tough"), List.of());

    /** What a test needs of its JVM: the scheduler's door. */
    private static final String OPENS = "--add-opens java.base/java.lang=ALL-UNNAMED";

    private final List<Configuration> configurations;
    private final List<String> mode;
    private final List<String> time;

    Level(List<Configuration> configurations, List<String> mode, List<String> time) {
        this.configurations = configurations;
        this.mode = mode;
        this.time = time;
    }

    /** The JVMs that the suite runs on, one after the other; empty if jcstress chooses them. */
    List<Configuration> configurations() {
        return configurations;
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
     * The arguments for jcstress that choose one configuration.
     *
     * @param options of the JVMs that run the tests, separated by spaces; may be empty
     */
    static List<String> on(String options) {
        return List.of("-jvmArgs", options.isEmpty() ? OPENS : OPENS + ' ' + options);
    }

    /** The arguments for jcstress that let it try all configurations it finds. */
    static List<String> onEverything() {
        return List.of("-jvmArgsPrepend", OPENS);
    }

    /**
     * One fork a test, with less of what jcstress does before a test. It runs the actors with
     * growing strides, to see what memory they need, which up to its usual 10,240 takes longer than
     * the test; it touches the heap; and it binds each actor to a processor, for which it loads a
     * library.
     */
    private static List<String> briefly() {
        return List.of(
                "-m",
                "quick",
                "-sc",
                "false",
                "-f",
                "1",
                "-pth",
                "false",
                "-af",
                "NONE",
                "-strideSize",
                "64",
                "-strideCount",
                "1");
    }
}
