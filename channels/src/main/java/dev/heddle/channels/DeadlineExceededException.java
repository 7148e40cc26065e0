package dev.heddle.channels;

import java.io.Serial;
import java.util.concurrent.CancellationException;

/** The deadline of a {@link Context} has passed. */
public final class DeadlineExceededException extends CancellationException {
    @Serial private static final long serialVersionUID = 1L;

    DeadlineExceededException() {
        super("context deadline exceeded");
    }
}
