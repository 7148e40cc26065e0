package dev.heddle.examples.serve;

import dev.heddle.channels.Broadcast;
import dev.heddle.channels.Channel;
import dev.heddle.channels.ChannelClosedException;
import dev.heddle.sync.RwMutex;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON values by their keys, in memory. Many may read at the same time, one may write. Every change
 * is told to whoever subscribes, in the order of the changes.
 */
final class KeyValueStore implements AutoCloseable {

    /**
     * What happened to a key.
     *
     * @param number counts the changes, from 1 on
     * @param value the new value; null: the key was deleted
     */
    record Change(long number, String key, byte @Nullable [] value) {}

    /** What became of a value that was to be stored. */
    enum Outcome {
        CREATED,
        REPLACED,
        FULL
    }

    private final int capacity;
    private final RwMutex mutex = new RwMutex();

    /** Guarded by mutex, as is the number. */
    private final Map<String, byte[]> values = new HashMap<>();

    private long changeNumber;

    /** Without a bound, so that who holds the mutex never waits. It is emptied at once. */
    private final Channel<Change> told = Channel.unbounded();

    private final Broadcast<Change> changes = Broadcast.of(told);

    /**
     * Made by a goroutine: another one, which hands out the changes, is started on the same
     * scheduler.
     *
     * @param capacity how many keys there may be
     */
    KeyValueStore(int capacity) {
        this.capacity = capacity;
    }

    /** Of every change after a subscription; closed with the store. */
    Broadcast<Change> changes() {
        return changes;
    }

    /** The value of a key, not to be changed; null if there is none. */
    byte @Nullable [] get(String key) {
        mutex.readLock().lock();
        try {
            return values.get(key);
        } finally {
            mutex.readLock().unlock();
        }
    }

    /** All keys at one moment, in no order. */
    List<String> keys() {
        mutex.readLock().lock();
        try {
            return new ArrayList<>(values.keySet());
        } finally {
            mutex.readLock().unlock();
        }
    }

    Outcome put(String key, byte[] value) {
        mutex.writeLock().lock();
        try {
            boolean known = values.containsKey(key);
            if (!known && values.size() >= capacity) {
                return Outcome.FULL;
            }
            values.put(key, value);
            tell(key, value);
            return known ? Outcome.REPLACED : Outcome.CREATED;
        } finally {
            mutex.writeLock().unlock();
        }
    }

    /** Returns false if there was no such key. */
    boolean remove(String key) {
        mutex.writeLock().lock();
        try {
            boolean known = values.remove(key) != null;
            if (known) {
                tell(key, null);
            }
            return known;
        } finally {
            mutex.writeLock().unlock();
        }
    }

    private void tell(String key, byte @Nullable [] value) {
        try {
            told.trySend(new Change(++changeNumber, key, value));
        } catch (ChannelClosedException e) {
            // the last requests before the end; nobody listens any more
        }
    }

    /** Ends the subscriptions. */
    @Override
    public void close() {
        told.close();
    }
}
