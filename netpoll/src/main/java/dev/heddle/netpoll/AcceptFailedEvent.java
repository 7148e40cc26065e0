package dev.heddle.netpoll;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** A listener could not take a connection and waits a little. */
@Name("dev.heddle.AcceptFailed")
@Label("Accept Failed")
@Category({"Heddle", "Netpoll"})
@Description("The system refused to hand over a connection, which stays in its queue")
@StackTrace(false)
final class AcceptFailedEvent extends Event {

    @Label("Listener")
    @Nullable String listener;

    @Label("Reason")
    @Nullable String reason;

    @Label("Pause")
    @Timespan(Timespan.NANOSECONDS)
    long pause;

    static void emit(TcpListener listener, IOException failure, long pauseNanos) {
        AcceptFailedEvent event = new AcceptFailedEvent();
        if (event.isEnabled()) {
            event.listener = listener.toString();
            event.reason = failure.toString();
            event.pause = pauseNanos;
            event.commit();
        }
    }
}
