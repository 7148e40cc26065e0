package dev.heddle.benchmarks.lightload;

/** The units of a runtime in this JVM. */
public interface LightUnits {
    /** A unit that was started. */
    interface Unit {
        /** Waits until it has ended; called by a thread that is no unit. */
        void join() throws InterruptedException;
    }

    /** One that can be woken. */
    interface Wakeable extends Unit {
        /** Wakes it; called by a thread that is no unit. */
        void wake();
    }

    /** Starts a unit that calls {@link Sleeper#note} whenever it is woken, until that ends it. */
    Wakeable start(Sleeper sleeper);

    /** Starts a unit that takes the steps of a chore. */
    Unit start(Chore chore);
}
