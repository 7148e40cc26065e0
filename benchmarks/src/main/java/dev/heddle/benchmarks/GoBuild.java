package dev.heddle.benchmarks;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds Go's part of a comparison. */
public final class GoBuild {
    private static final Path SOURCES = Path.of("benchmarks", "go");

    private GoBuild() {}

    /**
     * Builds one of the programs of {@code benchmarks/go}.
     *
     * @param go where Go is, {@code go/bin/go}; null: on the path
     * @param program the name of its directory
     * @return the program; null if there is no Go, or the working directory is not the project's
     *     root: a message says so
     * @throws IOException if it does not compile
     */
    public static @Nullable Path build(@Nullable Path go, String program)
            throws IOException, InterruptedException {
        String command = go == null ? "go" : go.resolve("bin").resolve("go").toString();
        if (!Files.isDirectory(SOURCES.resolve(program)) || !canRun(command)) {
            System.err.println("without Go: no " + command + ", or not at the project's root");
            return null;
        }
        Path result = Files.createTempDirectory("go-" + program).resolve(program);
        Process build =
                new ProcessBuilder(command, "build", "-o", result.toString(), "./" + program)
                        .directory(SOURCES.toFile())
                        .inheritIO()
                        .start();
        if (build.waitFor() != 0) {
            throw new IOException("go build failed in " + SOURCES.resolve(program));
        }
        result.toFile().deleteOnExit();
        return result;
    }

    private static boolean canRun(String command) throws InterruptedException {
        try {
            new ProcessBuilder(command, "version")
                    .redirectOutput(new File("/dev/null"))
                    .start()
                    .waitFor();
            return true;
        } catch (IOException notFound) {
            return false;
        }
    }
}
