package dev.heddle.benchmarks.compare;

import java.util.Locale;

/** A row of the table. What an operation is, each peer reads in the same way. */
public enum Row {
    /** Two units hand a value there and another back; an operation is a round trip. */
    PING_PONG(Kind.CHANNEL, "ping-pong, unbuffered", 0, 1),

    /** One sender, one receiver; an operation is a value. */
    PAIR_0(Kind.CHANNEL, "one pair, capacity 0", 0, 1),
    /** As {@link #PAIR_0}. */
    PAIR_1(Kind.CHANNEL, "one pair, capacity 1", 1, 1),
    /** As {@link #PAIR_0}. */
    PAIR_16(Kind.CHANNEL, "one pair, capacity 16", 16, 1),
    /** As {@link #PAIR_0}. */
    PAIR_128(Kind.CHANNEL, "one pair, capacity 128", 128, 1),
    /** As {@link #PAIR_0}. */
    PAIR_1024(Kind.CHANNEL, "one pair, capacity 1024", 1024, 1),
    /** As {@link #PAIR_0}; the sender never waits. */
    PAIR_UNBOUNDED(Kind.CHANNEL, "one pair, unbounded", Row.UNBOUNDED, 1),

    /** One unit sends a value and receives it; an operation is both. */
    ALONE(Kind.CHANNEL, "alone: send and receive, capacity 1", 1, 1),
    /** One unit sends a thousand values and then receives them; an operation is a value. */
    FILL(Kind.CHANNEL, "alone: 1,000 sends, then 1,000 receives", 1024, 1_000),

    /** Four senders and four receivers share a channel; an operation is a value. */
    MANY_4(Kind.CHANNEL, "4 senders, 4 receivers, capacity 128", 128, 4),
    /** As {@link #MANY_4}. */
    MANY_4_0(Kind.CHANNEL, "4 senders, 4 receivers, unbuffered", 0, 4),
    /** As {@link #MANY_4}. */
    MANY_100(Kind.CHANNEL, "100 senders, 100 receivers, capacity 128", 128, 100),
    /** Four senders, one receiver. */
    FAN_IN(Kind.CHANNEL, "4 senders, 1 receiver, capacity 128", 128, 4),
    /** One sender, four receivers. */
    FAN_OUT(Kind.CHANNEL, "1 sender, 4 receivers, capacity 128", 128, 4),

    /** One unit selects over four channels, each with a sender; an operation is a value. */
    SELECT_4(Kind.SELECT, "select over 4, capacity 16", 16, 4),
    /** As {@link #SELECT_4}, with two channels that hand over. */
    SELECT_2(Kind.SELECT, "select over 2, unbuffered", 0, 2),
    /** As {@link #SELECT_2}, with one. */
    SELECT_1(Kind.SELECT, "select over 1, unbuffered", 0, 1),
    /** Four senders and four receivers, and each selects over the same four channels. */
    SELECT_BOTH(Kind.SELECT, "4 senders, 4 receivers, all select over 4", 0, 4),

    /** A thousand units in a row pass values on; an operation is a hop. */
    CHAIN(Kind.CHANNEL, "chain of 1,000, unbuffered", 0, 1_000),
    /** As {@link #CHAIN}. */
    CHAIN_16(Kind.CHANNEL, "chain of 1,000, capacity 16", 16, 1_000),
    /** A token goes round a thousand relays; an operation is a hop. */
    RING(Kind.CHANNEL, "ring of 1,000, one token", 0, 1_000),
    /** A thousand pairs, each on its own channel; an operation is a value. */
    PARALLEL(Kind.CHANNEL, "1,000 pairs, capacity 16", 16, 1_000),
    /** As {@link #PARALLEL}, with ten thousand. */
    PARALLEL_0(Kind.CHANNEL, "10,000 pairs, unbuffered", 0, 10_000),

    /** A value is waited for with a timeout of an hour, and comes; an operation is a value. */
    TIMED_RECEIVE(Kind.CHANNEL, "receive with timeout, value comes", 0, 1),

    /** One unit starts others; an operation is a start and a finish. */
    SPAWN(Kind.START, "start and finish", 0, 10_000),
    /** As {@link #SPAWN}; each unit yields once. */
    SPAWN_YIELD(Kind.START, "start, yield, finish", 0, 10_000),
    /** Each unit starts the next one and ends. */
    CHAINED_SPAWN(Kind.START, "start the next one and end", 0, 1),
    /** A thread outside starts the units. */
    EXTERNAL(Kind.OUTSIDE, "start from outside and finish", 0, 10_000),
    /** As {@link #EXTERNAL}, while as many units as may run at once yield without end. */
    EXTERNAL_BUSY(Kind.OUTSIDE, "start from outside, others busy", 0, 10_000),
    /** A unit starts a partner, sends it a value, and gets it back; an operation is all that. */
    SHORT_PING_PONG(Kind.START, "start two, one round trip, finish", 0, 1_000),
    /** A hundred units yield; an operation is a yield. */
    YIELD(Kind.START, "yield, 100 units", 0, 100),
    /** Units with so many kilobytes each add them up and yield; an operation is such a turn. */
    CACHE(Kind.START, "yield, 128 units of 4 KB", 4, 128),
    /** As {@link #CACHE}, with far more than a cache holds. */
    CACHE_32M(Kind.START, "yield, 32 units of 32 MB", 32 * 1024, 32),
    /** A hundred units compute for ten microseconds each; an operation is one of them. */
    BATCH(Kind.START, "batch of 100 × 10 µs", 0, 100),

    /** Lock and unlock by one unit. */
    MUTEX_1(Kind.LOCK, "mutex, uncontended", 0, 1),
    /** Eight units lock and unlock the same mutex. */
    MUTEX_8(Kind.LOCK, "mutex, 8 units", 0, 8),
    /** A thousand. */
    MUTEX_1000(Kind.LOCK, "mutex, 1,000 units", 0, 1_000),
    /** A hundred units start, wait for a mutex in vain, and are cancelled. */
    MUTEX_CANCEL(Kind.LOCK, "mutex, 100 waits cancelled", 0, 100),
    /** A hundred units share the permits and compute with them and without. */
    SEMAPHORE(Kind.LOCK, "semaphore, 10 permits, 100 units", 10, 100),

    /** A timer of an hour is made and stopped; units less one are armed for later. */
    TIMER_STOP(Kind.TIME, "timer, create and stop", 0, 1),
    /** 100,000 units sleep for a millisecond; an operation is a sleep. */
    SLEEPS(Kind.TIME, "100,000 sleeps of 1 ms", 0, 100_000),
    /** Units wait for what comes first, a millisecond or an hour. */
    SLEEP_RACE(Kind.TIME, "10,000 races, 1 ms against 1 h", 0, 10_000),
    /** One unit sleeps for a millisecond again and again. */
    SLEEP_DRIFT(Kind.TIME, "sleep of 1 ms, one unit", 0, 50),
    /**
     * Twenty values each millisecond go through a channel to sixteen units, which compute for ten
     * microseconds each: the delay of a value is from the instant at which it was due to its end.
     */
    HAND_OFF_P50(Kind.TIME, "hand-off, 20,000 a second, p50", 1024, 2_000),
    /** As {@link #HAND_OFF_P50}. */
    HAND_OFF_P99(Kind.TIME, "hand-off, 20,000 a second, p99", 1024, 2_000),

    /** A tree of a million units over unbuffered channels; an operation is a leaf. */
    SKYNET(Kind.CHANNEL, "skynet, 1 million", 0, 1_000_000);

    /** The capacity of a channel that has no limit. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    /** An hour, which no timer of a workload reaches. */
    static final long NEVER_REACHED_MILLIS = 3_600_000;

    /** What a workload is about. */
    public enum Kind {
        /** Channels. */
        CHANNEL,
        /** Several channels at once. */
        SELECT,
        /** Starting units, and yielding. */
        START,
        /** The same, from a thread that is no unit. */
        OUTSIDE,
        /** Locks and semaphores. */
        LOCK,
        /** Sleeps, timers, delays. */
        TIME
    }

    private final Kind kind;
    private final String title;
    private final int capacity;
    private final int units;

    Row(Kind kind, String title, int capacity, int units) {
        this.kind = kind;
        this.title = title;
        this.capacity = capacity;
        this.units = units;
    }

    /** The name on the command line: {@code ping-pong} for {@link #PING_PONG}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The row with that {@link #id}. */
    public static Row of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** What it is about. */
    public Kind kind() {
        return kind;
    }

    /** What the table says. */
    public String title() {
        return title;
    }

    /**
     * The capacity of the channels; the permits of {@link #SEMAPHORE}; the kilobytes that a unit of
     * {@link #CACHE} has.
     */
    public int capacity() {
        return capacity;
    }

    /** How many units (of one side) share the operations. */
    public int units() {
        return units;
    }

    /** Whether an operation count of its own makes no sense: one run is the workload. */
    public boolean isFixed() {
        return kind == Kind.TIME && this != TIMER_STOP || this == SKYNET;
    }

    /**
     * Whether it can be run with any number of units. With others the units are cases of a select,
     * values that must find room, or leaves of a tree; or there is but one.
     */
    boolean isScalable() {
        return switch (this) {
            case SPAWN, SPAWN_YIELD, SHORT_PING_PONG, EXTERNAL, YIELD -> true;
            case CHAIN, CHAIN_16, RING, PARALLEL, PARALLEL_0, MUTEX_8, MUTEX_1000 -> true;
            case SLEEPS, SLEEP_RACE, TIMER_STOP -> true;
            default -> false;
        };
    }

    /** How many operations a unit has at least, so that its start does not count for much. */
    int leastTurns() {
        return this == RING || this == YIELD ? 10 : 1;
    }
}
