package dev.heddle.benchmarks.compare;

import java.util.Locale;

/**
 * How a cost grows with the number of units.
 *
 * @param factor the cost at the greatest number over the least cost of all
 * @param order what that agrees with
 */
record Growth(double factor, Order order) {
    /** Caches alone may double a cost that is constant. */
    private static final double CONSTANT = 2;

    /** How far a logarithm may be exceeded, for the same reason. */
    private static final double SLACK = 1.5;

    /** Orders of growth. */
    enum Order {
        CONSTANT("O(1)"),
        LOGARITHMIC("O(log n)"),
        MORE("more than O(log n)");

        private final String title;

        Order(String title) {
            this.title = title;
        }
    }

    /** Of a curve over the number of units that has at least one point. */
    static Growth of(Curve curve) {
        int[] units = curve.xs();
        double[] costs = curve.costs();
        int last = costs.length - 1;
        int least = 0;
        for (int i = 1; i <= last; i++) {
            least = costs[i] < costs[least] ? i : least;
        }
        double factor = costs[last] / costs[least];
        if (factor <= CONSTANT) {
            return new Growth(factor, Order.CONSTANT);
        }
        double logarithm = Math.log(units[last]) / Math.log(Math.max(2, units[least]));
        return new Growth(factor, factor <= SLACK * logarithm ? Order.LOGARITHMIC : Order.MORE);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "× %.1f, %s", factor, order.title);
    }
}
