/** Blocking sockets that park a goroutine; see {@link dev.heddle.netpoll}. */
@org.jspecify.annotations.NullMarked
module dev.heddle.netpoll {
    requires transitive dev.heddle.scheduler;
    requires jdk.jfr;
    requires static transitive org.jspecify;

    exports dev.heddle.netpoll;

    provides dev.heddle.scheduler.EventSource.Provider with
            dev.heddle.netpoll.PollerProvider;
}
