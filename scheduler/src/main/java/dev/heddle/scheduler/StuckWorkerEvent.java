package dev.heddle.scheduler;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

import org.jspecify.annotations.Nullable;

/** A goroutine held its worker for so long that a spare worker was activated. */
@Name("dev.heddle.StuckWorker")
@Label("Stuck Worker")
@Category({"Heddle", "Scheduler"})
@Description("A goroutine blocked its worker, or kept it busy, and a spare worker took over")
@StackTrace(false)
final class StuckWorkerEvent extends Event {

    @Label("Scheduler")
    @Nullable String scheduler;

    @Label("Worker")
    @Nullable String worker;

    @Label("Blocked")
    @Description("True if the worker waited in a blocking call, false if it used the processor")
    boolean blocked;

    @Label("Held For")
    @Timespan(Timespan.NANOSECONDS)
    long heldFor;

    @Label("Goroutine")
    @Nullable String goroutine;

    @Label("Stack of the Goroutine")
    @Nullable String stack;
}
