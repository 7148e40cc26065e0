package dev.heddle.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The examples' command line. */
@Command(
        name = "heddle-examples",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Runnable programs on Heddle.")
public final class Main implements Runnable {
    private Main() {}

    /**
     * Runs one command and ends the JVM with its exit status.
     *
     * @param args the command and its arguments; if none, the words of the system property {@code
     *     heddle.args}
     */
    public static void main(String[] args) {
        String[] words = args.length > 0 ? args : wordsOf(System.getProperty("heddle.args", ""));
        System.exit(new CommandLine(new Main()).execute(words));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
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
