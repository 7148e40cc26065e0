package dev.heddle.benchmarks.lightload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A contender in a JVM of its own, {@code LightLoadPeer CONTENDER PARALLELISM}, until its input
 * ends. It answers each line:
 *
 * <ul>
 *   <li>{@code warm LOAD MILLIS}: having {@linkplain WakeUps#warmUp warmed up} for so long;
 *   <li>{@code wake LOAD MILLIS}: with the {@linkplain Delays delays} of wake-ups for so long;
 *   <li>{@code tick PERCENT MILLIS}: at once, having started a unit that computes for so much of
 *       the next milliseconds; with 0 percent, none.
 * </ul>
 */
public final class LightLoadPeer {
    /** After which a wake-up counts as never answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LightUnits units;
    private final WakeUps wakeUps;

    private LightLoadPeer(Contender contender, int parallelism) {
        units = contender.units();
        wakeUps = new WakeUps(units, parallelism, PATIENCE);
    }

    /** Runs until the input ends. */
    public static void main(String[] args) throws IOException, InterruptedException {
        LightLoadPeer peer =
                new LightLoadPeer(Contender.valueOf(args[0]), Integer.parseInt(args[1]));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; ) {
            System.out.println(peer.answer(line.split(" ")));
        }
        System.exit(0); // units may live
    }

    private String answer(String[] words) throws InterruptedException {
        Duration span = Duration.ofMillis(Long.parseLong(words[2]));
        switch (words[0]) {
            case "warm" -> {
                wakeUps.warmUp(load(words[1]), span);
                return "warm";
            }
            case "wake" -> {
                return wakeUps.measure(load(words[1]), span).line();
            }
            case "tick" -> {
                int percent = Integer.parseInt(words[1]);
                if (percent > 0) {
                    units.start(
                            Chore.ticks(percent, TimeUnit.MILLISECONDS.toNanos(span.toMillis())));
                }
                return "started";
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static Load load(String word) {
        return Load.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
