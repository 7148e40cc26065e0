import org.jspecify.annotations.NullMarked;

/** Go's channels and select, for any thread. Needs no JVM flag. */
@NullMarked
module dev.heddle.channels {
    requires transitive dev.heddle.sync;
    requires static transitive org.jspecify;

    exports dev.heddle.channels;
}
