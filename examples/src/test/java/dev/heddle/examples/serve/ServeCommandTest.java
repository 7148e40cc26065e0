package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.ChildJvm;
import dev.heddle.examples.CommandRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

class ServeCommandTest {
    private static final int TERMINATED = 128 + 15;
    private static final List<String> FLAG =
            List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED");

    @TempDir private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"heddle", "jdk", "HEDDLE"})
    void aLoadSaysHowFastItWas(String peer) {
        CommandRun run = CommandRun.of("serve", "--load", "1", "--connections=8", "--server", peer);
        assertThat(run.err()).doesNotContain("xception");
        assertThat(run.status()).isZero();
        assertThat(run.output())
                .containsPattern(
                        "requests +[1-9]\\d* in \\d\\.\\d\\d s over 8 connections,"
                                + " [1-9]\\d* of them to /kv, 0 errors")
                .containsPattern("throughput +[1-9]\\d* requests/s")
                .containsPattern("latency +p50 [0-9.]+ ms, p99 .+, p99\\.9 .+, max .+ ms")
                .containsPattern("load +8 goroutines, \\d+ workers, \\d+ steals")
                .containsPattern("CPU +[0-9.]+ s");
        assertThat(run.output().contains("server  ")).isEqualTo(!peer.equals("jdk"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 65536 | --port must be from 0 to 65535",
                "--load 0 | --load must be at least 1",
                "--load 1 --connections 0 | --connections must be from 1 to 100000",
                "--server jdk | --server jdk is for --load",
                "--root /nowhere/at/all | --root: there is no directory /nowhere/at/all",
                "--parallelism 0 | parallelism must be from 1 to 1024: 0",
                "--host no.such.host.invalid | --host: there is no host no.such.host.invalid",
            })
    void badArgumentsAreExplained(String arguments, String problem) {
        CommandRun run = CommandRun.of(("serve " + arguments).split(" "));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(problem);
    }

    @Test
    void aPortInUseIsExplained() throws Exception {
        InetAddress loopback = InetAddress.getByName("localhost");
        try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
            CommandRun run = CommandRun.of("serve", "--port", "" + taken.getLocalPort());
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("cannot listen at").contains("in use");
        }
    }

    @Test
    void servesUntilItIsTerminatedAndFinishesTheRequestsOfThen() throws Exception {
        Files.writeString(dir.resolve("file.txt"), "content");
        Process process =
                ChildJvm.start(
                        Map.of(),
                        FLAG,
                        "serve",
                        "--port",
                        "0",
                        "--root",
                        dir.toString(),
                        "-p",
                        "2");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            assertThat(line).matches("listening on http://localhost:\\d+/");
            int port = Integer.parseInt(line.replaceAll("\\D", ""));
            InetSocketAddress address = new InetSocketAddress("localhost", port);
            try (RawClient idle = new RawClient(address);
                    RawClient busy = new RawClient(address)) {
                assertThat(idle.request("GET /file.txt").response().body()).isEqualTo("content");
                busy.send("PUT /kv/a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n");
                assertThat(busy.send("Expect: 100-continue\r\n\r\n").response().status())
                        .isEqualTo(100);
                process.toHandle().destroy(); // SIGTERM
                assertThat(idle.isClosed()).isTrue();
                assertThat(process.isAlive()).isTrue();
                assertThat(busy.send("12").response().status()).isEqualTo(201);
                assertThat(busy.isClosed()).isTrue();
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(TERMINATED);
            assertThat(err.readLine()).isEqualTo("serve: 2 requests over 2 connections");
            assertThat(err.readLine()).isNull();
            assertThat(out.readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
    }
}
