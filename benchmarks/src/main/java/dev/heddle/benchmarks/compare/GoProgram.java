package dev.heddle.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Go's side of the comparison, built on the spot.
 *
 * @param executable the program
 * @param version what {@code go version} says
 */
record GoProgram(Path executable, String version) {

    /**
     * Builds it.
     *
     * @param go the compiler: a path, or a name to look for on the path
     * @param sources the directory of {@code go.mod}
     * @param directory where the program goes
     * @return empty if there is no such compiler
     * @throws IOException if the program does not compile
     */
    static Optional<GoProgram> build(String go, Path sources, Path directory)
            throws IOException, InterruptedException {
        Process version;
        try {
            version = new ProcessBuilder(go, "version").start();
        } catch (IOException notFound) {
            return Optional.empty();
        }
        String name =
                new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .strip()
                        .replaceFirst("^go version ", "");
        Path executable = Files.createDirectories(directory).resolve("compare").toAbsolutePath();
        List<String> command = List.of(go, "build", "-o", executable.toString(), ".");
        Process build = new ProcessBuilder(command).directory(sources.toFile()).inheritIO().start();
        if (!build.waitFor(5, TimeUnit.MINUTES) || build.exitValue() != 0) {
            build.destroyForcibly();
            throw new IOException("go build failed in " + sources.toAbsolutePath());
        }
        return Optional.of(new GoProgram(executable, name));
    }
}
