import org.jspecify.annotations.NullMarked;

/** Synchronizers in Go's manner, for any thread. Needs no other module and no JVM flag. */
@NullMarked
module dev.heddle.sync {
    requires static transitive org.jspecify;

    exports dev.heddle.sync;
    exports dev.heddle.sync.waiting to
            dev.heddle.channels;
}
