package dev.heddle.benchmarks;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds Go's part of a comparison. */
final class GoBuild {
    private static final Path SOURCES = Path.of("benchmarks", "go");

    private GoBuild() {}

    /**
     * Builds one of the programs of {@code benchmarks/go}.
     *
     * @param go where Go is: its directory or the program; null: on the path
     * @param program the name of its directory; {@code .} for that of the workloads
     * @return the program; null if there is no Go, or the working directory is not the project's
     *     root: a message says so
     * @throws IOException if it does not compile
     */
    static @Nullable Path build(@Nullable Path go, String program)
            throws IOException, InterruptedException {
        if (!Files.isDirectory(SOURCES.resolve(program)) || version(go).isEmpty()) {
            System.err.println(
                    "without Go: no " + command(go) + " (see --go), or not at the project's root");
            return null;
        }
        Path result = Files.createTempDirectory("heddle-go").resolve("program");
        Process build =
                new ProcessBuilder(command(go), "build", "-o", result.toString(), "./" + program)
                        .directory(SOURCES.toFile())
                        .inheritIO()
                        .start();
        if (build.waitFor() != 0) {
            throw new IOException("go build failed in " + SOURCES.resolve(program));
        }
        result.getParent().toFile().deleteOnExit();
        result.toFile().deleteOnExit();
        return result;
    }

    private static String command(@Nullable Path go) {
        if (go == null) {
            return "go";
        }
        Path file = Files.isDirectory(go) ? go.resolve("bin").resolve("go") : go;
        // a name alone is looked for on the path; the build runs in another directory
        return file.getNameCount() == 1 && !file.isAbsolute()
                ? file.toString()
                : file.toAbsolutePath().toString();
    }

    /** What {@code go version} says, without its first words; empty if there is no Go. */
    static String version(@Nullable Path go) throws InterruptedException {
        try {
            Process version = new ProcessBuilder(command(go), "version").start();
            byte[] line = version.getInputStream().readAllBytes();
            version.waitFor();
            return new String(line, StandardCharsets.UTF_8)
                    .strip()
                    .replaceFirst("^go version ", "");
        } catch (IOException notFound) {
            return "";
        }
    }
}
