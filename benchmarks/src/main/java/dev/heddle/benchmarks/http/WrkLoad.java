package dev.heddle.benchmarks.http;

import dev.heddle.benchmarks.ProcessUsage;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load of wrk, if it is on the path: one thread. */
final class WrkLoad implements Load {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
    private static final Pattern ERRORS = Pattern.compile("Non-2xx.*|Socket errors.*");

    private final long seconds;

    /** Drives for {@code time}, in whole seconds, at least one. */
    WrkLoad(Duration time) {
        seconds = Math.max(1, time.toSeconds());
    }

    /** Whether there is a wrk. */
    static boolean isThere() throws InterruptedException {
        try {
            new ProcessBuilder("wrk", "-v")
                    .redirectErrorStream(true)
                    .redirectOutput(new File("/dev/null"))
                    .start()
                    .waitFor();
            return true;
        } catch (IOException notFound) {
            return false;
        }
    }

    @Override
    public String name() {
        return "wrk (one thread)";
    }

    @Override
    public Sample run(ServerProcess server, int connections)
            throws IOException, InterruptedException {
        String url = "http://127.0.0.1:" + server.address().getPort() + SelectorLoad.PATH;
        ProcessUsage before = server.usage();
        Process wrk =
                new ProcessBuilder(
                                "wrk",
                                "-t1",
                                "-c" + connections,
                                "-d" + seconds + "s",
                                "--latency",
                                url)
                        .redirectErrorStream(true)
                        .start();
        String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (wrk.waitFor() != 0 || ERRORS.matcher(output).find()) {
            throw new IOException("wrk failed: " + output);
        }
        ProcessUsage.Used used = server.usage().since(before);
        double requests = Math.max(1, Double.parseDouble(find(REQUESTS, output)));
        return new Sample(
                Double.parseDouble(find(RATE, output)),
                used.cpuNanos() / requests / 1_000,
                used.switches() / requests,
                micros("50%", output),
                micros("99%", output),
                Double.NaN);
    }

    private static double micros(String percentile, String output) throws IOException {
        Pattern pattern = Pattern.compile(percentile + " +([0-9.]+(?:us|ms|s))");
        String latency = find(pattern, output);
        double value = Double.parseDouble(latency.replaceAll("[a-z]", ""));
        return value * (latency.endsWith("us") ? 1 : latency.endsWith("ms") ? 1_000 : 1_000_000);
    }

    private static String find(Pattern pattern, String output) throws IOException {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IOException("wrk says nothing of " + pattern + ": " + output);
        }
        return matcher.group(1);
    }
}
