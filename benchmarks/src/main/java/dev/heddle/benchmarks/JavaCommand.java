package dev.heddle.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that runs a contender in a JVM of its own. */
public final class JavaCommand {
    /** The flag of those that call functions of the system: an epoll of their own. */
    public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** The flag of Netty, which on Java 25 does without {@code Unsafe} otherwise. */
    public static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

    private JavaCommand() {}

    /**
     * A command with no flag but the parallelism and Heddle's door, and those that the caller adds.
     *
     * @param parallelism how much may run at once, whoever runs it
     * @param flags what this contender needs besides, in front of all others
     * @param main the class to run, on this JVM's class path
     */
    public static List<String> of(
            int parallelism, List<String> flags, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(flags);
        command.addAll(
                List.of(
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "-Dheddle.parallelism=" + parallelism,
                        "-Djdk.virtualThreadScheduler.parallelism=" + parallelism,
                        "-Djdk.virtualThreadScheduler.maxPoolSize=" + parallelism,
                        "-Dkotlinx.coroutines.scheduler.core.pool.size=" + parallelism,
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
        command.addAll(List.of(arguments));
        return List.copyOf(command);
    }

    /** A command without any flag, for a program that has all it needs in its file. */
    public static List<String> ofJar(Path jar, String... arguments) {
        List<String> command = new ArrayList<>(List.of(java(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return List.copyOf(command);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
