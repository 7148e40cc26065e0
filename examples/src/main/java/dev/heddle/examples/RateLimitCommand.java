package dev.heddle.examples;

import static dev.heddle.scheduler.Go.go;

import dev.heddle.channels.Channel;
import dev.heddle.channels.Channels;
import dev.heddle.channels.Receiver;
import dev.heddle.scheduler.Scheduler;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A rate limiter: a ticker fills a small channel with permits, and whoever wants to do something
 * takes one. What the channel holds is the burst that is allowed after a quiet time.
 */
@Command(
        name = "ratelimit",
        mixinStandardHelpOptions = true,
        description = "Lets requests pass at a steady rate, after a first burst.")
public final class RateLimitCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Option(names = "--requests", defaultValue = "10", description = "default: ${DEFAULT-VALUE}")
    private int requests;

    @Option(names = "--burst", defaultValue = "3", description = "default: ${DEFAULT-VALUE}")
    private int burst;

    @Option(
            names = "--period",
            defaultValue = "50",
            description = "in ms, default: ${DEFAULT-VALUE}")
    private int periodMillis;

    /** For picocli. */
    public RateLimitCommand() {}

    @Override
    public Integer call() throws Exception {
        if (requests < 0 || burst < 1 || periodMillis < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--requests must not be negative, --burst and --period be at least 1");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Scheduler scheduler = Scheduler.builder().name("ratelimit").build()) {
            Duration period = Duration.ofMillis(periodMillis);
            List<Duration> passed = scheduler.run(() -> passes(requests, burst, period));
            for (int i = 0; i < passed.size(); i++) {
                out.println("request " + (i + 1) + " after " + passed.get(i).toMillis() + " ms");
            }
            scheduler.shutdownNow(); // the ticker's goroutine has no end of its own
        }
        out.flush();
        return 0;
    }

    /** When each of so many requests passed, counted from the first. */
    static List<Duration> passes(int requests, int burst, Duration period)
            throws InterruptedException {
        Receiver<Boolean> permits = permits(burst, period);
        List<Duration> passed = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            permits.receive();
            passed.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return passed;
    }

    private static Receiver<Boolean> permits(int burst, Duration period) {
        Channel<Boolean> permits = Channel.buffered(burst);
        while (permits.trySend(true)) {
            // full from the start: the first burst passes at once
        }
        go(
                () -> {
                    for (Instant tick : Channels.tick(period)) {
                        permits.trySend(true); // if nobody has come since, there is no room
                    }
                });
        return permits;
    }
}
