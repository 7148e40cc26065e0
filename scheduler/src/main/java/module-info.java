/** Goroutines on our own work-stealing workers; see {@link dev.heddle.scheduler}. */
module dev.heddle.scheduler {
    requires transitive dev.heddle.sync;
    requires transitive dev.heddle.timers;
    requires java.management;
    requires jdk.jfr;
    requires org.agrona;
    requires static transitive org.jspecify;

    exports dev.heddle.scheduler;

    uses dev.heddle.scheduler.EventSource.Provider;
}
