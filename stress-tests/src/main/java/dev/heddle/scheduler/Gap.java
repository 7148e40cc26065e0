package dev.heddle.scheduler;

/**
 * The time between two steps of a twin that ought to be one, with somebody else in it: what may
 * become of any thread that is preempted there. For one sample; neither waits for ever.
 */
public final class Gap {
    private static final int LENGTH = 200;
    private static final int PATIENCE = 10_000;

    private volatile boolean open;
    private volatile boolean met;

    /** For the thread between its steps: stays there until the other one has had time. */
    public void stay() {
        open = true;
        for (int i = 0; i < PATIENCE && !met; i++) {
            Thread.onSpinWait();
        }
        pass();
    }

    /** For a thread whose step nobody waits for: some microseconds. */
    public static void pass() {
        for (int i = 0; i < LENGTH; i++) {
            Thread.onSpinWait();
        }
    }

    /** For the other one: returns when somebody stays there. */
    public void await() {
        met = true;
        for (int i = 0; i < PATIENCE && !open; i++) {
            Thread.onSpinWait();
        }
    }
}
