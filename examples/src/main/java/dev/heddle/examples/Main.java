package dev.heddle.examples;

import dev.heddle.examples.search.SearchCommand;
import dev.heddle.examples.serve.ServeCommand;
import dev.heddle.examples.watch.WatchCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The examples' command line. */
@Command(
        name = "heddle-examples",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            ServeCommand.class,
            SearchCommand.class,
            SieveCommand.class,
            PoolCommand.class,
            RateLimitCommand.class,
            WatchCommand.class
        },
        description = "Runnable programs on Heddle. Without a command: a web server under load.")
public final class Main implements Runnable {

    private static final String[] MAIN_JOB = {"serve", "--load", "5", "--connections", "100"};

    private static final int BUFFER_SIZE = 1 << 16;
    private static final Pattern QUOTES = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
    private static final Pattern WORD = Pattern.compile("(?:" + QUOTES + "|\\S)+");

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandLine.Model.CommandSpec spec;

    private Main() {}

    /**
     * Runs one command and ends the JVM with its exit status.
     *
     * @param args the command and its arguments; if none, the words of the system property {@code
     *     heddle.args}, where quotes keep words together; if none either, a web server under load
     */
    public static void main(String[] args) {
        String[] words = args.length > 0 ? args : wordsOf(System.getProperty("heddle.args", ""));
        System.exit(commandLine().execute(words.length > 0 ? words : MAIN_JOB));
    }

    /** The command line; writes UTF-8, and the standard output without flushing every line. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(utf8(FileDescriptor.out)))
                .setErr(new PrintWriter(utf8(FileDescriptor.err), true));
    }

    private static Writer utf8(FileDescriptor descriptor) {
        FileOutputStream bytes = new FileOutputStream(descriptor);
        return new BufferedWriter(
                new OutputStreamWriter(bytes, StandardCharsets.UTF_8), BUFFER_SIZE);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
        spec.commandLine().getOut().flush();
    }

    /** Splits at blanks that do not stand within quotes. */
    static String[] wordsOf(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> QUOTES.matcher(word.group()).replaceAll("$1$2"))
                .toArray(String[]::new);
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
