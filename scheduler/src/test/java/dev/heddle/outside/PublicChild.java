package dev.heddle.outside;

import dev.heddle.scheduler.Scheduler;

/** A program that uses the scheduler as a module. */
public final class PublicChild {
    private PublicChild() {}

    /**
     * Runs a goroutine.
     *
     * @param args none
     */
    public static void main(String[] args) throws Exception {
        System.out.println("result " + Scheduler.shared().run(() -> 6 * 7));
    }
}
