package dev.heddle.examples.serve;

import dev.heddle.scheduler.Scheduler;
import dev.heddle.scheduler.SchedulerStats;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** The server of this example with its scheduler and its site. */
final class HeddleService implements Service {
    private final Scheduler scheduler;
    private final ServerMetrics metrics;
    private final Site site;
    private final HttpServer server;

    private HeddleService(
            Scheduler scheduler, ServerMetrics metrics, Site site, HttpServer server) {
        this.scheduler = scheduler;
        this.metrics = metrics;
        this.site = site;
        this.server = server;
    }

    /**
     * Starts.
     *
     * @param scheduler nobody else's; ends with the service
     * @param root whose files are served; null: none
     * @throws IOException if the address cannot be had, or there is no such directory
     */
    static HeddleService start(
            Scheduler scheduler, InetSocketAddress address, @Nullable Path root, Limits limits)
            throws Exception {
        boolean started = false;
        try {
            ServerMetrics metrics = new ServerMetrics();
            Site site = scheduler.run(() -> new Site(root, limits, metrics, scheduler));
            HttpServer server = HttpServer.start(scheduler, address, site, limits, metrics);
            started = true;
            return new HeddleService(scheduler, metrics, site, server);
        } finally {
            if (!started) {
                scheduler.shutdownNow();
            }
        }
    }

    @Override
    public InetSocketAddress address() throws IOException {
        return server.address();
    }

    @Override
    public SchedulerStats stats() {
        return scheduler.stats();
    }

    ServerMetrics metrics() {
        return metrics;
    }

    @Override
    public boolean stop(Duration grace) throws IOException, InterruptedException {
        server.drain();
        site.close();
        boolean finished = server.awaitEnd(grace);
        if (!finished) {
            scheduler.shutdownNow();
        }
        scheduler.close();
        return finished;
    }
}
