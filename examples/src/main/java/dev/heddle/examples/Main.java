package dev.heddle.examples;

import dev.heddle.examples.search.SearchCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The examples' command line. */
@Command(
        name = "heddle-examples",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            SearchCommand.class,
            SieveCommand.class,
            PoolCommand.class,
            RateLimitCommand.class
        },
        description = "Runnable programs on Heddle. Without a command: where the workers park.")
public final class Main implements Runnable {

    private static final String[] MAIN_JOB = {
        "search", "LockSupport\\.park", "sync", "timers", "channels", "scheduler", "netpoll"
    };

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandLine.Model.CommandSpec spec;

    private Main() {}

    /**
     * Runs one command and ends the JVM with its exit status.
     *
     * @param args the command and its arguments; if none, the words of the system property {@code
     *     heddle.args}; if none either, a search in the project's own sources
     */
    public static void main(String[] args) {
        String[] words = args.length > 0 ? args : wordsOf(System.getProperty("heddle.args", ""));
        System.exit(commandLine().execute(words.length > 0 ? words : MAIN_JOB));
    }

    /** The command line, writing UTF-8 to the standard output without flushing every line. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setOut(
                        new PrintWriter(
                                new BufferedWriter(
                                        new OutputStreamWriter(
                                                new FileOutputStream(FileDescriptor.out),
                                                StandardCharsets.UTF_8),
                                        1 << 16)));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
        spec.commandLine().getOut().flush();
    }

    private static String[] wordsOf(String line) {
        return line.isBlank() ? new String[0] : line.strip().split("\\s+");
    }

    /** The version of the jar, if it runs from one. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"heddle " + (version == null ? "(development)" : version)};
        }
    }
}
