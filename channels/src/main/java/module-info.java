import org.jspecify.annotations.NullMarked;

/** Go's channels and select, for any thread. Still to come: exports nothing yet. */
@NullMarked
module dev.heddle.channels {
    requires transitive dev.heddle.sync;
    requires static org.jspecify;
}
