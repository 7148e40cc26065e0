package dev.heddle.stress;

import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static org.openjdk.jcstress.annotations.Expect.UNKNOWN;

import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.grading.TestGrading;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What became of one test in all its configurations.
 *
 * @param test the binary name of the nested class
 * @param samples how often its actors met
 * @param forbidden how often the outcome was one that must not be
 * @param errors what kept a configuration from being judged, and each forbidden outcome
 * @param completed whether every configuration ran to its end, with outcomes that the test
 *     describes. A test of termination that stops at a thread that does not end has done so: its
 *     outcome, STALE, is graded like any other.
 */
record Verdict(String test, long samples, long forbidden, List<String> errors, boolean completed) {

    private static final String TWIN = "Broken";

    /** Judges all results of one test. */
    static Verdict of(String test, Collection<TestResult> results) {
        long samples = 0;
        long forbidden = 0;
        boolean completed = !results.isEmpty();
        List<String> errors = new ArrayList<>();
        for (TestResult result : results) {
            samples += result.getTotalCount();
            completed &= result.status() == Status.NORMAL;
            if (result.status() != Status.NORMAL) {
                errors.add(result.status() + ": " + String.join("; ", result.getMessages()));
            }
            for (GradingResult state : TestGrading.grade(result).gradingResults.values()) {
                if (state.expect == FORBIDDEN && state.count > 0) {
                    forbidden += state.count;
                    errors.add(state.id + ": " + state.description);
                }
                if (state.expect == UNKNOWN && state.count > 0) {
                    completed = false;
                    errors.add(state.id + ": no outcome that the test describes");
                }
            }
        }
        return new Verdict(test, samples, forbidden, errors, completed);
    }

    static boolean isTwin(String test) {
        return test.substring(Math.max(test.lastIndexOf('.'), test.lastIndexOf('$')) + 1)
                .startsWith(TWIN);
    }

    boolean isTwin() {
        return isTwin(test);
    }

    /** A proof shows nothing forbidden; a twin must. */
    boolean passed() {
        return isTwin() ? forbidden > 0 : completed && samples > 0 && forbidden == 0;
    }

    /** A twin that has shown its failure: more JVMs tell no more. */
    boolean hasShown() {
        return isTwin() && forbidden > 0;
    }

    /** A twin that has not failed yet: more samples may tell. */
    boolean undecided() {
        return isTwin() && forbidden == 0;
    }

    @Override
    public String toString() {
        String rate =
                String.format(
                        Locale.ROOT,
                        "%,14d samples  %10.6f %% forbidden",
                        samples,
                        samples == 0 ? 0 : 100.0 * forbidden / samples);
        return (passed() ? "passed " : "FAILED ") + rate + "  " + test;
    }
}
