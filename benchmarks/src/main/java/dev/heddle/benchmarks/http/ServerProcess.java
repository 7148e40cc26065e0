package dev.heddle.benchmarks.http;

import dev.heddle.benchmarks.ProcessUsage;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, which says on its first line at which port it listens. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile(":(\\d+)");

    private final String title;
    private final Process process;
    private final int port;

    ServerProcess(String title, ProcessBuilder builder) throws IOException {
        this.title = title;
        process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        Matcher matcher = PORT.matcher(line == null ? "" : line);
        if (!matcher.find()) {
            process.destroyForcibly();
            throw new IOException(title + " does not listen: " + line);
        }
        port = Integer.parseInt(matcher.group(1));
    }

    String title() {
        return title;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    ProcessUsage usage() throws IOException {
        return ProcessUsage.of(process);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
