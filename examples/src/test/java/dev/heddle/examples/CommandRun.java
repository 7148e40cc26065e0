package dev.heddle.examples;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What one call of the command line did. */
public record CommandRun(int status, List<String> out, String err) {

    /** Runs the command line in this JVM. */
    public static CommandRun of(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        int status = commandLine.execute(words);
        return new CommandRun(status, out.toString().lines().toList(), err.toString());
    }
}
