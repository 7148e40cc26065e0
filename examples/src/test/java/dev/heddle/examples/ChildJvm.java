package dev.heddle.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command line as users start it: in a process of its own. */
public final class ChildJvm {
    private static final List<String> FLAG =
            List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED");

    private ChildJvm() {}

    /** Runs a command to its end. */
    public static CommandRun run(Map<String, String> environment, String... words)
            throws Exception {
        Process process = start(environment, FLAG, words);
        CompletableFuture<String> err =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return text(process.getErrorStream().readAllBytes());
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        String out = text(process.getInputStream().readAllBytes());
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + List.of(words));
        }
        return new CommandRun(process.exitValue(), out, err.get());
    }

    /** Starts a command. */
    public static Process start(
            Map<String, String> environment, List<String> flags, String... words)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
