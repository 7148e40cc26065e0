package dev.heddle.examples.serve;

import dev.heddle.channels.Broadcast;
import dev.heddle.channels.Broadcast.Subscription;
import dev.heddle.channels.ChannelClosedException;
import dev.heddle.channels.Receiver;
import dev.heddle.examples.serve.KeyValueStore.Change;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;

/**
 * Every change of the store as a server-sent event (WHATWG HTML, 9.2), until the client leaves or
 * the store is closed.
 *
 * <p>A client that is slower than the changes misses the oldest ones that it has not been sent, and
 * is told how many, by an event {@code missed}. It holds up neither the others nor who makes the
 * changes. One that takes nothing at all for the time limit of a write is left. That a client is
 * gone shows when something is sent to it, which is done from time to time.
 */
final class EventsHandler implements Handler {

    /** How many events wait for a client before it misses some. */
    static final int BACKLOG = 256;

    private final Broadcast<Change> changes;
    private final Duration heartbeat;

    EventsHandler(Broadcast<Change> changes, Duration heartbeat) {
        this.changes = changes;
        this.heartbeat = heartbeat;
    }

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException, HttpException {
        Site.require(exchange, Method.GET, Method.HEAD);
        exchange.header("Cache-Control", "no-store");
        try (Subscription<Change> subscription =
                changes.subscribe(BACKLOG, Broadcast.WhenFull.DROP_OLDEST)) {
            exchange.beginStream(Status.OK, "text/event-stream");
            if (!exchange.request().isHead()) {
                exchange.write(Ascii.bytes(": here they come\n\n"));
                forward(subscription.values(), exchange);
            }
            exchange.end();
        }
    }

    private void forward(Receiver<Change> values, Exchange exchange)
            throws IOException, InterruptedException {
        long last = -1;
        while (true) {
            exchange.flush();
            Change next;
            try {
                next = values.receive(heartbeat);
            } catch (ChannelClosedException e) {
                return;
            }
            if (next == null) {
                exchange.write(Ascii.bytes(": still here\n\n"));
            }
            for (; next != null; next = values.tryReceive()) {
                long missed = last < 0 ? 0 : next.number() - last - 1;
                if (missed > 0) {
                    exchange.write(Ascii.bytes("event: missed\ndata: " + missed + "\n\n"));
                }
                exchange.write(eventOf(next));
                last = next.number();
            }
        }
    }

    private static byte[] eventOf(Change change) {
        byte @Nullable [] value = change.value();
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        String type = value == null ? "delete" : "put";
        event.writeBytes(Ascii.bytes("id: " + change.number() + "\nevent: " + type));
        event.writeBytes(Ascii.bytes("\ndata: {\"key\":"));
        event.writeBytes(Json.string(change.key()));
        if (value != null) {
            event.writeBytes(Ascii.bytes(",\"value\":"));
            event.writeBytes(value);
        }
        event.writeBytes(Ascii.bytes("}\n\n"));
        return event.toByteArray();
    }
}
