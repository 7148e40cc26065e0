package dev.heddle.benchmarks;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Options of every command that compares contenders; a mixin of picocli's. */
public class RunOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = {"-P", "--parallelism"},
            split = ",",
            paramLabel = "N",
            description =
                    "how much may run at once, as workers, carriers, event loops, GOMAXPROCS"
                            + " (${DEFAULT-VALUE})")
    private List<Integer> parallelism;

    @Option(
            names = {"--only", "--contenders"},
            split = ",",
            paramLabel = "NAME",
            description = "only these contenders; to a wrong name the answer is a list of all")
    private List<String> only = List.of();

    @Option(
            names = "--go",
            paramLabel = "PATH",
            description = "where Go is, if not on the path: its directory, or its program go")
    private @Nullable Path go;

    @Option(
            names = {"-o", "--output", "--out"},
            paramLabel = "DIR",
            description = "where the tables go (${DEFAULT-VALUE})")
    private Path output;

    /**
     * Options of one command.
     *
     * @param output where the tables go if nobody says otherwise
     * @param parallelism what is run if nobody says otherwise
     */
    public RunOptions(String output, Integer... parallelism) {
        this.output = Path.of(output);
        this.parallelism = List.of(parallelism);
    }

    /** At how many degrees of parallelism to run. */
    public final List<Integer> parallelism() {
        return parallelism;
    }

    /** Where the tables go. */
    public final Path output() {
        return output;
    }

    /**
     * Who takes part, in the order of the enumeration.
     *
     * @param all of whom the command line may name some, in upper or lower case
     * @param usual those who take part if it names nobody
     * @throws ParameterException if it names somebody else
     */
    public final <C extends Enum<C>> Set<C> contenders(Class<C> all, Set<C> usual) {
        if (only.isEmpty()) {
            return usual;
        }
        Set<C> named = EnumSet.noneOf(all);
        only.forEach(name -> named.add(contender(all, name)));
        return named;
    }

    private <C extends Enum<C>> C contender(Class<C> all, String name) {
        try {
            return Enum.valueOf(all, name.strip().toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException unknown) {
            String names =
                    Arrays.stream(all.getEnumConstants())
                            .map(Enum::name)
                            .collect(Collectors.joining(", "));
            String message = "no contender " + name + "; there are " + names;
            CommandSpec spec = command;
            throw spec == null
                    ? new IllegalArgumentException(message, unknown)
                    : new ParameterException(spec.commandLine(), message, unknown);
        }
    }

    /**
     * Builds one of Go's programs.
     *
     * @param program its directory in {@code benchmarks/go}
     * @return null if there is no Go
     */
    public final @Nullable Path goProgram(String program) throws IOException, InterruptedException {
        return GoBuild.build(go, program);
    }

    /** What {@code go version} says; empty if there is no Go. */
    public final String goVersion() throws IOException, InterruptedException {
        return GoBuild.version(go);
    }
}
