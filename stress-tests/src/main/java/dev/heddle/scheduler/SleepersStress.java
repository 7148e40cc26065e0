package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * The two counts of the sleepers: each bit is cleared by one, and as many search as are counted.
 *
 * <p>Results are what happened and how many search by the count.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t SleepersStress</pre>
 */
public final class SleepersStress {

    private SleepersStress() {}

    /** Some workers of one word, who sleep. */
    abstract static class Asleep {
        final Sleepers sleepers = new Sleepers(4);

        /** The first actor's. */
        int claimed = -1;

        /** The second actor's. */
        int claimedToo = -1;

        /** The second actor's. */
        boolean woke;

        Asleep(int asleep) {
            for (int i = 0; i < asleep; i++) {
                sleepers.fallAsleep(i, false);
            }
        }

        /** {@code claim} that looks whether anybody searches, and then counts. */
        final int lookThenClaim(int most) {
            int searching = sleepers.searching();
            if (searching >= most) {
                return -1;
            }
            Internals.SEARCHING.setVolatile(sleepers, searching + 1);
            return Internals.clearAnyBit(sleepers);
        }

        /** {@code claim} that reads the bits, and then writes them. */
        final int claimByWrite() {
            if (!Internals.SEARCHING.compareAndSet(sleepers, 0, 1)) {
                return -1;
            }
            long word = Internals.word(sleepers);
            if (word == 0) {
                Internals.SEARCHING.getAndAdd(sleepers, -1);
                return -1;
            }
            Internals.setWord(sleepers, word & word - 1);
            return Long.numberOfTrailingZeros(word);
        }

        /** {@code wakeUp} that reads the bits, and then writes them. */
        final boolean wakeUpByWrite(int worker) {
            long word = Internals.word(sleepers);
            Internals.setWord(sleepers, word & ~(1L << worker));
            return (word & 1L << worker) != 0;
        }

        final void judge(String what, LI_Result r) {
            r.r1 = what;
            r.r2 = sleepers.searching();
        }

        final void judgeClaims(LI_Result r) {
            int claims = (claimed < 0 ? 0 : 1) + (claimedToo < 0 ? 0 : 1);
            judge(claims == 1 ? "one" : claims + " claimed", r);
        }

        final void judgeWakeUp(LI_Result r) {
            boolean both = claimed >= 0 && woke;
            String who = both ? "both" : claimed >= 0 ? "claimed" : woke ? "woke" : "neither";
            judge(sleepers.isAsleep(0) ? "sleeps" : who, r);
        }

        final void judgeNeighbour(LI_Result r) {
            judge(claimed == 0 && sleepers.isAsleep(1) ? "sleeps" : "lost", r);
        }
    }

    /** Two sleepers. */
    abstract static class TwoAsleep extends Asleep {
        TwoAsleep() {
            super(2);
        }
    }

    /** One sleeper, worker 0. */
    abstract static class OneAsleep extends Asleep {
        OneAsleep() {
            super(1);
        }
    }

    /** Two publish work while nobody searches. */
    @JCStressTest
    @State
    @Outcome(
            id = "one, 1",
            expect = ACCEPTABLE,
            desc = "One of them wakes a worker, which searches.")
    @Outcome(expect = FORBIDDEN, desc = "Both do, or the count is wrong.")
    public static class ClaimVersusClaim extends TwoAsleep {
        @Actor
        public void one() {
            claimed = sleepers.claim();
        }

        @Actor
        public void two() {
            claimedToo = sleepers.claim();
        }

        @Arbiter
        public void end(LI_Result r) {
            judgeClaims(r);
        }
    }

    /** {@link ClaimVersusClaim}, but the look who searches and the count are two. */
    @JCStressTest
    @JCStressMeta(ClaimVersusClaim.class)
    @State
    public static class BrokenLooksThenClaims extends TwoAsleep {
        @Actor
        public void one() {
            claimed = lookThenClaim(1);
        }

        @Actor
        public void two() {
            claimedToo = lookThenClaim(1);
        }

        @Arbiter
        public void end(LI_Result r) {
            judgeClaims(r);
        }
    }

    /** Two inject a task, one of them behind the other's. */
    @JCStressTest
    @State
    @Outcome(id = "2 claimed, 2", expect = ACCEPTABLE, desc = "The one behind came second.")
    @Outcome(id = "one, 1", expect = ACCEPTABLE, desc = "It came first: its worker takes both.")
    @Outcome(expect = FORBIDDEN, desc = "Nobody is claimed, or the count is wrong.")
    public static class ClaimVersusSecondClaim extends TwoAsleep {
        @Actor
        public void one() {
            claimed = sleepers.claim();
        }

        @Actor
        public void two() {
            claimedToo = sleepers.claim(2);
        }

        @Arbiter
        public void end(LI_Result r) {
            judgeClaims(r);
        }
    }

    /** {@link ClaimVersusSecondClaim}, but the look who searches and the count are two. */
    @JCStressTest
    @JCStressMeta(ClaimVersusSecondClaim.class)
    @State
    public static class BrokenLooksThenClaimsSecond extends TwoAsleep {
        @Actor
        public void one() {
            claimed = lookThenClaim(1);
        }

        @Actor
        public void two() {
            claimedToo = lookThenClaim(2);
        }

        @Arbiter
        public void end(LI_Result r) {
            judgeClaims(r);
        }
    }

    /** A sleeper is claimed while it wakes up by itself. */
    @JCStressTest
    @State
    @Outcome(id = "claimed, 1", expect = ACCEPTABLE, desc = "It was claimed, and searches.")
    @Outcome(id = "woke, 0", expect = ACCEPTABLE, desc = "It woke up by itself.")
    @Outcome(expect = FORBIDDEN, desc = "Both, or neither, or the count is wrong.")
    public static class ClaimVersusWakeUp extends OneAsleep {
        @Actor
        public void claimer() {
            claimed = sleepers.claim();
        }

        @Actor
        public void worker() {
            woke = sleepers.wakeUp(0);
        }

        @Arbiter
        public void end(LI_Result r) {
            judgeWakeUp(r);
        }
    }

    /** {@link ClaimVersusWakeUp}, but the worker reads the bits, and then writes them. */
    @JCStressTest
    @JCStressMeta(ClaimVersusWakeUp.class)
    @State
    public static class BrokenWakesUpByWrite extends OneAsleep {
        @Actor
        public void claimer() {
            claimed = sleepers.claim();
        }

        @Actor
        public void worker() {
            woke = wakeUpByWrite(0);
        }

        @Arbiter
        public void end(LI_Result r) {
            judgeWakeUp(r);
        }
    }

    /** A sleeper is claimed while its neighbour falls asleep. */
    @JCStressTest
    @State
    @Outcome(id = "sleeps, 1", expect = ACCEPTABLE, desc = "The neighbour sleeps.")
    @Outcome(expect = FORBIDDEN, desc = "The neighbour sleeps for ever: its bit is lost.")
    public static class ClaimVersusFallAsleep extends OneAsleep {
        @Actor
        public void claimer() {
            claimed = sleepers.claim();
        }

        @Actor
        public void worker() {
            sleepers.fallAsleep(1, false);
        }

        @Arbiter
        public void end(LI_Result r) {
            judgeNeighbour(r);
        }
    }

    /** {@link ClaimVersusFallAsleep}, but the claimer reads the bits, and then writes them. */
    @JCStressTest
    @JCStressMeta(ClaimVersusFallAsleep.class)
    @State
    public static class BrokenClaimsByWrite extends OneAsleep {
        @Actor
        public void claimer() {
            claimed = claimByWrite();
        }

        @Actor
        public void worker() {
            sleepers.fallAsleep(1, false);
        }

        @Arbiter
        public void end(LI_Result r) {
            judgeNeighbour(r);
        }
    }

    /** Nobody sleeps. */
    abstract static class Awake {
        final Sleepers sleepers = new Sleepers(4);
        final Gap gap = new Gap();
        boolean first;
        boolean second;

        /** {@code tryStartSearching} that looks how many search, and then counts. */
        final boolean lookThenStart() {
            int s = sleepers.searching();
            if (s > 0) {
                return false;
            }
            Internals.SEARCHING.setVolatile(sleepers, s + 1);
            return true;
        }

        /** {@code stopSearching} that reads the count, and then, after a gap, writes it. */
        final boolean stopByWrite() {
            int s = sleepers.searching();
            gap.stay();
            Internals.SEARCHING.setVolatile(sleepers, s - 1);
            return s == 1;
        }

        final void judgeStarts(LI_Result r) {
            r.r1 = first && second ? "both" : first || second ? "one" : "neither";
            r.r2 = sleepers.searching();
        }

        final void judgeCount(LI_Result r) {
            r.r1 = first ? "started" : "refused";
            r.r2 = sleepers.searching();
        }
    }

    /** A worker searches. */
    abstract static class OneSearches extends Awake {
        OneSearches() {
            sleepers.startSearching();
        }
    }

    /** Two busy workers run out of work; half of them may search. */
    @JCStressTest
    @State
    @Outcome(id = "one, 1", expect = ACCEPTABLE, desc = "One of them searches.")
    @Outcome(expect = FORBIDDEN, desc = "Both do, or the count is wrong.")
    public static class StartVersusStart extends Awake {
        @Actor
        public void one() {
            first = sleepers.tryStartSearching(2);
        }

        @Actor
        public void two() {
            second = sleepers.tryStartSearching(2);
        }

        @Arbiter
        public void end(LI_Result r) {
            judgeStarts(r);
        }
    }

    /** {@link StartVersusStart}, but the look how many search and the count are two. */
    @JCStressTest
    @JCStressMeta(StartVersusStart.class)
    @State
    public static class BrokenLooksThenStarts extends Awake {
        @Actor
        public void one() {
            first = lookThenStart();
        }

        @Actor
        public void two() {
            second = lookThenStart();
        }

        @Arbiter
        public void end(LI_Result r) {
            judgeStarts(r);
        }
    }

    /** A worker starts to search while another one stops. */
    @JCStressTest
    @State
    @Outcome(id = "started, 1", expect = ACCEPTABLE, desc = "One searches.")
    @Outcome(expect = FORBIDDEN, desc = "The count is wrong for ever.")
    public static class StartVersusStop extends OneSearches {
        @Actor
        public void starter() {
            first = sleepers.tryStartSearching(4);
        }

        @Actor
        public void stopper() {
            second = sleepers.stopSearching();
        }

        @Arbiter
        public void end(LI_Result r) {
            judgeCount(r);
        }
    }

    /** {@link StartVersusStop}, but who stops reads the count, and, after a gap, writes it. */
    @JCStressTest
    @JCStressMeta(StartVersusStop.class)
    @State
    public static class BrokenCountsByWrite extends OneSearches {
        @Actor
        public void starter() {
            gap.await();
            first = sleepers.tryStartSearching(4);
        }

        @Actor
        public void stopper() {
            second = stopByWrite();
        }

        @Arbiter
        public void end(LI_Result r) {
            judgeCount(r);
        }
    }
}
