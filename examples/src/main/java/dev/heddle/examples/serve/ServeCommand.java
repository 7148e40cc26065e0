package dev.heddle.examples.serve;

import dev.heddle.scheduler.Scheduler;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** The command line of the server. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serves HTTP/1.1 until Ctrl-C or SIGTERM: /plaintext, a JSON store at /kv/KEY, its",
            "changes as server-sent events at /events, /metrics for Prometheus, and files.",
            "With --load, drives itself for a time instead and says how fast it was.",
            "Exit status: 0, 1 if a request of the load failed, 130 or 143 after a signal."
        })
public final class ServeCommand implements Callable<Integer> {

    /** Whose server the load drives. */
    enum Peer {
        HEDDLE,
        JDK
    }

    private static final int FAILED = 1;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_CONNECTIONS = 100_000;
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(10);

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "where to listen; 0: anywhere (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "localhost",
            description = "where to listen (default: ${DEFAULT-VALUE})")
    private String host = "localhost";

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "serve the files below this directory")
    private @Nullable Path root;

    @Option(
            names = {"-p", "--parallelism"},
            paramLabel = "N",
            description = "how many workers run the server (default: the processors)")
    private @Nullable Integer parallelism;

    @Option(
            names = "--load",
            paramLabel = "SECONDS",
            description = "drive the server for so long, after a second of warm-up")
    private @Nullable Integer loadSeconds;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "100",
            description = "of the load (default: ${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--server",
            paramLabel = "heddle|jdk",
            defaultValue = "heddle",
            description =
                    "what the load drives: this server, or the JDK's HttpServer on the JDK's"
                            + " virtual threads (default: ${DEFAULT-VALUE})")
    private Peer peer = Peer.HEDDLE;

    /** For picocli. */
    public ServeCommand() {}

    @Override
    public Integer call() throws Exception {
        check();
        if (loadSeconds != null) {
            return load(Duration.ofSeconds(loadSeconds));
        }
        return serve();
    }

    private void check() {
        if (port < 0 || port > MAX_PORT) {
            throw usage("--port must be from 0 to " + MAX_PORT);
        }
        if (loadSeconds != null && loadSeconds < 1) {
            throw usage("--load must be at least 1");
        }
        if (connections < 1 || connections > MAX_CONNECTIONS) {
            throw usage("--connections must be from 1 to " + MAX_CONNECTIONS);
        }
        if (peer == Peer.JDK && loadSeconds == null) {
            throw usage("--server jdk is for --load");
        }
        if (root != null && !Files.isDirectory(root)) {
            throw usage("--root: there is no directory " + root);
        }
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    // ---- serve

    private int serve() throws Exception {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw usage("--host: there is no host " + host);
        }
        Scheduler scheduler = scheduler();
        HeddleService service;
        try {
            service = HeddleService.start(scheduler, address, root, Limits.DEFAULT);
        } catch (IOException e) {
            throw usage("cannot listen at " + address + ": " + e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        out.println("listening on http://" + shown + ":" + service.address().getPort() + "/");
        out.flush();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(service, stopped), "serve-shutdown"));
        stopped.await();
        return 0;
    }

    private void stop(HeddleService service, CountDownLatch stopped) {
        PrintWriter err = spec.commandLine().getErr();
        try {
            boolean finished = service.stop(GRACE);
            err.printf(
                    "serve: %d requests over %d connections%s%n",
                    service.metrics().requests(),
                    service.metrics().connections(),
                    finished ? "" : ", some cut off");
        } catch (IOException e) {
            err.println("serve: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            err.flush();
            stopped.countDown();
        }
    }

    private Scheduler scheduler() {
        Scheduler.Builder builder = Scheduler.builder().name("serve");
        if (parallelism != null) {
            try {
                builder.parallelism(parallelism);
            } catch (IllegalArgumentException e) {
                throw usage(e.getMessage());
            }
        }
        return builder.build();
    }

    // ---- load

    private int load(Duration time) throws Exception {
        InetSocketAddress anywhere = new InetSocketAddress("localhost", 0);
        Limits limits = Limits.DEFAULT;
        Service service =
                peer == Peer.JDK
                        ? JdkService.start(anywhere)
                        : HeddleService.start(scheduler(), anywhere, null, limits);
        PrintWriter err = spec.commandLine().getErr();
        LoadResult result;
        try (Scheduler clients = Scheduler.builder().name("load").build();
                LoadProgress progress = new LoadProgress(time, err)) {
            Load load = new Load(service.address(), connections, WARM_UP, time);
            result = load.run(clients, progress);
        } finally {
            service.stop(GRACE);
        }
        result.print(spec.commandLine().getOut(), service.stats());
        return result.errors() == 0 ? 0 : FAILED;
    }
}
