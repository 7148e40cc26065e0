package dev.heddle.examples.serve;

import java.time.Duration;

/**
 * What a client may ask of the server.
 *
 * @param maxHead bytes of a request line with all its header fields
 * @param maxFields header fields of a request
 * @param maxBody bytes of a request's body
 * @param maxConnections connections at the same time; more wait in the system's queue
 * @param idle how long a connection may stay open without a request
 * @param request how long the head of a request may take from its first byte on, and after it the
 *     body
 * @param write how long the client may leave us waiting with a part of a response
 * @param heartbeat how often an event stream without events shows that it is alive
 */
record Limits(
        int maxHead,
        int maxFields,
        int maxBody,
        int maxConnections,
        Duration idle,
        Duration request,
        Duration write,
        Duration heartbeat) {

    static final Limits DEFAULT =
            new Limits(
                    1 << 14,
                    100,
                    1 << 20,
                    10_000,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(15));
}
