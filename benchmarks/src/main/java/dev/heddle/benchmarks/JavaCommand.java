package dev.heddle.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command that runs a contender in a JVM of its own. */
public final class JavaCommand {
    private JavaCommand() {}

    /**
     * A command with no flag but the parallelism, and what Heddle's door and Netty need.
     *
     * @param parallelism how much may run at once, whoever runs it
     * @param main the class to run, on this JVM's class path
     */
    public static List<String> of(int parallelism, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dheddle.parallelism=" + parallelism,
                        "-Djdk.virtualThreadScheduler.parallelism=" + parallelism,
                        "-Djdk.virtualThreadScheduler.maxPoolSize=" + parallelism,
                        "-Dkotlinx.coroutines.scheduler.core.pool.size=" + parallelism,
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}
