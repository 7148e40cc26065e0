package dev.heddle.examples.serve;

import dev.heddle.scheduler.SchedulerStats;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A server that runs. For threads that are no goroutines of it. */
sealed interface Service permits HeddleService, JdkService {

    /** Where it listens. */
    InetSocketAddress address() throws IOException;

    /** What its scheduler did, also after its end; null if it is not one of ours. */
    @Nullable SchedulerStats stats();

    /**
     * Stops accepting, finishes the requests of now, and ends.
     *
     * @param grace how long to wait for them
     * @return whether all could be finished
     */
    boolean stop(Duration grace) throws IOException, InterruptedException;
}
