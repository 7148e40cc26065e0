package dev.heddle.examples.console;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether somebody watches. */
public final class Terminal {
    private static final int OUT = 1;
    private static final int ERR = 2;

    private Terminal() {}

    /** Whether the standard output is a terminal. */
    public static boolean isOutput() {
        return is(OUT);
    }

    /** Whether the error output is a terminal. */
    public static boolean isError() {
        return is(ERR);
    }

    private static boolean is(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            Path target = Files.readSymbolicLink(link);
            return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            Console console =
                    System.console(); // no Linux: Java knows only about all of them at once
            return console != null && console.isTerminal();
        }
    }
}
