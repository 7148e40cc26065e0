package dev.heddle.benchmarks.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A logarithmic axis.
 *
 * @param low where it begins
 * @param high where it ends
 */
record Axis(double low, double high) {
    private static final double[] STEPS = {1, 2, 5};

    /** One that has room for all of these. */
    static Axis of(double[] values) {
        double low = Arrays.stream(values).min().orElse(1);
        double high = Arrays.stream(values).max().orElse(10);
        return new Axis(low / 1.2, Math.max(high, low) * 1.2);
    }

    /** From 0 at the beginning to 1 at the end. */
    double position(double value) {
        return Math.log(value / low) / Math.log(high / low);
    }

    /** Round numbers on it: powers of ten, or finer ones if there would be fewer than three. */
    List<Double> marks() {
        List<Double> powers = marks(1);
        return powers.size() < 3 ? marks(STEPS.length) : powers;
    }

    private List<Double> marks(int steps) {
        List<Double> marks = new ArrayList<>();
        for (double power = Math.pow(10, Math.floor(Math.log10(low))); power <= high; power *= 10) {
            for (int i = 0; i < steps; i++) {
                double mark = power * STEPS[i];
                if (mark >= low && mark <= high) {
                    marks.add(mark);
                }
            }
        }
        return marks;
    }

    /** A number in few characters: {@code 10k} for 10,000. */
    static String label(double value) {
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%.0fM", value / 1e6);
        }
        return value >= 1e3
                ? String.format(Locale.ROOT, "%.0fk", value / 1e3)
                : String.format(Locale.ROOT, "%.0f", value);
    }
}
