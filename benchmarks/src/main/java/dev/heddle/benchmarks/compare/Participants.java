package dev.heddle.benchmarks.compare;

import dev.heddle.benchmarks.RunOptions;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Who takes part in a comparison.
 *
 * @param columns the contenders, in the order of the table
 * @param go Go's program; any path if Go does not take part
 * @param machine where they run
 */
record Participants(List<Contender> columns, Path go, Machine machine) {

    /**
     * Builds Go's program, if Go takes part; without a compiler it does not.
     *
     * @param usual who takes part if the options do not say
     */
    static Participants of(RunOptions options, List<Contender> usual)
            throws IOException, InterruptedException {
        Set<Contender> wanted =
                EnumSet.copyOf(options.contenders(Contender.class, EnumSet.copyOf(usual)));
        Path go = wanted.contains(Contender.GO) ? options.goProgram(".") : null;
        if (go == null) {
            wanted.remove(Contender.GO);
            return new Participants(List.copyOf(wanted), Path.of("go"), Machine.here(""));
        }
        return new Participants(List.copyOf(wanted), go, Machine.here(options.goVersion()));
    }
}
