package dev.heddle.benchmarks.compare;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Who takes part in a comparison: options that several commands share. */
final class Participants {
    @Option(
            names = "--contenders",
            split = ",",
            description = "only these of ${COMPLETION-CANDIDATES}")
    private List<Contender> contenders = List.of();

    @Option(
            names = "--go",
            paramLabel = "FILE",
            defaultValue = "go",
            description = "the Go compiler, if it is not on the path")
    private String go = "go";

    @Option(
            names = "--go-sources",
            paramLabel = "DIR",
            defaultValue = "benchmarks/go",
            description = "Go's side of the comparison: ${DEFAULT-VALUE}")
    private Path goSources = Path.of("benchmarks/go");

    private Optional<GoProgram> program = Optional.empty();

    /**
     * Builds Go's program, if Go takes part.
     *
     * @param usual who takes part if the command line does not say
     * @param directory where the program goes
     * @param out is told if there is no Go
     * @return the columns of the table
     */
    List<Contender> prepare(List<Contender> usual, Path directory, PrintStream out)
            throws IOException, InterruptedException {
        List<Contender> wanted = contenders.isEmpty() ? usual : contenders;
        if (wanted.contains(Contender.GO)) {
            program = GoProgram.build(go, goSources, directory);
            if (program.isEmpty()) {
                out.println("no Go compiler (" + go + "): left out; --go FILE names one");
            }
        }
        return wanted.stream()
                .distinct()
                .filter(Predicate.not(Contender.GO::equals).or(c -> program.isPresent()))
                .sorted()
                .toList();
    }

    /** Go's program; any path if Go does not take part. */
    Path goExecutable() {
        return program.map(GoProgram::executable).orElse(Path.of("go"));
    }

    /** The machine, with Go's version if it takes part. */
    Machine machine() {
        return Machine.here(program.map(GoProgram::version).orElse(""));
    }
}
