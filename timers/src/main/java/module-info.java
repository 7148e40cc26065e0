import org.jspecify.annotations.NullMarked;

/** Timers, for any thread. Needs no other module and no JVM flag. */
@NullMarked
module dev.heddle.timers {
    requires static transitive org.jspecify;

    exports dev.heddle.timers;
    exports dev.heddle.timers.heap to
            dev.heddle.scheduler;
}
