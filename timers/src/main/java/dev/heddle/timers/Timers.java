package dev.heddle.timers;

/** The timer service for every thread. */
public final class Timers {

    private static final class Holder {
        static final TimerService SYSTEM = started();

        private static TimerService started() {
            TimerThread thread = new TimerThread();
            thread.start();
            return TimerService.over(thread);
        }
    }

    private Timers() {}

    /**
     * A service that all share who bring none of their own: timers wait in one heap with a daemon
     * thread, which is started by the first call; what they run gets virtual threads of the JDK's
     * scheduler.
     */
    public static TimerService system() {
        return Holder.SYSTEM;
    }
}
