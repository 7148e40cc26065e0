package dev.heddle.channels;

/**
 * What a thread that waits on a channel is parked on, so that thread dumps name the operation and
 * the channel.
 *
 * @param operation in Go's words
 */
record WaitReason(String operation, Object channel) {
    @Override
    public String toString() {
        return operation + " on " + channel;
    }
}
