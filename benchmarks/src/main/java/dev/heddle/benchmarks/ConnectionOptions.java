package dev.heddle.benchmarks;

import picocli.CommandLine.Option;

import java.util.List;

/** The same for commands that open connections. */
public final class ConnectionOptions extends RunOptions {
    @Option(
            names = "--connections",
            split = ",",
            paramLabel = "N",
            description = "how many at a time (${DEFAULT-VALUE})")
    private List<Integer> connections;

    /**
     * Options of one command.
     *
     * @param connections how many at a time if nobody says otherwise
     * @param output as of {@link RunOptions}
     * @param parallelism as of {@link RunOptions}
     */
    public ConnectionOptions(List<Integer> connections, String output, Integer... parallelism) {
        super(output, parallelism);
        this.connections = connections;
    }

    /** With how many connections to run, one after the other. */
    public List<Integer> connections() {
        return connections;
    }
}
