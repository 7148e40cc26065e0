package dev.heddle.benchmarks.compare;

/**
 * What a process runs: a row with so many units.
 *
 * @param units as many as the row says, or others to see how the cost grows
 */
public record Workload(Row row, int units) {
    private static final int MOST_OPERATIONS = 500_000_000;

    /** So many timers may be armed for one that is measured. */
    private static final int ARMED_FOR_ONE = 100;

    /** The row as the table has it. */
    public static Workload of(Row row) {
        return new Workload(row, row.units());
    }

    /** As {@link Row#capacity}. */
    public int capacity() {
        return row.capacity();
    }

    /** The number of operations to run if about {@code wanted} are; a multiple of the units. */
    public int operations(long wanted) {
        if (row.isFixed()) {
            return units;
        }
        if (row == Row.TIMER_STOP) {
            return Math.clamp(wanted, Math.max(1, units / ARMED_FOR_ONE), MOST_OPERATIONS);
        }
        long rounded = Math.max(row.leastTurns(), wanted / units) * units;
        return (int) Math.min(rounded, MOST_OPERATIONS / units * (long) units);
    }
}
