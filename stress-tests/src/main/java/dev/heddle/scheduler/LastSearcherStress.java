package dev.heddle.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A publisher wakes nobody because a worker searches. Then either that worker finds the work, or
 * somebody else is woken.
 *
 * <p>Results say who saw to it.
 *
 * <pre>java -jar stress-tests/target/jcstress.jar -t LastSearcherStress</pre>
 */
public final class LastSearcherStress {

    private LastSearcherStress() {}

    /** Worker 0 searches. */
    abstract static class Search {
        static {
            VirtualThreads.requireOpen(); // hands Agrona what it needs
        }

        final Sleepers sleepers;
        final InjectionQueue injection = new InjectionQueue();

        /** The publisher's. */
        int claimedByPublisher = -1;

        /** The searcher's. */
        int claimedBySearcher = -1;

        /** The searcher's. */
        boolean looked;

        Search(int workers) {
            sleepers = new Sleepers(workers);
            sleepers.startSearching();
        }

        final void publish() {
            injection.offer(NumberedTask.A);
            claimedByPublisher = sleepers.claim();
        }

        final void lookAgain(boolean nothing) {
            if (!nothing) {
                looked = true;
                sleepers.wakeUp(0);
            }
        }

        final void judge(int sleeper, L_Result r) {
            if (sleepers.isAsleep(sleeper)) {
                r.r1 = "overslept";
            } else if (looked) {
                r.r1 = "looked";
            } else if (claimedByPublisher == sleeper) {
                r.r1 = "publisher";
            } else {
                r.r1 = claimedBySearcher == sleeper ? "searcher" : "nobody";
            }
        }
    }

    /** The searcher has found other work, and worker 1 sleeps. */
    @JCStressTest
    @State
    @Outcome(
            id = "publisher",
            expect = ACCEPTABLE,
            desc = "The search was over: the publisher woke it.")
    @Outcome(id = "searcher", expect = ACCEPTABLE, desc = "The last searcher woke its successor.")
    @Outcome(expect = FORBIDDEN, desc = "There is work, a worker sleeps, and nobody searches.")
    public static class FindsOtherWork extends Search {
        public FindsOtherWork() {
            super(2);
            sleepers.fallAsleep(1, false);
        }

        @Actor
        public void publisher() {
            publish();
        }

        @Actor
        public void searcher() {
            if (sleepers.stopSearching() && !injection.isEmpty()) {
                claimedBySearcher = sleepers.claim();
            }
        }

        @Arbiter
        public void end(L_Result r) {
            judge(1, r);
        }
    }

    /** {@link FindsOtherWork}, but the last searcher wakes no successor. */
    @JCStressTest
    @JCStressMeta(FindsOtherWork.class)
    @State
    public static class BrokenNoSuccessor extends Search {
        public BrokenNoSuccessor() {
            super(2);
            sleepers.fallAsleep(1, false);
        }

        @Actor
        public void publisher() {
            publish();
        }

        @Actor
        public void searcher() {
            sleepers.stopSearching();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(1, r);
        }
    }

    /** {@link FindsOtherWork}, but the last searcher looks for more while it still counts. */
    @JCStressTest
    @JCStressMeta(FindsOtherWork.class)
    @State
    public static class BrokenLooksForMoreWhileItCounts extends Search {
        public BrokenLooksForMoreWhileItCounts() {
            super(2);
            sleepers.fallAsleep(1, false);
        }

        @Actor
        public void publisher() {
            publish();
        }

        @Actor
        public void searcher() {
            boolean more = !injection.isEmpty();
            Gap.pass();
            if (sleepers.stopSearching() && more) {
                claimedBySearcher = sleepers.claim();
            }
        }

        @Arbiter
        public void end(L_Result r) {
            judge(1, r);
        }
    }

    /** The searcher has found nothing and falls asleep. */
    @JCStressTest
    @State
    @Outcome(
            id = "publisher",
            expect = ACCEPTABLE,
            desc = "The search was over: the publisher woke it.")
    @Outcome(id = "looked", expect = ACCEPTABLE, desc = "The searcher's last look found the work.")
    @Outcome(
            expect = FORBIDDEN,
            desc = "There is work, its only worker sleeps, and nobody searches.")
    public static class FindsNothing extends Search {
        public FindsNothing() {
            super(1);
        }

        @Actor
        public void publisher() {
            publish();
        }

        @Actor
        public void searcher() {
            sleepers.fallAsleep(0, true);
            lookAgain(injection.isEmpty());
        }

        @Arbiter
        public void end(L_Result r) {
            judge(0, r);
        }
    }

    /** {@link FindsNothing}, but the last look comes before the end of the search. */
    @JCStressTest
    @JCStressMeta(FindsNothing.class)
    @State
    public static class BrokenLooksWhileItCounts extends Search {
        public BrokenLooksWhileItCounts() {
            super(1);
        }

        @Actor
        public void publisher() {
            publish();
        }

        @Actor
        public void searcher() {
            sleepers.fallAsleep(0, false);
            lookAgain(injection.isEmpty());
            sleepers.stopSearching();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(0, r);
        }
    }

    /**
     * The search is only a claimer's count, for a sleeper that leaves before it is chosen. There
     * are many words of bits, so that choosing takes its time.
     */
    abstract static class Claim {
        static {
            VirtualThreads.requireOpen(); // hands Agrona what it needs
        }

        private static final int WORKERS = 1024;

        final Sleepers sleepers = new Sleepers(WORKERS);
        final InjectionQueue injection = new InjectionQueue();

        /** The claimer's. */
        int claimedByClaimer = -1;

        /** The publisher's. */
        int claimedByPublisher = -1;

        Claim() {
            sleepers.admit(WORKERS - 1);
            sleepers.fallAsleep(0, false);
        }

        /** Worker 0 wakes up by itself, finds nothing, sleeps again; then there is work. */
        final void wakeSleepAndPublish() {
            if (sleepers.wakeUp(0)) {
                sleepers.fallAsleep(0, false);
                injection.offer(NumberedTask.A);
                claimedByPublisher = sleepers.claim();
            }
        }

        /** {@code claim} that gives up when it finds nobody. */
        final int claimOnce(int most) {
            int searching = sleepers.searching();
            if (searching >= most
                    || sleepers.asleep() == 0
                    || !Internals.SEARCHING.compareAndSet(sleepers, searching, searching + 1)) {
                return -1;
            }
            int worker = Internals.clearAnyBit(sleepers);
            if (worker < 0) {
                Internals.SEARCHING.getAndAdd(sleepers, -1);
            }
            return worker;
        }

        final void judge(L_Result r) {
            int claims = (claimedByClaimer == 0 ? 1 : 0) + (claimedByPublisher == 0 ? 1 : 0);
            if (sleepers.isAsleep(0)) {
                r.r1 = "overslept";
            } else if (claims != 1 || sleepers.searching() != 1) {
                r.r1 = "miscounted";
            } else {
                r.r1 = claimedByClaimer == 0 ? "claimer" : "publisher";
            }
        }
    }

    /** A claimer that finds nobody, and a publisher that has counted on it. */
    @JCStressTest
    @State
    @Outcome(id = "claimer", expect = ACCEPTABLE, desc = "The claimer chose the sleeper.")
    @Outcome(id = "publisher", expect = ACCEPTABLE, desc = "The publisher chose the sleeper.")
    @Outcome(
            expect = FORBIDDEN,
            desc = "There is work, its only worker sleeps, and nobody searches.")
    public static class ClaimFindsNobody extends Claim {
        @Actor
        public void claimer() {
            claimedByClaimer = sleepers.claim();
        }

        @Actor
        public void publisher() {
            wakeSleepAndPublish();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /** {@link ClaimFindsNobody}, but the claimer does not look at the bits again. */
    @JCStressTest
    @JCStressMeta(ClaimFindsNobody.class)
    @State
    public static class BrokenClaimsOnce extends Claim {
        @Actor
        public void claimer() {
            claimedByClaimer = claimOnce(1);
        }

        @Actor
        public void publisher() {
            wakeSleepAndPublish();
        }

        @Arbiter
        public void end(L_Result r) {
            judge(r);
        }
    }

    /**
     * {@link Claim}, while another worker searches, and finds something: a count that stands for
     * nobody makes it believe that it is not the last.
     */
    abstract static class SecondClaim extends Claim {

        /** The searcher's. */
        int claimedBySearcher = -1;

        SecondClaim() {
            sleepers.startSearching();
        }

        /** What a publisher does, and after that the searcher on which it has counted. */
        final void publishThenFindOtherWork() {
            wakeSleepAndPublish();
            if (sleepers.stopSearching() && !injection.isEmpty()) {
                claimedBySearcher = sleepers.claim();
            }
        }

        final void judgeAll(L_Result r) {
            int claims = 0;
            for (int each : new int[] {claimedByClaimer, claimedByPublisher, claimedBySearcher}) {
                claims += each == 0 ? 1 : 0;
            }
            if (sleepers.isAsleep(0)) {
                r.r1 = "overslept";
            } else {
                r.r1 = claims == 1 && sleepers.searching() == 1 ? "claimed" : "miscounted";
            }
        }
    }

    /** A claimer of a second worker that finds nobody, a publisher, then the last who searched. */
    @JCStressTest
    @State
    @Outcome(id = "claimed", expect = ACCEPTABLE, desc = "One of the three chose the sleeper.")
    @Outcome(
            expect = FORBIDDEN,
            desc = "There is work, its only worker sleeps, and nobody searches.")
    public static class SecondClaimFindsNobody extends SecondClaim {
        @Actor
        public void claimer() {
            claimedByClaimer = sleepers.claim(2);
        }

        @Actor
        public void publisher() {
            publishThenFindOtherWork();
        }

        @Arbiter
        public void end(L_Result r) {
            judgeAll(r);
        }
    }

    /** {@link SecondClaimFindsNobody}, but the claimer does not look at the bits again. */
    @JCStressTest
    @JCStressMeta(SecondClaimFindsNobody.class)
    @State
    public static class BrokenClaimsSecondOnce extends SecondClaim {
        @Actor
        public void claimer() {
            claimedByClaimer = claimOnce(2);
        }

        @Actor
        public void publisher() {
            publishThenFindOtherWork();
        }

        @Arbiter
        public void end(L_Result r) {
            judgeAll(r);
        }
    }
}
