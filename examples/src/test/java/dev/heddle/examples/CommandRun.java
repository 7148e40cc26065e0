package dev.heddle.examples;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What one call of the command line did. */
public record CommandRun(int status, String output, String err) {

    /** Runs the command line in this JVM. */
    public static CommandRun of(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        int status = commandLine.execute(words);
        return new CommandRun(status, out.toString(), err.toString());
    }

    /** The lines of the output; a carriage return is part of its line. */
    public List<String> out() {
        return lines(output);
    }

    /** What stands between line feeds. */
    public static List<String> lines(String text) {
        String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return text.isEmpty() ? List.of() : List.of(whole.split("\n", -1));
    }
}
