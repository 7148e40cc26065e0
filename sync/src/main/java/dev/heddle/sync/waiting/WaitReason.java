package dev.heddle.sync.waiting;

/**
 * What a waiting thread is parked on, so that thread dumps name the operation and the object.
 *
 * @param operation in Go's words
 * @param object what is waited for
 */
public record WaitReason(String operation, Object object) {
    @Override
    public String toString() {
        return operation + " on " + object;
    }
}
