package dev.heddle.examples.serve;

import dev.heddle.examples.console.Terminal;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Shows how far a load is: a bar on a terminal, a line each second elsewhere. */
final class LoadProgress implements Load.Progress {
    private final long seconds;
    private final PrintWriter err;
    private final @Nullable ProgressBar bar;
    private long shownSecond;

    LoadProgress(Duration time, PrintWriter err) {
        this.seconds = time.toSeconds();
        this.err = err;
        bar =
                Terminal.isError()
                        ? new ProgressBarBuilder()
                                .setTaskName("load")
                                .setUnit(" ms", 1)
                                .setInitialMax(time.toMillis())
                                .clearDisplayOnFinish()
                                .build()
                        : null;
    }

    @Override
    public void show(Duration passed, long requests) {
        long millis = Math.max(1, passed.toMillis());
        double perSecond = requests * 1000.0 / millis;
        if (bar != null) {
            bar.stepTo(millis);
            bar.setExtraMessage(String.format(Locale.ROOT, " %.0f requests/s", perSecond));
        } else if (passed.toSeconds() > shownSecond) {
            shownSecond = passed.toSeconds();
            err.printf(
                    Locale.ROOT,
                    "load: %d of %d s, %.0f requests/s%n",
                    shownSecond,
                    seconds,
                    perSecond);
            err.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
