package dev.heddle.benchmarks.compare;

import java.util.Locale;

/** A workload: a row of the table. What an operation is, each peer reads in the same way. */
public enum Row {
    /** Two units hand a value there and another back; an operation is a round trip. */
    PING_PONG("ping-pong, unbuffered", 0, 1),

    /** One sender, one receiver; an operation is a value. */
    PAIR_0("one pair, capacity 0", 0, 1),
    /** As {@link #PAIR_0}. */
    PAIR_1("one pair, capacity 1", 1, 1),
    /** As {@link #PAIR_0}. */
    PAIR_16("one pair, capacity 16", 16, 1),
    /** As {@link #PAIR_0}. */
    PAIR_128("one pair, capacity 128", 128, 1),
    /** As {@link #PAIR_0}. */
    PAIR_1024("one pair, capacity 1024", 1024, 1),

    /** Four senders and four receivers share a channel; an operation is a value. */
    MANY_4("4 senders, 4 receivers, capacity 128", 128, 4),
    /** As {@link #MANY_4}. */
    MANY_100("100 senders, 100 receivers, capacity 128", 128, 100),
    /** Four senders, one receiver. */
    FAN_IN("4 senders, 1 receiver, capacity 128", 128, 4),

    /** One unit selects over four channels, each with a sender; an operation is a value. */
    SELECT_4("select over 4, capacity 16", 16, 4),
    /** As {@link #SELECT_4}, with two channels that hand over. */
    SELECT_2("select over 2, unbuffered", 0, 2),

    /** A thousand units in a row pass values on; an operation is a hop. */
    CHAIN("chain of 1,000, unbuffered", 0, 1_000),
    /** A token goes round a thousand relays; an operation is a hop. */
    RING("ring of 1,000, one token", 0, 1_000),
    /** A thousand pairs, each on its own channel; an operation is a value. */
    PARALLEL("1,000 pairs, capacity 16", 16, 1_000),

    /** A value is waited for with a timeout of an hour, and comes; an operation is a value. */
    TIMED_RECEIVE("receive with timeout, value comes", 0, 1),

    /** One unit starts others; an operation is a start and a finish. */
    SPAWN("start and finish", 0, 10_000),
    /** Each unit starts the next one and ends. */
    CHAINED_SPAWN("start the next one and end", 0, 1),
    /** A thread outside starts the units. */
    EXTERNAL("start from outside and finish", 0, 10_000),
    /** A hundred units yield; an operation is a yield. */
    YIELD("yield, 100 units", 0, 100),

    /** Lock and unlock by one unit. */
    MUTEX_1("mutex, uncontended", 0, 1),
    /** Eight units lock and unlock the same mutex. */
    MUTEX_8("mutex, 8 units", 0, 8),
    /** A thousand. */
    MUTEX_1000("mutex, 1,000 units", 0, 1_000),

    /** A timer of an hour is made and stopped. */
    TIMER_STOP("timer, create and stop", 0, 1),
    /** 100,000 units sleep for a millisecond; an operation is a sleep. */
    SLEEPS("100,000 sleeps of 1 ms", 0, 100_000),
    /** A tree of a million units over unbuffered channels; an operation is a leaf. */
    SKYNET("skynet, 1 million", 0, 1_000_000);

    /** An hour, which no timer of a workload reaches. */
    static final long NEVER_REACHED_MILLIS = 3_600_000;

    private final String title;
    private final int capacity;
    private final int units;

    Row(String title, int capacity, int units) {
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

    /** What the table says. */
    public String title() {
        return title;
    }

    /** The capacity of the channels. */
    public int capacity() {
        return capacity;
    }

    /**
     * How many units (of one side) share the operations. The number of operations is a multiple of
     * it.
     */
    public int units() {
        return units;
    }

    /** Whether an operation count of its own makes no sense: one run is the workload. */
    public boolean isFixed() {
        return this == SLEEPS || this == SKYNET;
    }

    /** The number of operations to run if about {@code wanted} are. */
    public int operations(long wanted) {
        if (isFixed()) {
            return units;
        }
        long rounded = Math.max(1, wanted / units) * units;
        return (int) Math.min(rounded, 500_000_000 / units * (long) units);
    }
}
