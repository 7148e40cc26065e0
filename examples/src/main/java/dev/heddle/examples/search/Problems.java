package dev.heddle.examples.search;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;

/** Says in words what went wrong with a file. */
final class Problems {
    static final String MISSING = "No such file or directory";

    private Problems() {}

    static String of(Throwable e) {
        return switch (e) {
            case NoSuchFileException missing -> MISSING;
            case AccessDeniedException denied -> "Permission denied";
            case FileSystemLoopException loop -> "Too many levels of symbolic links";
            case FileSystemException failed when failed.getReason() != null -> failed.getReason();
            case InvalidPathException invalid ->
                    "not a path in this locale's encoding: " + invalid.getReason();
            case StackOverflowError deep -> "a line is too long for a pattern that repeats a group";
            case OutOfMemoryError full -> "a line is too long for the memory there is";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
