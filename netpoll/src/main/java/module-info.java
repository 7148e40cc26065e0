import org.jspecify.annotations.NullMarked;

/** Blocking sockets that park a goroutine. Still to come: exports nothing yet. */
@NullMarked
module dev.heddle.netpoll {
    requires dev.heddle.scheduler;
    requires dev.heddle.timers;
    requires static org.jspecify;
}
