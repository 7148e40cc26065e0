package dev.heddle.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIL_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Of two calls for one key the second waits for the first, or begins after its end: each caller
 * gets a whole result, and none that is older than its call.
 *
 * <p>Waits are bounded: a result that does not come is a forbidden outcome.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t SingleFlightStress</pre>
 */
public final class SingleFlightStress {

    private SingleFlightStress() {}

    /** What is computed: objects with plain fields that are not final. */
    static final class Computed {
        int number;
        int field;

        Computed(int number) {
            this.number = number;
            field = 1;
        }
    }

    /** Something to compute, and whether two computed it at a time. */
    static final class Source {
        private final AtomicInteger computing = new AtomicInteger();
        private final AtomicInteger computed = new AtomicInteger();
        private volatile boolean overlap;

        Computed compute() {
            overlap |= computing.getAndIncrement() > 0;
            Computed result = new Computed(computed.incrementAndGet());
            computing.getAndDecrement();
            return result;
        }

        String verdict() {
            return overlap ? "two at a time" : "one at a time";
        }
    }

    /** A {@link SingleFlight}, a single key, and two callers. */
    abstract static class Asked {
        final Source source = new Source();
        private final SingleFlight<Integer, Computed> flights = new SingleFlight<>();

        final @Nullable Computed call() {
            try {
                return flights.run(0, source::compute, Bounded.PATIENCE);
            } catch (Exception e) {
                return null;
            }
        }

        static int fieldOf(@Nullable Computed value) {
            return value == null ? -1 : value.field;
        }

        static boolean isNewer(@Nullable Computed value, @Nullable Computed than) {
            return value != null && than != null && value.number > than.number;
        }
    }

    /** Results: the field as each caller sees it, and whether two calls ran at a time. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1, one at a time", expect = ACCEPTABLE, desc = "Whole results, one by one.")
    @Outcome(expect = FORBIDDEN, desc = "Two calls at a time, a part of a result, or none.")
    public static class RunVersusRun extends Asked {
        @Actor
        public void one(IIL_Result r) {
            r.r1 = fieldOf(call());
        }

        @Actor
        public void other(IIL_Result r) {
            r.r2 = fieldOf(call());
        }

        @Arbiter
        public void end(IIL_Result r) {
            r.r3 = source.verdict();
        }
    }

    /** Each calls twice. Results: whether its second result is newer than its first. */
    @JCStressTest
    @State
    @Outcome(
            id = "true, true",
            expect = ACCEPTABLE,
            desc = "The second call was made after the first.")
    @Outcome(expect = FORBIDDEN, desc = "A call that began later got a result from before.")
    public static class CallVersusLanding extends Asked {
        @Actor
        public void one(ZZ_Result r) {
            Computed first = call();
            r.r1 = isNewer(call(), first);
        }

        @Actor
        public void other(ZZ_Result r) {
            Computed first = call();
            r.r2 = isNewer(call(), first);
        }
    }

    /** One flight at most, on the thread of who started it; with one mistake in each subclass. */
    abstract static class Careless {
        /** A call that is under way. */
        static final class Flight {
            final WaitGroup landing = new WaitGroup();
            @Nullable Computed result;

            Flight() {
                landing.add(1);
            }
        }

        final Source source = new Source();
        final AtomicReference<@Nullable Flight> flight = new AtomicReference<>();

        /** Puts {@code mine} in place; the one that was there if there is one already. */
        abstract @Nullable Flight join(Flight mine);

        abstract void land(Flight mine);

        final @Nullable Computed call() {
            Flight mine = new Flight();
            Flight other = join(mine);
            if (other == null) {
                mine.result = source.compute();
                land(mine);
                return mine.result;
            }
            return Bounded.succeedsIn(Bounded.PATIENCE, other.landing::await) ? other.result : null;
        }
    }

    /**
     * {@link RunVersusRun}, but a caller looks whether there is a flight, and starts its own then.
     */
    @JCStressTest
    @JCStressMeta(RunVersusRun.class)
    @State
    public static class BrokenLooksThenStarts extends Careless {
        @Override
        @Nullable Flight join(Flight mine) {
            Flight other = flight.get();
            if (other == null) {
                flight.set(mine);
            }
            return other;
        }

        @Override
        void land(Flight mine) {
            flight.set(null);
            mine.landing.done();
        }

        @Actor
        public void one(IIL_Result r) {
            r.r1 = Asked.fieldOf(call());
        }

        @Actor
        public void other(IIL_Result r) {
            r.r2 = Asked.fieldOf(call());
        }

        @Arbiter
        public void end(IIL_Result r) {
            r.r3 = source.verdict();
        }
    }

    /** {@link CallVersusLanding}, but a flight that has landed can still be joined. */
    @JCStressTest
    @JCStressMeta(CallVersusLanding.class)
    @State
    public static class BrokenLandsBeforeItIsTakenOut extends Careless {
        @Override
        @Nullable Flight join(Flight mine) {
            return flight.compareAndExchange(null, mine);
        }

        @Override
        void land(Flight mine) {
            mine.landing.done();
            flight.set(null);
        }

        @Actor
        public void one(ZZ_Result r) {
            Computed first = call();
            r.r1 = Asked.isNewer(call(), first);
        }

        @Actor
        public void other(ZZ_Result r) {
            Computed first = call();
            r.r2 = Asked.isNewer(call(), first);
        }
    }
}
